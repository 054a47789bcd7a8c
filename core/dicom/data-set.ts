// A data set: its elements in ascending tag order, and their values as the types that programs want (PS3.5 clause 7).
import { CharacterSet, defaultCharacterSet } from './character-set.ts';
import { type DicomDate, type DicomTime, parseDate, parseTime } from './date-time.ts';
import { entryOf, type TagOrKeyword, tagOf } from './dictionary.ts';
import type { BytesElement, Element } from './element.ts';
import { DicomError } from './errors.ts';
import { numberAsText, numbersAsText, parseNumber, readNumbers, swapped, writeNumbers } from './numbers.ts';
import { formatPersonName, type PersonName, parsePersonName } from './person-name.ts';
import { isPrivate, isPrivateCreator, type Tag, tagNumber } from './tag.ts';
import { isText, layoutOf, type Vr } from './vr.ts';

const characterSetTag = 0x00080005;

/** What `set` takes; null, undefined and `[]` write an empty value. */
export type SettableValue =
  | string
  | number
  | bigint
  | PersonName
  | DataSet
  | Uint8Array
  | readonly string[]
  | readonly number[]
  | readonly bigint[]
  | readonly PersonName[]
  | readonly DataSet[]
  | null
  | undefined;

export interface DataSetOptions {
  /** Byte order of the values as they were read. */
  littleEndian?: boolean;
  /** The data set whose item this is: gives the character set where the item names none (PS3.5 7.5.3). */
  parent?: DataSet;
  /** Character set of the bytes where none is declared. */
  characterSet?: CharacterSet;
}

/** Leading spaces carry meaning in ST, LT, UT and UC alone; trailing padding nowhere (PS3.5 6.2). */
/** NUL is no character of any text (PS3.5 6.1.3); some writers pad each part of a value with it, and no database takes it. */
function trimmed(text: string, vr: Vr): string {
  const plain = text.includes('\0') ? text.replaceAll('\0', '') : text;
  return vr === 'LT' || vr === 'ST' || vr === 'UT' || vr === 'UC'
    ? plain.replace(/ +$/, '')
    : plain.replace(/^ +| +$/g, '');
}

export class DataSet {
  readonly littleEndian: boolean;
  readonly #parent: DataSet | undefined;
  readonly #undeclared: CharacterSet | undefined;
  readonly #elements = new Map<Tag, Element>();
  #last: Tag = -1;
  #sorted = true;
  #characterSet: CharacterSet | undefined;

  constructor({ littleEndian = true, parent, characterSet }: DataSetOptions = {}) {
    this.littleEndian = littleEndian;
    this.#parent = parent;
    this.#undeclared = characterSet;
  }

