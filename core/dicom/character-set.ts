// Text of a data set by Specific Character Set (0008,0005): default, single-byte, ISO 2022 code extension, UTF-8, GB18030.
import type { Problem } from './errors.ts';
import {
  decodeRun,
  decodeWhole,
  designatedAt,
  isoIr6,
  isoIr13,
  isoIr14,
  meaningOf,
  type Repertoire,
  type WholeSet,
} from './repertoires.ts';
import { undeclared } from './undeclared.ts';
import { layoutOf, type Vr } from './vr.ts';

const escapeByte = 0x1b;

/** Bytes that are the same character in every repertoire: no high bit, no escape. */
export function isPlain(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80 || byte === escapeByte) return false;
  }
  return true;
}

const plainDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text of plain ASCII bytes. */
export function plainText(bytes: Uint8Array): string {
  if (bytes.length > 24) return plainDecoder.decode(bytes);
  let text = '';
  for (let at = 0; at < bytes.length; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}

/** After these the designations of the first value hold again (PS3.5 6.1.2.5.3). */
export function resetsAfter(byte: number, vr: Vr): boolean {
  if (byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d) return true;
  if (byte === 0x5c) return layoutOf(vr).multiple;
  return vr === 'PN' && (byte === 0x5e || byte === 0x3d);
}

/** How the values of one data set are coded; items inherit it from the data set around them. */
export class CharacterSet {
  /** As declared; `['']` is the default repertoire. */
  readonly terms: readonly string[];
  /** Terms that no edition of the standard knows, or that may not stand together. */
  readonly problems: readonly Problem[];
  /** Set when one character set covers everything and there is no code extension. */
  readonly whole: WholeSet | undefined;
  /** What code extension may designate, in the order declared. */
  readonly declared: readonly Repertoire[];
  /** Designations at the start of a value and after each delimiter. */
  readonly initial: { g0: Repertoire; g1: Repertoire | undefined };

  constructor(terms: readonly string[]) {
    this.terms = terms.length === 0 ? [''] : terms;
    const problems: Problem[] = [];
    const declared: Repertoire[] = [];
    let whole: WholeSet | undefined;
    for (const term of this.terms) {
      const meaning = meaningOf(term);
      if (!meaning?.standard) {
        const message = `"${term}" is not a defined term of Specific Character Set`;
        problems.push({ code: 'character-set-unknown', message, tag: 0x00080005 });
      }
      if (meaning?.kind === 'whole') whole ??= meaning.set;
      else if (meaning) declared.push(meaning.repertoire);
    }
    if (whole && this.terms.filter((term) => term !== '').length > 1) {
      const message = `${this.terms.join('\\')}: a character set without code extension must stand alone; read as ${whole}`;
      problems.push({ code: 'character-set-unknown', message, tag: 0x00080005 });
    }
    const first = meaningOf(this.terms[0] ?? '');
    const repertoire = first?.kind === 'repertoire' ? first.repertoire : isoIr6;
    // ISO_IR 13 is Katakana above and romaji below; a two-byte set may not come first, where it does it adds to ASCII.
    const g1 = repertoire.width === 1 && repertoire.area === 'G1' ? repertoire : undefined;
    this.initial = { g0: g1 === isoIr13 ? isoIr14 : isoIr6, g1 };
    this.problems = problems;
    this.whole = whole;
    this.declared = declared;
  }

  /** Whether this is the default repertoire alone (ISO-IR 6). */
  get isDefault(): boolean {
    return this.whole === undefined && this.declared.every(({ ir }) => ir === 6);
  }

  /**
   * Bytes of a whole value field of that VR to text, as declared; what the declaration cannot mean becomes U+FFFD. Where nothing is declared,
   * Chinese that speaks for itself is read; `checkText` doubts it all the same.
   */
  decode(bytes: Uint8Array, vr: Vr): string {
    if (isPlain(bytes)) return plainText(bytes);
    if (!layoutOf(vr).ownCharacters) return decodeRun(isoIr6, bytes);
    if (this.whole) return decodeWhole(this.whole, bytes);
    const own = this.isDefault && !bytes.includes(escapeByte) ? undeclared(bytes) : undefined;
    if (own) return own.text;
    return this.#decodeExtended(bytes, vr);
  }

  #decodeExtended(bytes: Uint8Array, vr: Vr): string {
    let { g0, g1 } = this.initial;
    // Some writers designate G1 once in a value and not again after each delimiter: what they designated last still helps.
    let usual = g1 ?? this.declared.find(({ area }) => area === 'G1');
    let text = '';
    let at = 0;
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0;
      if (byte === escapeByte) {
        const designated = designatedAt(bytes, at);
        if (designated?.area === 'G0') g0 = designated;
        if (designated?.area === 'G1') usual = g1 = designated;
        if (!designated) text += '\ufffd';
        at += 1 + (designated?.designation.length ?? 0);
        continue;
      }
      const from = at;
      if (byte >= 0x80) {
        while (at < bytes.length && (bytes[at] ?? 0) >= 0x80) at++;
        text += decodeRun(g1 ?? usual ?? isoIr6, bytes.subarray(from, at));
      } else if (byte > 0x20 && g0.width === 2) {
        while (at < bytes.length && (bytes[at] ?? 0) > 0x20 && (bytes[at] ?? 0) < 0x80) at++;
        text += decodeRun(g0, bytes.subarray(from, at));
      } else {
        text += String.fromCharCode(byte);
        at++;
        if (resetsAfter(byte, vr)) ({ g0, g1 } = this.initial);
      }
    }
    return text;
  }
}

export const defaultCharacterSet = new CharacterSet(['']);
export const utf8CharacterSet = new CharacterSet(['ISO_IR 192']);
