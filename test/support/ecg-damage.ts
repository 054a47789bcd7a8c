// Damage to ECG files: bytes, binary words, blocks, numbers, pieces and marks of text, values of single fields, and checksums set right after it.
import type { EcgField, EcgSeed } from './ecg-seeds.ts';

/** Whole numbers from 0 to below `limit`. */
export type Pick = (limit: number) => number;

/** Bytes after a damage, and the places that it touched; null where bytes came or went and places mean nothing any more. */
export interface Damaged {
  bytes: Uint8Array;
  touched: number[] | null;
  /** The checksums were set right again: they say nothing about this damage. */
  isSealed: boolean;
  /** The damage is one to the value of this field and to nothing else. */
  field?: EcgField;
}

interface Change {
  bytes: Uint8Array;
  touched: number[] | null;
}

const telling = [0, 1, 0x0a, 0x20, 0x22, 0x2d, 0x30, 0x39, 0x3c, 0x3e, 0x7f, 0x80, 0xfe, 0xff];
const oneOf = <T>(list: readonly T[], pick: Pick, absent: T): T => list[pick(list.length)] ?? absent;
const run = (from: number, length: number): number[] => Array.from({ length }, (_, index) => from + index);

function joined(...parts: readonly Uint8Array[]): Change {
  const made = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return { bytes: made, touched: null };
}

/** Bits, bytes and short runs wherever they stand. */
function damageBytes(bytes: Uint8Array, pick: Pick): Change {
  const at = pick(Math.max(1, bytes.length));
  const length = Math.min(bytes.length - at, 1 + pick(16));
  const kind = pick(9);
  if (kind === 4) return { bytes: bytes.slice(0, at), touched: null };
  if (kind === 5) return joined(bytes.subarray(0, at), bytes.subarray(at + length));
  if (kind === 6) {
    const added = Uint8Array.from({ length }, () => pick(256));
    return joined(bytes.subarray(0, at), added, bytes.subarray(at));
  }
  const copy = bytes.slice();
  switch (kind) {
    case 0:
      copy[at] = (copy[at] ?? 0) ^ (1 << pick(8));
      return { bytes: copy, touched: [at] };
    case 1:
      copy[at] = pick(256);
      return { bytes: copy, touched: [at] };
    case 2:
      copy[at] = oneOf(telling, pick, 0);
      return { bytes: copy, touched: [at] };
    case 3:
      copy.fill(oneOf(telling, pick, 0), at, at + length);
      return { bytes: copy, touched: run(at, length) };
    case 7:
      // A piece of the file once more, elsewhere.
      copy.set(bytes.subarray(pick(Math.max(1, bytes.length))).subarray(0, length), at);
      return { bytes: copy, touched: run(at, length) };
    default: {
      // A digit for a digit: fields that stay well formed.
      for (let tried = 0; tried < 64; tried++) {
        const place = (at + tried) % Math.max(1, bytes.length);
        const byte = copy[place] ?? 0;
        if (byte < 0x30 || byte > 0x39) continue;
        copy[place] = 0x30 + pick(10);
        return { bytes: copy, touched: [place] };
      }
      return { bytes: copy, touched: [] };
    }
  }
}

