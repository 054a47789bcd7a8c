// The pages of a foreign PDF: what they draw and what that needs, without its scripts, forms, links and attachments.
import { inflateSync } from 'node:zlib';
import { createLexer, isDict, isName, isRef, type PdfDict, PdfSyntax, type PdfValue } from './lex.ts';

export interface PdfStream {
  dict: PdfDict;
  /** As stored, still packed. */
  bytes: Uint8Array;
}

export interface PdfPage {
  box: readonly [x0: number, y0: number, x1: number, y1: number];
  /** Degrees clockwise: 0, 90, 180 or 270. */
  rotate: number;
  resources: PdfValue;
  /** Content of one piece keeps its packing; of several it is unpacked and joined. */
  content: PdfStream;
}

export interface PdfSource {
  pages: PdfPage[];
  valueOf(ref: number): PdfValue | PdfStream | undefined;
}

/** An ECG has a few pages; more is another kind of document. */
const mostPages = 40;
const deepestTree = 60;
const mostUnpacked = 64 << 20;

export const isStream = (value: PdfValue | PdfStream | undefined): value is PdfStream =>
  typeof value === 'object' && value !== null && 'bytes' in value;

type Objects = Map<number, PdfValue | PdfStream>;
const numberOf = (value: PdfValue | undefined): number | null => (typeof value === 'number' ? value : null);

/** Where the bytes of a stream end: by its length where that is right, else by the word that closes it. */
function streamEnd(text: string, from: number, length: number | null): number {
  if (length !== null && /^\s*endstream/u.test(text.slice(from + length, from + length + 20))) return from + length;
  const end = text.indexOf('endstream', from);
  if (end < 0) throw new PdfSyntax('a stream without its end');
  const lineEnd = text[end - 1] === '\n' ? (text[end - 2] === '\r' ? 2 : 1) : 0;
  return Math.max(from, end - lineEnd);
}

/** All objects in the order of the file: a later one of the same number is the newer one. The table of offsets is not trusted. */
function objectsOf(text: string, bytes: Uint8Array, trailers: PdfDict[]): Objects {
  const objects: Objects = new Map();
  const start = /(\d+)\s+\d+\s+obj\b|\btrailer\b/gu;
  for (let found = start.exec(text); found; found = start.exec(text)) {
    const lexer = createLexer(text, start.lastIndex);
    const value = lexer.value();
    start.lastIndex = lexer.position();
    if (found[1] === undefined) {
      if (isDict(value)) trailers.push(value);
      continue;
    }
    const opening = /^\s*stream\r?\n/u.exec(text.slice(lexer.position(), lexer.position() + 40));
    if (!opening || !isDict(value)) {
      objects.set(Number(found[1]), value);
      continue;
    }
    const from = lexer.position() + opening[0].length;
    const end = streamEnd(text, from, numberOf(value.dict.get('Length')));
    objects.set(Number(found[1]), { dict: value, bytes: bytes.subarray(from, end) });
    start.lastIndex = end;
    const type = value.dict.get('Type');
    if (isName(type) && type.name === 'XRef') trailers.push(value);
  }
  return objects;
}

function unpacked({ dict, bytes }: PdfStream): Uint8Array {
  const filter = dict.dict.get('Filter');
  const names = (Array.isArray(filter) ? filter : filter === undefined ? [] : [filter]).map((one) =>
    isName(one) ? one.name : '',
  );
  if (dict.dict.has('DecodeParms')) throw new PdfSyntax('packed with a predictor');
  let data = bytes;
  for (const name of names) {
    if (name !== 'FlateDecode' && name !== 'Fl') throw new PdfSyntax(`packed by ${name}`);
    data = inflateSync(data, { maxOutputLength: mostUnpacked });
  }
  return data;
}

