// A workbook read back by its XML: the parts of the ZIP, the sheets by name, rows of texts and numbers as they are stored.
import { inflateRawSync } from 'node:zlib';

/** Members of a ZIP by name, found through its central directory (APPNOTE 4.3.12). */
export function unzipped(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new Error('no end of a ZIP directory');
  const members = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(begin, begin + size);
    members.set(name, (method === 0 ? packed : inflateRawSync(packed)).toString('utf8'));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return members;
}

const plain = (xml: string): string =>
  [...xml.matchAll(/<t[^>]*>([^<]*)<\/t>/gu)]
    .map(([, text = '']) => text)
    .join('')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

/** Rows of each sheet by its name; empty cells are left out. */
export function workbook(zip: Buffer): Map<string, (string | number)[][]> {
  const members = unzipped(zip);
  const part = (name: string) => members.get(name) ?? '';
  const shared = [...part('xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gsu)].map(([, si = '']) => plain(si));
  const names = [...part('xl/workbook.xml').matchAll(/<sheet [^>]*name="([^"]*)"/gu)].map(([, name = '']) => name);
  const rowsOf = (xml: string): (string | number)[][] =>
    [...xml.matchAll(/<row[^>]*>(.*?)<\/row>/gsu)].map(([, row = '']) =>
      [...row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gsu)].flatMap(
        ([, attributes = '', inside = '']): (string | number)[] => {
          const value = /<v>([^<]*)<\/v>/u.exec(inside)?.[1];
          if (attributes.includes('t="s"')) return value === undefined ? [] : [shared[Number(value)] ?? ''];
          if (inside.includes('<is>')) return [plain(inside)];
          return value === undefined ? [] : [Number(value)];
        },
      ),
    );
  return new Map(names.map((name, index) => [name, rowsOf(part(`xl/worksheets/sheet${index + 1}.xml`))]));
}
