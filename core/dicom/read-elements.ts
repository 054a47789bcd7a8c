// Walks the elements of a data set in any encoding, nested ones too, within limits that hostile bytes cannot pass.
import { DataSet } from './data-set.ts';
import { implicitVr } from './dictionary.ts';
import type { Element, Fragment } from './element.ts';
import { DicomError, type Problem } from './errors.ts';
import type { Encoding } from './sniff.ts';
import { formatTag, itemDelimitationTag, itemTag, sequenceDelimitationTag, type Tag, tagNumber } from './tag.ts';
import { transferSyntax } from './transfer-syntax.ts';
import { layoutOf, type Vr, vrOfBytes } from './vr.ts';

export interface ReadLimits {
  /** Deepest nesting of sequences. */
  depth: number;
  /** Most elements and items in one object. */
  elements: number;
  /** Most problems that are noted; later ones are dropped. */
  problems: number;
  /** Longest data set that inflating may give, in bytes. */
  inflatedBytes: number;
}

export const defaultLimits: ReadLimits = {
  depth: 64,
  elements: 2_000_000,
  problems: 100,
  // The whole is held while it is read; what is deflated in practice are reports and single images.
  inflatedBytes: 1 << 29,
};

/** An element that was not read because reading was to stop before it. */
export interface PendingElement {
  tag: Tag;
  vr: Vr;
  /** Offset of its value. */
  offset: number;
  /** Undefined for undefined length: fragments or items follow. */
  length: number | undefined;
  /** Offset of its header. */
  headerOffset: number;
}

interface Header {
  tag: Tag;
  vr: Vr;
  /** Offset of the value. */
  value: number;
  length: number;
  /** The value is nested as implicit VR little endian: UN of undefined length (PS3.5 6.2.2 note 2). */
  unknown: boolean;
}

const undefinedLength = 0xffffffff;
const implicitLittle: Encoding = { explicitVr: false, littleEndian: true };

/** `item`: bounded by its length; `open-item`: by its delimiter. */
type Level = 'meta' | 'root' | 'item' | 'open-item';

export class ElementReader {
  readonly bytes: Uint8Array;
  readonly problems: Problem[];
  readonly #view: DataView;
  readonly #limits: ReadLimits;
  #count = 0;
  /** Where reading stopped because of `until`. */
  pending: PendingElement | undefined;

