// Text to bytes in any character set of DICOM, with tables made by turning the runtime's decoders round.
import { type CharacterSet, isPlain, resetsAfter } from './character-set.ts';
import { DicomError } from './errors.ts';
import { decodeRun, decodeWhole, type Repertoire } from './repertoires.ts';
import type { Tag } from './tag.ts';
import { layoutOf, type Vr } from './vr.ts';

/** Character to its bytes as one number, high byte first. */
type Table = ReadonlyMap<string, number>;

export interface TextEncoding {
  /** Bytes of a value in that character set, not yet padded. Throws `text-not-encodable` with the character. */
  encode(text: string, characterSet: CharacterSet, vr: Vr, tag: Tag): Uint8Array;
}

function tableOf(codes: Iterable<number>, decode: (code: number) => string): Table {
  const table = new Map<string, number>();
  for (const code of codes) {
    const character = decode(code);
    if ([...character].length === 1 && character !== '\ufffd' && !table.has(character)) table.set(character, code);
  }
  return table;
}

function* pairs(leads: [number, number], trails: [number, number]): Generator<number> {
  for (let lead = leads[0]; lead <= leads[1]; lead++) {
    for (let trail = trails[0]; trail <= trails[1]; trail++) yield (lead << 8) | trail;
  }
}

function* range(from: number, to: number): Generator<number> {
  for (let code = from; code <= to; code++) yield code;
}

/** G0 sets are coded in 21-7E, G1 sets in A1-FE; the code here is as it stands in a value. */
function repertoireTable(repertoire: Repertoire): Table {
  const { width, area } = repertoire;
  const decode = (code: number) =>
    decodeRun(repertoire, width === 1 ? Uint8Array.of(code) : Uint8Array.of(code >> 8, code & 0xff));
  if (width === 1) return tableOf(range(0xa0, 0xff), decode);
  return tableOf(area === 'G0' ? pairs([0x21, 0x7e], [0x21, 0x7e]) : pairs([0xa1, 0xfe], [0xa1, 0xfe]), decode);
}

const gbkTable = (): Table =>
  tableOf(pairs([0x81, 0xfe], [0x40, 0xfe]), (code) => decodeWhole('gb18030', Uint8Array.of(code >> 8, code & 0xff)));

/** The four bytes of a linear code of GB 18030 (its clause 4.3: 126 x 10 x 126 x 10). */
const fourBytes = (code: number): readonly number[] => [
  0x81 + Math.floor(code / 12600),
  0x30 + (Math.floor(code / 1260) % 10),
  0x81 + (Math.floor(code / 10) % 126),
  0x30 + (code % 10),
];
/** Linear codes of the rest of the Basic Multilingual Plane; the planes above follow from 189000 on. */
const fourByteTable = (): Table =>
  tableOf(range(0, 39419), (code) => decodeWhole('gb18030', Uint8Array.from(fourBytes(code))));

/** An encoder with tables of its own, made when they are first needed; keep it for as long as there is to write. */
export function createTextEncoding(): TextEncoding {
  const utf8 = new TextEncoder();
  const made = new Map<string, Table>();
  const kept = (name: string, make: () => Table): Table => {
    const table = made.get(name) ?? make();
    made.set(name, table);
    return table;
  };
  const codeIn = (repertoire: Repertoire, character: string): number | undefined =>
    kept(`ir${repertoire.ir}`, () => repertoireTable(repertoire)).get(character);

  function gb(text: string, extended: boolean, fail: (character: string) => DicomError): Uint8Array {
    const bytes: number[] = [];
    for (const character of text) {
      const point = character.codePointAt(0) ?? 0;
      const code = point < 0x80 ? undefined : kept('gbk', gbkTable).get(character);
      if (point < 0x80) bytes.push(point);
      else if (code !== undefined) bytes.push(code >> 8, code & 0xff);
      else {
        const linear = point > 0xffff ? point - 0x10000 + 189000 : kept('gb18030', fourByteTable).get(character);
        if (!extended || linear === undefined) throw fail(character);
        bytes.push(...fourBytes(linear));
      }
    }
    return Uint8Array.from(bytes);
  }

  function extended(text: string, set: CharacterSet, vr: Vr, fail: (character: string) => DicomError): Uint8Array {
    const bytes: number[] = [];
    const { initial, declared } = set;
    let { g0, g1 } = initial;
    const push = (repertoire: Repertoire, code: number) =>
      repertoire.width === 2 ? bytes.push(code >> 8, code & 0xff) : bytes.push(code);
    const designate = (repertoire: Repertoire) => {
      bytes.push(0x1b, ...repertoire.designation);
      if (repertoire.area === 'G0') g0 = repertoire;
      else g1 = repertoire;
    };
    for (const character of text) {
      const point = character.codePointAt(0) ?? 0;
      if (point < 0x80) {
        if (g0.width === 2) designate(initial.g0);
        bytes.push(point);
        if (resetsAfter(point, vr)) ({ g0, g1 } = initial);
        continue;
      }
      const candidates = [g1, g0.width === 2 ? g0 : undefined, ...declared].filter((one) => one !== undefined);
      const found = candidates.find(
        (one) => (one.area === 'G1' || one.width === 2) && codeIn(one, character) !== undefined,
      );
      const code = found && codeIn(found, character);
      if (found === undefined || code === undefined) throw fail(character);
      if (found !== g0 && found !== g1) designate(found);
      push(found, code);
    }
    if (g0.width === 2) designate(initial.g0);
    return Uint8Array.from(bytes);
  }

  return {
    encode(text, characterSet, vr, tag) {
      const bytes = utf8.encode(text);
      if (isPlain(bytes)) return bytes;
      const own = layoutOf(vr).ownCharacters;
      const name = own ? characterSet.terms.join('\\') || 'the default repertoire' : `${vr}, which is ASCII`;
      const fail = (character: string) =>
        new DicomError('text-not-encodable', `${JSON.stringify(character)} cannot be written in ${name}:`, { tag });
      if (!own) throw fail([...text].find((character) => character > '\x7f' || character === '\x1b') ?? '');
      if (characterSet.whole === 'utf-8') return bytes;
      if (characterSet.whole) return gb(text, characterSet.whole === 'gb18030', fail);
      return extended(text, characterSet, vr, fail);
    },
  };
}