/** Lengths, counts, offsets and codes: a word of 16 or 32 bits becomes another that means something. */
function damageWord(bytes: Uint8Array, pick: Pick): Change {
  const width = pick(2) === 0 ? 2 : 4;
  if (bytes.length < width) return { bytes, touched: [] };
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const at = pick(bytes.length - width + 1);
  const little = pick(8) > 0;
  const now = width === 2 ? view.getUint16(at, little) : view.getUint32(at, little);
  const near = [now + 1, now - 1, now * 2, now >> 1, now << 8, -now];
  const known = [0, 1, 2, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
  const sizes = [bytes.length, bytes.length + 1, bytes.length - 1, bytes.length - at];
  const value = oneOf([...near, ...known, ...sizes], pick, 0);
  if (width === 2) view.setUint16(at, value & 0xffff, little);
  else view.setUint32(at, value >>> 0, little);
  return { bytes: copy, touched: run(at, width) };
}

/** Fields, samples and records of fixed width: two change places, one is there twice, is gone, or is the last. */
function damageBlock(bytes: Uint8Array, pick: Pick): Change {
  const width = oneOf([1, 2, 4, 8, 9, 10, 16, 32, 80, 256], pick, 8);
  const blocks = Math.floor(bytes.length / width);
  if (blocks < 2) return { bytes, touched: [] };
  // Many fields begin at a multiple of their width; those of others begin anywhere.
  const shift = pick(2) === 0 ? 0 : pick(Math.max(1, bytes.length - blocks * width + 1));
  const [one, other] = [pick(blocks) * width + shift, pick(blocks) * width + shift];
  const kind = pick(4);
  if (kind === 0) return { bytes: bytes.slice(0, one), touched: null };
  if (kind === 1) return joined(bytes.subarray(0, one), bytes.subarray(one + width));
  if (kind === 2) return joined(bytes.subarray(0, one), bytes.subarray(other, other + width), bytes.subarray(one));
  const copy = bytes.slice();
  const [first, second] = [bytes.subarray(one, one + width), bytes.subarray(other, other + width)];
  if (first.length !== second.length) return { bytes, touched: [] };
  copy.set(second, one);
  copy.set(first, other);
  return { bytes: copy, touched: [...run(one, width), ...run(other, width)] };
}

const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
const bytesOfText = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** A change of text from one place to another, with the places touched where the length stays. */
function replaced(bytes: Uint8Array, from: number, to: number, by: string): Change {
  const piece = bytesOfText(by);
  if (piece.length !== to - from) return joined(bytes.subarray(0, from), piece, bytes.subarray(to));
  const copy = bytes.slice();
  copy.set(piece, from);
  return { bytes: copy, touched: run(from, piece.length) };
}

/** A number becomes another that a writer could have meant, or one that none could; of binary files in the width of its field. */
function damageNumber(bytes: Uint8Array, pick: Pick, isText: boolean): Change {
  const from = pick(Math.max(1, bytes.length));
  const window = latin(bytes.subarray(from, from + 400));
  const match = /[-+]?\d+(?:\.\d+)?/.exec(window);
  if (!match) return { bytes, touched: [] };
  const [digits] = match;
  const at = from + match.index;
  const value = Number(digits);
  const plausible = [value * 10, value / 10, value * 2, value / 2, value + 1, value - 1, -value, value * 1000];
  const odd = [
    '0',
    '1',
    '-1',
    '',
    '1e9',
    '1e-9',
    '4294967296',
    'NaN',
    `0${digits}`,
    digits.replace('.', ','),
    `${digits}.5`,
  ];
  const by = oneOf([...plausible.map(String), ...odd], pick, '0');
  if (isText) return replaced(bytes, at, at + digits.length, by);
  const room = digits.length + (/^ */.exec(window.slice(match.index + digits.length))?.[0].length ?? 0);
  const width = Math.min(room, Math.max(8, digits.length));
  return replaced(bytes, at, at + width, by.padEnd(width).slice(0, width));
}

interface Span {
  from: number;
  to: number;
}

/** The next element, line or listed part at or after a place. */
function pieceFrom(text: string, from: number): Span | undefined {
  if (/^\s*</.test(text)) {
    const open = /<([\w:.]+)[^>]*>/g;
    open.lastIndex = from;
    const match = open.exec(text);
    if (!match) return undefined;
    const close = match[0].endsWith('/>') ? open.lastIndex : text.indexOf(`</${match[1]}>`, open.lastIndex);
    if (close < 0) return undefined;
    const to = match[0].endsWith('/>') ? close : close + (match[1]?.length ?? 0) + 3;
    return { from: match.index, to };
  }
  const separator = /[\r\n]/.test(text) ? /[\r\n]+/g : /,/g;
  separator.lastIndex = from;
  const before = separator.exec(text);
  if (!before) return undefined;
  const start = separator.lastIndex;
  const after = separator.exec(text);
  return { from: start, to: after ? separator.lastIndex : text.length };
}

/** Elements, lines, segments, members: gone, there twice, in another order, or the last of what is left. */
function damagePiece(bytes: Uint8Array, pick: Pick): Change {
  const text = latin(bytes);
  const one = pieceFrom(text, pick(Math.max(1, text.length)));
  if (!one) return { bytes, touched: [] };
  const piece = text.slice(one.from, one.to);
  const kind = pick(4);
  if (kind === 0) return replaced(bytes, one.from, one.to, '');
  if (kind === 1) return replaced(bytes, one.to, one.to, piece);
  if (kind === 2) return { bytes: bytes.slice(0, pick(2) === 0 ? one.from : one.to), touched: null };
  const other = pieceFrom(text, one.to);
  if (!other) return { bytes, touched: [] };
  const between = text.slice(one.to, other.from);
  return replaced(bytes, one.from, other.to, text.slice(other.from, other.to) + between + piece);
}

/** What means something to the parsers of the formats. */
const marks = [
  ...[
    '&amp;',
    '&#0;',
    '&#x110000;',
    '&#65;',
    '&unknown;',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?x?>',
    '</',
    '/>',
    ' a="b"',
  ],
  ...[
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '\0',
    '\xef\xbb\xbf',
    '"',
    "'",
    '\\',
    '\\.br\\',
    '\\X0D\\',
    '~',
    '^',
    '|',
    '&',
    '\r',
    '\n',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    'null',
    '1e999',
    '%',
    '#',
    '/',
    '..',
    '(0)',
    '\u00e9',
    '\xe7\x8e\x8b',
    '=',
    ' ',
    '\t',
  ],
];

/** Marks put in, attributes gone or there twice, words that change places, letters of the other case. */
function damageMarks(bytes: Uint8Array, pick: Pick): Change {
  const at = pick(bytes.length + 1);
  const text = latin(bytes);
  const found = (pattern: RegExp, from: number): Span | undefined => {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    return match ? { from: match.index, to: pattern.lastIndex } : undefined;
  };
  const kind = pick(4);
  if (kind === 1) {
    const attribute = found(/ [\w:]+="[^"]*"/g, at);
    if (attribute) {
      const by = pick(2) === 0 ? '' : text.slice(attribute.from, attribute.to).repeat(2);
      return replaced(bytes, attribute.from, attribute.to, by);
    }
  }
  if (kind === 2) {
    const words = [found(/[\w.-]+/g, at), found(/[\w.-]+/g, pick(text.length + 1))].toSorted(
      (a, b) => (a?.from ?? 0) - (b?.from ?? 0),
    );
    const [one, other] = words;
    if (one && other && one.to <= other.from) {
      const [first, second] = [text.slice(one.from, one.to), text.slice(other.from, other.to)];
      return replaced(bytes, one.from, other.to, second + text.slice(one.to, other.from) + first);
    }
  }
  if (kind === 3) {
    const word = found(/[A-Za-z]+/g, at);
    const now = word && text.slice(word.from, word.to);
    if (word && now)
      return replaced(bytes, word.from, word.to, now === now.toUpperCase() ? now.toLowerCase() : now.toUpperCase());
  }
  return replaced(bytes, at, at, oneOf(marks, pick, ' '));
}

/** No control characters but those of lines. */
const looksLikeText = (bytes: Uint8Array): boolean =>
  bytes.length > 0 && !bytes.subarray(0, 2000).some((byte) => byte < 9 || (byte > 13 && byte < 32));

const textSeeds = new WeakMap<EcgSeed, boolean>();

function damageOnce(bytes: Uint8Array, pick: Pick, isText: boolean): Change {
  const family = pick(10);
  if (family < 4) return damageBytes(bytes, pick);
  if (family < 6) return isText ? damagePiece(bytes, pick) : damageWord(bytes, pick);
  if (family < 7) return damageBlock(bytes, pick);
  if (family < 8 && isText) return damageMarks(bytes, pick);
  return damageNumber(bytes, pick, isText);
}

/** A character or a few of the value of one field. */
function damageField({ bytes, says = {} }: EcgSeed, pick: Pick): Damaged | undefined {
  const fields = Object.entries(says) as [EcgField, Span][];
  const [field, span] = oneOf(fields, pick, fields[0]) ?? [];
  if (!field || !span) return undefined;
  const at = span.from + pick(span.to - span.from);
  const length = Math.min(span.to - at, 1 + pick(3));
  const alphabet = '0123456789ABCXYZabcxyz-./:^~_?!* ';
  const copy = bytes.slice();
  for (const place of run(at, length)) copy[place] = alphabet.charCodeAt(pick(alphabet.length));
  return { bytes: copy, touched: run(at, length), isSealed: false, field };
}

const differs = (left: Uint8Array, right: Uint8Array): number[] => {
  const places: number[] = [];
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) places.push(at);
  return places;
};

/** One to four damages, or one to a field; of formats with checksums half of the files with checksums that are right again. */
export function damaged(seed: EcgSeed, pick: Pick): Damaged {
  const { bytes, seal } = seed;
  const isText = textSeeds.get(seed) ?? looksLikeText(bytes);
  textSeeds.set(seed, isText);
  const alone = pick(8) === 0 ? damageField(seed, pick) : undefined;
  let out: Damaged = alone ?? { bytes, touched: [], isSealed: false };
  for (let left = alone ? 0 : 1 + pick(4); left > 0; left--) {
    const next = damageOnce(out.bytes, pick, isText);
    const touched = out.touched && next.touched ? [...out.touched, ...next.touched] : null;
    out = { bytes: next.bytes, touched, isSealed: false };
  }
  if (!seal || pick(2) === 0) return out;
  const sealed = seal(out.bytes);
  const touched = out.touched && sealed.length === bytes.length ? differs(bytes, sealed) : null;
  return { ...out, bytes: sealed, touched, isSealed: true };
}
