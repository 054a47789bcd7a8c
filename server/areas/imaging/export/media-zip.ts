// The burn-ready export (PS3.10 media): objects as they are stored under 8.3 names, DICOMDIR, a label, and a page that lists them.

import { mediumDirectory } from '../../../../core/dicom/dicomdir.ts';
import { displayName, parsePersonName } from '../../../../core/dicom/person-name.ts';
import type { ExportOptions } from '../../../../core/imaging/keeping.ts';
import { hospitalDay } from '../../../../core/kernel/hospital-time.ts';
import { textEntry } from './anonymised-zip.ts';
import { type ExportObject, wholeObject } from './export-objects.ts';
import type { ZipEntry } from './zip-stream.ts';

const part = (letters: string, number: number): string => `${letters}${String(number).padStart(6, '0')}`;

interface Line {
  patient: string;
  patientId: string;
  date: string;
  study: string;
  series: string;
  modality: string;
  objects: number;
  folder: string;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? '');

function indexPage(hospital: string, lines: readonly Line[]): string {
  const rows = lines.map((line) =>
    [line.patient, line.patientId, line.date, line.study, line.series, line.modality, line.objects, line.folder]
      .map((cell) => `<td>${escaped(String(cell))}</td>`)
      .join(''),
  );
  const heads = [
    '姓名 Name',
    '患者号 ID',
    '日期 Date',
    '检查 Study',
    '序列 Series',
    '类型 Type',
    '影像 Images',
    '目录 Folder',
  ];
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${escaped(hospital)}</title>
<style>body{font:14px sans-serif;margin:24px}table{border-collapse:collapse}td,th{border:1px solid #999;padding:4px 8px;text-align:left}</style>
<h1>${escaped(hospital)}</h1><table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>
${rows.map((row) => `<tr>${row}</tr>`).join('\n')}
</table>`;
}

export interface Medium {
  hospital: { name: string; nameEn: string };
  fileSetUid: string;
  options: ExportOptions;
  missing: readonly string[];
  now: Date;
}

export async function* mediaEntries(objects: AsyncIterable<ExportObject>, medium: Medium): AsyncGenerator<ZipEntry> {
  const { options, now, hospital } = medium;
  const directory = mediumDirectory(options.fileSetId, medium.fileSetUid);
  const lines = new Map<string, Line>();
  let bytes = 0;
  for await (const { reader, object, descriptor, seriesUid, numbers } of objects) {
    const path = ['DICOM', part('ST', numbers.study), part('SE', numbers.series), part('IM', numbers.object)];
    const { dataSet, transferSyntax } = object;
    directory.add(dataSet, { path, transferSyntaxUid: transferSyntax.uid, isImage: descriptor.image !== null });
    bytes += reader.length;
    const line = lines.get(seriesUid) ?? {
      patient: displayName(parsePersonName(dataSet.string('PatientName') ?? '')),
      patientId: dataSet.string('PatientID') ?? '',
      date: dataSet.string('StudyDate') ?? '',
      study: dataSet.string('StudyDescription') ?? '',
      series: dataSet.string('SeriesDescription') ?? '',
      modality: dataSet.string('Modality') ?? '',
      objects: 0,
      folder: path.slice(0, 3).join('/'),
    };
    lines.set(seriesUid, { ...line, objects: line.objects + 1 });
    yield { name: path.join('/'), modified: now, size: reader.length, data: wholeObject(reader) };
  }
  const made = directory.finish();
  yield { name: 'DICOMDIR', modified: now, size: made.length, data: once(made) };
  const all = [...lines.values()];
  const count = all.reduce((sum, line) => sum + line.objects, 0);
  const people = [...new Set(all.map((line) => `${line.patient} (${line.patientId})`))];
  yield textEntry('LABEL.TXT', now, [
    hospital.name,
    hospital.nameEn,
    ...people,
    [...new Set(all.map((line) => line.date))].join(', '),
    [...new Set(all.map((line) => line.modality))].join(', '),
    `${options.fileSetId}  ${count} 幅 / images`,
    hospitalDay(now),
  ]);
  yield textEntry('README.TXT', now, [
    `${hospital.name} / ${hospital.nameEn}`,
    'DICOM 介质：把全部文件刻录到光盘或复制到 U 盘的根目录，任何 DICOM 浏览器可由 DICOMDIR 打开。',
    'DICOM medium: write all files to the root of a disc or stick; any DICOM viewer opens it by its DICOMDIR.',
    `影像 / images: ${count}，${(bytes / 1_048_576).toFixed(1)} MB；缺失 / missing: ${medium.missing.length}`,
    '含患者个人信息，请妥善保管。/ Holds personal data of patients: keep it safe.',
    'INDEX.HTM 列出内容；LABEL.TXT 用于盘面。/ INDEX.HTM lists the content; LABEL.TXT is for the label.',
  ]);
  if (options.index) {
    const page = Buffer.from(indexPage(hospital.name, all));
    yield { name: 'INDEX.HTM', modified: now, size: page.length, data: once(page) };
  }
}
