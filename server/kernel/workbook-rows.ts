// Rows of the first sheet of an Excel workbook (ECMA-376 Part 1, 18.3): texts, and numbers as their digits. Nothing in it is executed or drawn.
import { inflateRawSync } from 'node:zlib';
import { fail } from '../../core/kernel/errors.ts';

const bad = (why: string) => fail('INPUT_INVALID', { fields: [`file: ${why}`] });
/** Of one part, unpacked. */
const partLimit = 64 * 1024 * 1024;
const columnsAtMost = 256;

export const isWorkbook = (bytes: Buffer): boolean => bytes.length > 4 && bytes.readUInt32LE(0) === 0x04034b50;

/** One member of the ZIP by name, found through its central directory (APPNOTE 4.3.12); null when it is not there. */
function member(zip: Buffer, wanted: string): string | null {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > zip.length) throw bad('the workbook is cut off');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) throw bad('the workbook is damaged');
    const nameLength = zip.readUInt16LE(at + 28);
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === wanted) {
      const local = zip.readUInt32LE(at + 42);
      if (local + 30 > zip.length) throw bad('the workbook is damaged');
      const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(begin, begin + zip.readUInt32LE(at + 20));
      try {
        const isStored = zip.readUInt16LE(at + 10) === 0;
        return (isStored ? packed : inflateRawSync(packed, { maxOutputLength: partLimit })).toString('utf8');
      } catch {
        throw bad('the workbook is damaged, or too large unpacked');
      }
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return null;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescaped = (xml: string): string =>
  xml.replaceAll(/&(#x?[0-9a-f]+|\w+);/giu, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });

/** Runs of a text put together; phonetic hints (rPh) are no text. */
const textOf = (xml: string): string =>
  [...xml.replaceAll(/<rPh\b.*?<\/rPh>/gsu, '').matchAll(/<t\b[^>]*>([^<]*)<\/t>/gu)]
    .map(([, text = '']) => unescaped(text))
    .join('');

/** `A` is 0, `AA` 26. */
const columnOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** A whole number is written with its digits whatever the cell looks like; up to 15 of them are exact in a workbook. */
function digits(value: string): string {
  const number = Number(value);
  return value !== '' && Number.isSafeInteger(number) ? String(number) : value;
}

function firstSheet(zip: Buffer): string {
  const book = member(zip, 'xl/workbook.xml');
  if (book === null) throw bad('it is a ZIP, but no Excel workbook');
  const id = /<sheet\b[^>]*\br:id="([^"]+)"/u.exec(book)?.[1];
  const relations = member(zip, 'xl/_rels/workbook.xml.rels') ?? '';
  const target = [...relations.matchAll(/<Relationship\b[^>]*>/gu)]
    .map(([tag]) => tag)
    .find((tag) => id !== undefined && tag.includes(`Id="${id}"`));
  const path = /\bTarget="([^"]+)"/u.exec(target ?? '')?.[1] ?? 'worksheets/sheet1.xml';
  const sheet = member(zip, path.startsWith('/') ? path.slice(1) : `xl/${path}`);
  if (sheet === null) throw bad('the workbook has no sheet');
  return sheet;
}

/** @throws INPUT_INVALID when it is no workbook, or damaged */
export function readWorkbook(zip: Buffer): { line: number; cells: string[] }[] {
  const sheet = firstSheet(zip);
  const strings = [...(member(zip, 'xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gsu)].map(([, si = '']) =>
    textOf(si),
  );
  return [...sheet.matchAll(/<row\b([^>]*)>(.*?)<\/row>/gsu)].map(([, attributes = '', row = ''], index) => {
    const cells: string[] = [];
    for (const [, about = '', inside = ''] of row.matchAll(/<c\b([^>]*?)(?:\/>|>(.*?)<\/c>)/gsu)) {
      const letters = /\br="([A-Z]+)/u.exec(about)?.[1];
      const column = letters === undefined ? cells.length : columnOf(letters);
      if (column >= columnsAtMost) continue;
      const value = unescaped(/<v>([^<]*)<\/v>/u.exec(inside)?.[1] ?? '');
      const kind = /\bt="(\w+)"/u.exec(about)?.[1] ?? 'n';
      while (cells.length < column) cells.push('');
      cells[column] =
        kind === 's'
          ? (strings[Number(value)] ?? '')
          : kind === 'inlineStr'
            ? textOf(inside)
            : kind === 'n'
              ? digits(value)
              : value;
    }
    return { line: Number(/\br="(\d+)"/u.exec(attributes)?.[1] ?? index + 1), cells };
  });
}