  /** Character set of the text here: declared here, else around, else as assumed; text set here needs none. */
  get characterSet(): CharacterSet {
    if (this.#characterSet) return this.#characterSet;
    const declared = this.#elements.get(characterSetTag);
    const outer = () => this.#parent?.characterSet ?? this.#undeclared ?? defaultCharacterSet;
    let found: CharacterSet;
    if (declared?.kind === 'bytes' && declared.bytes.length > 0) {
      found = new CharacterSet(
        new TextDecoder()
          .decode(declared.bytes)
          .split('\\')
          .map((term) => trimmed(term, 'CS')),
      );
    } else found = declared ? (this.#undeclared ?? defaultCharacterSet) : outer();
    this.#characterSet = found;
    return found;
  }

  /** Says in which character set the bytes really are, for objects whose own declaration is wrong. */
  declareCharacterSet(terms: readonly string[]): this {
    const bytes = new TextEncoder().encode(terms.join('\\'));
    return this.put({ kind: 'bytes', tag: characterSetTag, vr: 'CS', bytes });
  }

  get size(): number {
    return this.#elements.size;
  }

  /** Elements in ascending tag order. */
  elements(): readonly Element[] {
    const all = [...this.#elements.values()];
    return this.#sorted ? all : all.sort((a, b) => a.tag - b.tag);
  }

  [Symbol.iterator](): Iterator<Element> {
    return this.elements()[Symbol.iterator]();
  }

  element(key: TagOrKeyword): Element | undefined {
    return this.#elements.get(tagOf(key));
  }

  has(key: TagOrKeyword): boolean {
    return this.#elements.has(tagOf(key));
  }

  /** Puts an element as it is, in place of one of the same tag. */
  put(element: Element): this {
    if (element.tag < this.#last && !this.#elements.has(element.tag)) this.#sorted = false;
    else this.#last = Math.max(this.#last, element.tag);
    this.#elements.set(element.tag, element);
    if (element.tag === characterSetTag) this.#characterSet = undefined;
    return this;
  }

  delete(key: TagOrKeyword): boolean {
    return this.#elements.delete(tagOf(key));
  }

  /**
   * Sets a value; the VR is that of PS3.6 unless given. Numbers for DS and IS become text, strings stay as they are.
   * Throws `value-invalid` for a value that the VR cannot hold or for a private element without `vr`.
   */
  set(key: TagOrKeyword, value: SettableValue, vr: Vr | undefined = entryOf(tagOf(key))?.vrs[0]): this {
    const tag = tagOf(key);
    if (vr === undefined) throw new DicomError('value-invalid', 'no VR is known for', { tag });
    if (tag === characterSetTag)
      throw new DicomError('value-invalid', 'the writer declares the character set', { tag });
    return this.put(made(tag, vr, value));
  }

  /** A copy that shares values: changes to its elements leave this one alone. */
  copy(): DataSet {
    const copy = new DataSet({ littleEndian: this.littleEndian, characterSet: this.characterSet });
    for (const element of this) copy.put(element);
    return copy;
  }

  /** Value bytes as they were read or set; undefined for absent elements, sequences, fragments and unwritten text. */
  bytes(key: TagOrKeyword): Uint8Array | undefined {
    const element = this.element(key);
    return element?.kind === 'bytes' ? element.bytes : undefined;
  }

  /** The whole value as text, not split at backslashes, padding removed; undefined when absent or not text. */
  text(key: TagOrKeyword): string | undefined {
    const element = this.element(key);
    if (element === undefined || (!isText(element.vr) && element.vr !== 'UN')) return undefined;
    if (element.kind === 'text') return trimmed(element.text, element.vr);
    return element.kind === 'bytes'
      ? trimmed(this.characterSet.decode(element.bytes, element.vr), element.vr)
      : undefined;
  }

  /** Every value as text: text VRs split at backslashes, numbers in decimal, AT in hexadecimal; `[]` when empty or absent. */
  strings(key: TagOrKeyword): string[] {
    const element = this.element(key);
    if (element === undefined) return [];
    if (!isText(element.vr)) return this.#numeric(element).map((value) => numberAsText(value, element.vr));
    const text = this.text(key) ?? '';
    if (text === '') return [];
    return layoutOf(element.vr).multiple ? text.split('\\').map((value) => trimmed(value, element.vr)) : [text];
  }

  /** First value as text; undefined when absent or empty. */
  string(key: TagOrKeyword): string | undefined {
    return this.strings(key)[0] || undefined;
  }

  #numeric(element: Element): (number | bigint)[] {
    return element.kind === 'bytes' ? readNumbers(element.bytes, element.vr, this.littleEndian) : [];
  }

  /** Every value as a number: binary VRs, DS and IS. A component that is no number is NaN, so that the others keep their place. */
  numbers(key: TagOrKeyword): number[] {
    const element = this.element(key);
    if (element === undefined) return [];
    return isText(element.vr) ? this.strings(key).map(parseNumber) : this.#numeric(element).map(Number);
  }

  /** First value as a number; undefined when absent, empty or no number. */
  number(key: TagOrKeyword): number | undefined {
    const value = this.numbers(key)[0];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  /** Values of SV, UV and OV without loss; other whole numbers too. */
  bigints(key: TagOrKeyword): bigint[] {
    const element = this.element(key);
    if (element === undefined) return [];
    if (element.vr === 'IS')
      return this.strings(key).flatMap((text) => (/^[+-]?\d+$/.test(text) ? [BigInt(text)] : []));
    return this.#numeric(element)
      .filter((value) => typeof value === 'bigint' || Number.isInteger(value))
      .map(BigInt);
  }

  /** Values of AT. */
  tags(key: TagOrKeyword): Tag[] {
    return this.element(key)?.vr === 'AT' ? this.numbers(key) : [];
  }

  names(key: TagOrKeyword): PersonName[] {
    return this.strings(key).map(parsePersonName);
  }

  name(key: TagOrKeyword): PersonName | undefined {
    return this.names(key)[0];
  }

  date(key: TagOrKeyword): DicomDate | undefined {
    return parseDate(this.string(key) ?? '');
  }

  time(key: TagOrKeyword): DicomTime | undefined {
    return parseTime(this.string(key) ?? '');
  }

  /** Items of a sequence; `[]` when empty, absent or no sequence. */
  items(key: TagOrKeyword): readonly DataSet[] {
    const element = this.element(key);
    return element?.kind === 'sequence' ? element.items : [];
  }

  item(key: TagOrKeyword): DataSet | undefined {
    return this.items(key)[0];
  }

  /** Value bytes of an element of this data set in little-endian order, whatever order they were read in. */
  littleEndianBytes(element: BytesElement): Uint8Array {
    const { unit } = layoutOf(element.vr);
    return this.littleEndian || unit === 1 ? element.bytes : swapped(element.bytes, unit);
  }

  /** Value bytes as little-endian 16-bit words, without a copy where alignment and byte order allow it. */
  words(key: TagOrKeyword): Uint16Array {
    const bytes = this.bytes(key) ?? new Uint8Array();
    const ordered = this.littleEndian ? bytes : swapped(bytes, 2);
    const aligned = ordered.byteOffset % 2 === 0 ? ordered : Uint8Array.from(ordered);
    return new Uint16Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.length / 2));
  }

  /** Creators of private blocks: `block` is the high byte of their elements (PS3.5 7.8.1). */
  privateCreators(): { group: number; block: number; creator: string }[] {
    return this.elements().flatMap(({ tag }) =>
      isPrivateCreator(tag) ? [{ group: tag >>> 16, block: tag & 0xff, creator: this.string(tag) ?? '' }] : [],
    );
  }

  /** Tag of a private element by its creator and the low byte of its number, wherever the block was put. */
  privateTag(group: number, creator: string, element: number): Tag | undefined {
    const block = this.privateCreators().find((one) => one.group === group && one.creator === creator)?.block;
    return block === undefined ? undefined : tagNumber(group, (block << 8) | element);
  }

  /** Creator of the block that a private element belongs to. */
  creatorOf(tag: Tag): string | undefined {
    return isPrivate(tag) ? this.string(tagNumber(tag >>> 16, (tag & 0xff00) >>> 8)) : undefined;
  }
}

const isName = (value: unknown): value is PersonName =>
  typeof value === 'object' && value !== null && !(value instanceof DataSet) && !(value instanceof Uint8Array);

/** An element from a value of a program. */
function made(tag: Tag, vr: Vr, value: SettableValue): Element {
  if (value instanceof Uint8Array) return { kind: 'bytes', tag, vr, bytes: value };
  const values: readonly unknown[] = Array.isArray(value)
    ? value
    : value === null || value === undefined
      ? []
      : [value];
  if (vr === 'SQ') {
    const items = values.filter((one) => one instanceof DataSet);
    if (items.length < values.length) throw new DicomError('value-invalid', 'a sequence holds data sets', { tag });
    return { kind: 'sequence', tag, vr, items };
  }
  const numbers = values.filter((one) => typeof one === 'number' || typeof one === 'bigint');
  if (!isText(vr)) {
    if (numbers.length < values.length) throw new DicomError('value-invalid', `${vr} takes numbers or bytes`, { tag });
    const bytes = values.length === 0 ? new Uint8Array() : writeNumbers(numbers, vr, tag);
    return { kind: 'bytes', tag, vr, bytes };
  }
  if (values.length > 1 && !layoutOf(vr).multiple)
    throw new DicomError('value-invalid', `${vr} has one value`, { tag });
  const texts = values.map((one) => {
    if (typeof one === 'string') return one;
    if (typeof one === 'number' || typeof one === 'bigint') return numbersAsText([one], vr, tag);
    if (vr === 'PN' && isName(one)) return formatPersonName(one);
    throw new DicomError('value-invalid', `${vr} takes text`, { tag });
  });
  return { kind: 'text', tag, vr, text: texts.join('\\') };
}
