// The anonymised export: images without their persons, in folders that are named by pseudonym, and a page that says what was done.
import type { Pseudonyms } from '../../../../core/dicom/deidentify/pseudonyms.ts';
import type { ExportOptions } from '../../../../core/imaging/keeping.ts';
import { anonymousObject } from './anonymous-object.ts';
import type { ExportObject } from './export-objects.ts';
import type { ZipEntry } from './zip-stream.ts';

const padded = (number: number): string => String(number).padStart(6, '0');

async function* text(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`);
}

/** Page of text in both languages; Windows' editor shows UTF-8 right with the mark in front. */
export function textEntry(name: string, modified: Date, lines: readonly string[]): ZipEntry {
  return { name, modified, size: 4096, data: text(lines) };
}

const done = (on: boolean): string => (on ? '是 / yes' : '否 / no');

export async function* anonymisedEntries(
  objects: AsyncIterable<ExportObject>,
  options: ExportOptions,
  pseudonyms: Pseudonyms,
  missing: readonly string[],
  now: Date,
): AsyncGenerator<ZipEntry> {
  let count = 0;
  for await (const { reader, object, numbers } of objects) {
    const made = await anonymousObject(reader, object, options, pseudonyms);
    count += 1;
    const folder = `${made.patient}/ST${padded(numbers.study)}/SE${padded(numbers.series)}`;
    // The archive's own times would tell when the person was here.
    yield { name: `${folder}/IM${padded(numbers.object)}.dcm`, modified: now, size: made.size, data: made.bytes() };
  }
  yield textEntry('README.TXT', now, [
    '匿名化导出 / Anonymised export',
    'DICOM PS3.15 附录 E 基本应用级保密规范 / Basic Application Level Confidentiality Profile (113100)',
    `对象 / objects: ${count}；缺失 / missing: ${missing.length}`,
    `日期平移 / dates moved by a constant per patient (113107): ${done(options.shiftDates)}`,
    `保留性别年龄等 / sex, age and the like kept (113108): ${done(options.keepCharacteristics)}`,
    `描述已清理并保留 / descriptions cleaned and kept (113105): ${done(options.cleanDescriptors)}`,
    `含可能烧录文字的图像 / pictures with text in their pixels included: ${done(options.includeBurnedIn)}`,
    '私有元素、叠加层与签名已去除；像素数据逐位未改。UID 与假名在本次导出内一致，与其他导出无法关联。',
    'Private elements, overlays and signatures are taken out; pixel data is unchanged bit for bit. UIDs and pseudonyms agree',
    'within this export and with no other. 头面部断层图像可重建面容 / Faces can be rebuilt from slices of the head.',
  ]);
}