/** Objects that are packed together (ISO 32000-1 7.5.7). */
function spread(objects: Objects): void {
  for (const [, stream] of [...objects]) {
    if (!isStream(stream)) continue;
    const type = stream.dict.dict.get('Type');
    if (!isName(type) || type.name !== 'ObjStm') continue;
    const text = Buffer.from(unpacked(stream)).toString('latin1');
    const first = numberOf(stream.dict.dict.get('First')) ?? 0;
    const head = text.slice(0, first).trim().split(/\s+/u).map(Number);
    for (let i = 0; i + 1 < head.length; i += 2)
      objects.set(head[i] ?? 0, createLexer(text, first + (head[i + 1] ?? 0)).value());
  }
}

/** @returns what is wrong in a word for people, or the pages */
export function openPdf(file: Uint8Array): PdfSource | { problem: string } {
  try {
    return readPdf(file);
  } catch (error) {
    if (error instanceof PdfSyntax) return { problem: error.message };
    // zlib refuses what is broken with errors of its own kind.
    if (error instanceof Error && 'code' in error) return { problem: String(error.code) };
    throw error;
  }
}

function readPdf(file: Uint8Array): PdfSource {
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('latin1');
  const trailers: PdfDict[] = [];
  const objects = objectsOf(text, file, trailers);
  if (trailers.some(({ dict }) => dict.has('Encrypt'))) throw new PdfSyntax('文件已加密');
  spread(objects);
  const at = (value: PdfValue | undefined): PdfValue | PdfStream | undefined =>
    isRef(value) ? objects.get(value.ref) : value;
  const plain = (value: PdfValue | undefined): PdfValue | undefined => {
    const found = at(value);
    return isStream(found) ? undefined : found;
  };
  const catalogue = plain(trailers.findLast(({ dict }) => dict.has('Root'))?.dict.get('Root'));
  if (!isDict(catalogue)) throw new PdfSyntax('no catalogue');
  const pages: PdfPage[] = [];
  const seen = new Set<PdfDict>();

  function walk(node: PdfValue | undefined, inherited: ReadonlyMap<string, PdfValue>, depth: number): void {
    if (depth > deepestTree) throw new PdfSyntax('pages nested too deep');
    const found = plain(node);
    if (!isDict(found) || seen.has(found)) return;
    seen.add(found);
    const own = new Map(inherited);
    for (const key of ['Resources', 'MediaBox', 'CropBox', 'Rotate']) {
      const value = found.dict.get(key);
      if (value !== undefined) own.set(key, value);
    }
    const kids = plain(found.dict.get('Kids'));
    if (Array.isArray(kids)) {
      for (const kid of kids) walk(kid, own, depth + 1);
      return;
    }
    if (pages.length >= mostPages) throw new PdfSyntax(`超过 ${mostPages} 页`);
    pages.push(pageOf(found, own));
  }

  function pageOf(page: PdfDict, own: ReadonlyMap<string, PdfValue>): PdfPage {
    const box = plain(own.get('CropBox') ?? own.get('MediaBox'));
    const [a, b, c, d] = (Array.isArray(box) ? box : []).map((one) => numberOf(plain(one)));
    if (a == null || b == null || c == null || d == null || a === c || b === d)
      throw new PdfSyntax('a page without a size');
    const turn = numberOf(plain(own.get('Rotate'))) ?? 0;
    return {
      box: [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)],
      rotate: (((Math.round(turn / 90) * 90) % 360) + 360) % 360,
      resources: plain(own.get('Resources')) ?? { dict: new Map() },
      content: contentOf(page.dict.get('Contents')),
    };
  }

  function contentOf(value: PdfValue | undefined): PdfStream {
    const found = at(value);
    if (isStream(found)) return found;
    const parts = (Array.isArray(found) ? found : []).map(at).filter(isStream);
    return {
      dict: { dict: new Map() },
      bytes: Buffer.concat(parts.flatMap((part) => [unpacked(part), Buffer.from('\n')])),
    };
  }

  walk(catalogue.dict.get('Pages'), new Map(), 0);
  if (pages.length === 0) throw new PdfSyntax('no pages');
  return { pages, valueOf: (ref) => objects.get(ref) };
}