  constructor(bytes: Uint8Array, limits: ReadLimits, problems: Problem[]) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#limits = limits;
    this.problems = problems;
  }

  note(code: Problem['code'], message: string, offset: number, tag?: Tag): void {
    if (this.problems.length < this.#limits.problems) this.problems.push({ code, message, offset, tag });
  }

  /** Elements of the outermost data set into `into`; returns where reading ended. Stops before the first tag >= `until`. */
  readRoot(into: DataSet, start: number, end: number, encoding: Encoding, until = Number.POSITIVE_INFINITY): number {
    return this.#readElements(into, start, end, encoding, 0, 'root', false, until);
  }

  /** Group 0002 alone, which ends where another group begins or, before deflated bytes, where it says it ends. */
  readMeta(into: DataSet, start: number, end: number, encoding: Encoding): number {
    return this.#readElements(into, start, end, encoding, 0, 'meta', false, Number.POSITIVE_INFINITY);
  }

  #metaEndsAt(meta: DataSet, at: number, tag: Tag): boolean {
    if (tag >>> 16 !== 2) return true;
    const length = meta.element(0x00020000);
    const end = (length?.offset ?? 0) + 4 + (meta.number(0x00020000) ?? 0);
    return length !== undefined && at === end && transferSyntax(meta.string(0x00020010) ?? '').deflated;
  }

  #tagAt(at: number, little: boolean): Tag {
    return tagNumber(this.#view.getUint16(at, little), this.#view.getUint16(at + 2, little));
  }

  /** Bytes up to `to` must be there, and belong to what is being read. */
  #require(to: number, end: number, at: number, tag?: Tag): void {
    if (to <= end) return;
    if (to > this.bytes.length) {
      throw new DicomError('truncated', `The bytes end at ${this.bytes.length}, ${to} are needed for`, {
        offset: at,
        tag,
        needed: to,
      });
    }
    throw new DicomError('malformed', `A length of ${to - at} leaves the item around it, which ends at ${end}:`, {
      offset: at,
      tag,
    });
  }

  #countOne(at: number): void {
    this.#count++;
    if (this.#count > this.#limits.elements) {
      throw new DicomError('limit-exceeded', `More than ${this.#limits.elements} elements`, { offset: at });
    }
  }

  #header(at: number, end: number, encoding: Encoding, signed: boolean): Header {
    const { littleEndian: little, explicitVr } = encoding;
    const tag = this.#tagAt(at, little);
    if (!explicitVr) {
      const length = this.#view.getUint32(at + 4, little);
      return { tag, vr: implicitVr(tag, signed), value: at + 8, length, unknown: false };
    }
    const code = this.#view.getUint16(at + 4, false);
    const vr = vrOfBytes(code);
    if (vr === undefined) return this.#oddHeader(tag, at, end, code, little, signed);
    if (!layoutOf(vr).long) {
      return { tag, vr, value: at + 8, length: this.#view.getUint16(at + 6, little), unknown: false };
    }
    this.#require(at + 12, end, at, tag);
    const length = this.#view.getUint32(at + 8, little);
    if (vr !== 'UN') return { tag, vr, value: at + 12, length, unknown: false };
    // A sender that did not know the element: we may (PS3.5 6.2.2).
    const known = little || length === undefinedLength ? implicitVr(tag, signed) : 'UN';
    return { tag, vr: known, value: at + 12, length, unknown: true };
  }

  /** VR letters that do not exist: a VR of a later edition, an implicit element, or a VR that somebody made up. */
  #oddHeader(tag: Tag, at: number, end: number, code: number, little: boolean, signed: boolean): Header {
    const letters = String.fromCharCode(code >> 8, code & 0xff);
    const reserved = this.#view.getUint16(at + 6, little);
    const vr = implicitVr(tag, signed);
    this.note('vr-invalid', `${JSON.stringify(letters)} is no value representation`, at, tag);
    if (/^[A-Z]{2}$/.test(letters) && reserved === 0) {
      this.#require(at + 12, end, at, tag);
      return { tag, vr, value: at + 12, length: this.#view.getUint32(at + 8, little), unknown: false };
    }
    const implicit = this.#view.getUint32(at + 4, little);
    const fits = !/^[A-Z?]{2}$/.test(letters) && at + 8 + implicit <= end;
    return { tag, vr, value: at + 8, length: fits ? implicit : reserved, unknown: false };
  }

  #readElements(
    into: DataSet,
    start: number,
    end: number,
    encoding: Encoding,
    depth: number,
    level: Level,
    inheritedSign: boolean,
    until: number,
  ): number {
    const { littleEndian: little } = encoding;
    let signed = inheritedSign;
    let at = start;
    let last = -1;
    while (at < end) {
      if (at + 8 > end && this.#isPadding(at, end)) return end;
      this.#require(at + 8, end, at);
      const tag = this.#tagAt(at, little);
      if (level === 'meta' && this.#metaEndsAt(into, at, tag)) return at;
      if (tag >>> 16 === 0xfffe) {
        if (tag === itemDelimitationTag && level === 'open-item') return at + 8;
        if (tag === sequenceDelimitationTag && level === 'open-item') {
          this.note('delimiter-missing', 'An item has no delimiter', at, tag);
          return at;
        }
        if (tag === itemTag || level === 'root' || level === 'meta') {
          throw new DicomError('malformed', 'No item or delimiter may stand here:', { tag, offset: at });
        }
        this.note('delimiter-stray', `${formatTag(tag)} in an item of defined length`, at, tag);
        at += 8;
        continue;
      }
      if (tag === 0 && last >= 0 && this.#isPadding(at, end)) return end;
      if (tag >= until) {
        const { vr, value, length } = this.#header(at, end, encoding, signed);
        this.pending = {
          tag,
          vr,
          offset: value,
          length: length === undefinedLength ? undefined : length,
          headerOffset: at,
        };
        return at;
      }
      const header = this.#header(at, end, encoding, signed);
      this.#countOne(at);
      const { element, next } = this.#readValue(into, header, at, end, encoding, depth, signed);
      if (tag <= last) {
        const repeated = into.has(tag);
        if (repeated) this.note('duplicate', 'The first of two elements of one tag is used', at, tag);
        else this.note('order', 'Elements are not in ascending order', at, tag);
        if (!repeated) into.put(element);
      } else {
        into.put(element);
        last = tag;
      }
      if (tag === 0x00280103) signed = into.number(tag) === 1;
      at = next;
    }
    if (level === 'open-item') {
      if (end === this.bytes.length) this.#require(end + 8, end, at, itemDelimitationTag);
      this.note('delimiter-missing', 'An item has no delimiter', at, itemDelimitationTag);
    }
    return at;
  }

  /** Zeros after the last element, as some writers leave them. */
  #isPadding(at: number, end: number): boolean {
    for (let next = at; next < end; next++) if (this.bytes[next] !== 0) return false;
    this.note('trailing-bytes', `${end - at} zero bytes after the last element`, at);
    return true;
  }

  #readValue(
    parent: DataSet,
    { tag, vr, value, length, unknown }: Header,
    at: number,
    end: number,
    encoding: Encoding,
    depth: number,
    signed: boolean,
  ): { element: Element; next: number } {
    if (length === undefinedLength) {
      const kind = layoutOf(vr).kind;
      if (vr === 'SQ' || vr === 'UN' || unknown) {
        const nested = unknown ? implicitLittle : encoding;
        const { items, next } = this.#readItems(parent, value, end, true, nested, depth + 1, signed);
        return { element: { kind: 'sequence', tag, vr: 'SQ', offset: value, items }, next };
      }
      if (kind === 'binary') return this.#readFragments(tag, vr, value, end, encoding.littleEndian);
      throw new DicomError('malformed', `${vr} has an undefined length`, { tag, offset: at });
    }
    const next = value + length;
    this.#require(next, end, at, tag);
    if (length % 2 === 1) this.note('odd-length', `A value of ${length} bytes`, at, tag);
    const bytes = this.bytes.subarray(value, next);
    if (vr === 'SQ' || (vr === 'UN' && this.#startsWithItem(value, length))) {
      const nested = unknown ? implicitLittle : encoding;
      const items = this.#tryItems(parent, value, next, nested, depth + 1, signed, vr === 'SQ' ? tag : undefined);
      if (items) return { element: { kind: 'sequence', tag, vr: 'SQ', offset: value, items }, next };
      return { element: { kind: 'bytes', tag, vr: 'UN', offset: value, bytes }, next };
    }
    return { element: { kind: 'bytes', tag, vr, offset: value, bytes }, next };
  }

  /** Private and unknown elements may be sequences that nobody named; their first item gives them away. */
  #startsWithItem(at: number, length: number): boolean {
    return length >= 8 && this.#tagAt(at, true) === itemTag;
  }

  /** Items of a value of defined length; undefined, with a problem for a known sequence, when it does not hold items. */
  #tryItems(
    parent: DataSet,
    start: number,
    end: number,
    encoding: Encoding,
    depth: number,
    signed: boolean,
    known: Tag | undefined,
  ): DataSet[] | undefined {
    const noted = this.problems.length;
    try {
      return this.#readItems(parent, start, end, false, encoding, depth, signed).items;
    } catch (error) {
      if (!(error instanceof DicomError) || error.code === 'limit-exceeded') throw error;
      this.problems.length = Math.min(noted, this.problems.length);
      if (known !== undefined) this.note('vr-invalid', `A sequence is kept as bytes: ${error.message}`, start, known);
      return undefined;
    }
  }

  #readItems(
    parent: DataSet,
    start: number,
    end: number,
    open: boolean,
    encoding: Encoding,
    depth: number,
    signed: boolean,
  ): { items: DataSet[]; next: number } {
    if (depth > this.#limits.depth) {
      throw new DicomError('limit-exceeded', `Sequences nested deeper than ${this.#limits.depth}`, { offset: start });
    }
    const { littleEndian: little } = encoding;
    const items: DataSet[] = [];
    let at = start;
    while (at < end) {
      this.#require(at + 8, end, at, itemTag);
      const tag = this.#tagAt(at, little);
      const length = this.#view.getUint32(at + 4, little);
      if (tag === sequenceDelimitationTag) {
        if (open) return { items, next: at + 8 };
        this.note('delimiter-stray', 'A sequence of defined length has a delimiter', at, tag);
        at += 8;
        continue;
      }
      if (tag === itemDelimitationTag) {
        this.note('delimiter-stray', 'A delimiter without its item', at, tag);
        at += 8;
        continue;
      }
      if (tag !== itemTag) throw new DicomError('malformed', 'An item was expected, not', { tag, offset: at });
      this.#countOne(at);
      const item = new DataSet({ littleEndian: little, parent });
      const itemOpen = length === undefinedLength;
      let itemEnd = itemOpen ? end : at + 8 + length;
      if (itemEnd > end && !open) {
        this.note('item-length', `An item ends ${itemEnd - end} bytes after its sequence`, at, tag);
        itemEnd = end;
      }
      this.#require(itemEnd, end, at, tag);
      at = this.#readElements(
        item,
        at + 8,
        itemEnd,
        encoding,
        depth,
        itemOpen ? 'open-item' : 'item',
        signed,
        Number.POSITIVE_INFINITY,
      );
      items.push(item);
    }
    if (open) {
      if (end === this.bytes.length) this.#require(end + 8, end, at, sequenceDelimitationTag);
      this.note('delimiter-missing', 'A sequence has no delimiter', at, sequenceDelimitationTag);
    }
    return { items, next: at };
  }

  #startsPart(at: number, little: boolean): boolean {
    return [itemTag, sequenceDelimitationTag].includes(this.#tagAt(at, little));
  }

  /** Encapsulated pixel data: offset table, fragments, delimiter (PS3.5 A.4). */
  #readFragments(tag: Tag, vr: Vr, start: number, end: number, little: boolean): { element: Element; next: number } {
    const parts: Fragment[] = [];
    let at = start;
    while (true) {
      if (at === end) {
        this.note('delimiter-missing', 'Encapsulated data has no delimiter', at, tag);
        break;
      }
      this.#require(at + 8, end, at, tag);
      const part = this.#tagAt(at, little);
      const length = this.#view.getUint32(at + 4, little);
      if (part === sequenceDelimitationTag) {
        at += 8;
        break;
      }
      if (part !== itemTag || length === undefinedLength) {
        throw new DicomError('malformed', 'A fragment was expected, not', { tag: part, offset: at });
      }
      this.#countOne(at);
      this.#require(at + 8 + length, end, at, tag);
      parts.push({ offset: at + 8, length, bytes: this.bytes.subarray(at + 8, at + 8 + length) });
      at += 8 + length;
      // An odd length is forbidden; writers that count without the padding byte still write it.
      if (length % 2 === 1 && at + 9 <= end && !this.#startsPart(at, little) && this.#startsPart(at + 1, little))
        at += 1;
    }
    const [table, ...fragments] = parts;
    const offsetTable = table?.bytes ?? new Uint8Array();
    return { element: { kind: 'encapsulated', tag, vr, offset: start, offsetTable, fragments }, next: at };
  }
}
