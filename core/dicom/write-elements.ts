// Data elements to bytes in little-endian order, explicit or implicit VR, text in the character set asked for.
import type { TextEncoding } from './character-encode.ts';
import { type CharacterSet, isPlain, utf8CharacterSet } from './character-set.ts';
import type { DataSet } from './data-set.ts';
import type { BytesElement, Element, EncapsulatedElement, TextElement } from './element.ts';
import { DicomError } from './errors.ts';
import { isGroupLength, itemTag, sequenceDelimitationTag, type Tag } from './tag.ts';
import { layoutOf, type Vr } from './vr.ts';

const characterSetTag = 0x00080005;
const undefinedLength = 0xffffffff;

/** Bytes in pieces; values stay where they are until all is put together. */
export class Pieces {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  add(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.length += part.length;
  }

  addAll(other: Pieces): void {
    for (const part of other.#parts) this.add(part);
  }

  joined(): Uint8Array {
    const bytes = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}

function shortHeader(tag: Tag, second: number, secondSize: 2 | 4, vr?: Vr): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  if (vr) {
    bytes[4] = vr.charCodeAt(0);
    bytes[5] = vr.charCodeAt(1);
  }
  if (secondSize === 4) view.setUint32(4, second, true);
  else view.setUint16(6, second, true);
  return bytes;
}

function longHeader(tag: Tag, vr: Vr, length: number): Uint8Array {
  const bytes = new Uint8Array(12);
  bytes.set(shortHeader(tag, 0, 2, vr));
  new DataView(bytes.buffer).setUint32(8, length, true);
  return bytes;
}

function padded(bytes: Uint8Array, vr: Vr): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1);
  even.set(bytes);
  even[bytes.length] = layoutOf(vr).padding;
  return even;
}

/** Whether text that was set here needs more than ASCII. */
function hasOwnText(dataSet: DataSet): boolean {
  return dataSet.elements().some((element) => {
    if (element.kind === 'sequence') return element.items.some(hasOwnText);
    return element.kind === 'text' && /[^\x00-\x7f]/.test(element.text);
  });
}

const sameSet = (one: CharacterSet, other: CharacterSet): boolean => one.terms.join('\\') === other.terms.join('\\');

export interface ElementWriterOptions {
  explicitVr: boolean;
  text: TextEncoding;
  /** Character set of all text; without it each data set keeps the one that it was read in, and new text is UTF-8. */
  characterSet?: CharacterSet;
}

export class ElementWriter {
  readonly #options: ElementWriterOptions;

  constructor(options: ElementWriterOptions) {
    this.#options = options;
  }

  /** All elements but group lengths, which are retired and would be wrong (PS3.5 7.2). */
  write(dataSet: DataSet): Pieces {
    const kept = !dataSet.has(characterSetTag) && hasOwnText(dataSet) ? utf8CharacterSet : dataSet.characterSet;
    const target = this.#options.characterSet ?? kept;
    return this.#dataSet(dataSet, target, dataSet.has(characterSetTag) || !sameSet(target, dataSet.characterSet));
  }

  #item(item: DataSet, outer: CharacterSet): Pieces {
    const declares = item.has(characterSetTag);
    const target = declares && !this.#options.characterSet ? item.characterSet : outer;
    return this.#dataSet(item, target, declares);
  }

  #dataSet(dataSet: DataSet, target: CharacterSet, declare: boolean): Pieces {
    const out = new Pieces();
    let declared = !declare;
    const declaration = () => {
      declared = true;
      const bytes = new TextEncoder().encode(target.terms.join('\\'));
      this.#value(out, characterSetTag, 'CS', padded(bytes, 'CS'));
    };
    for (const element of dataSet) {
      if (isGroupLength(element.tag)) continue;
      if (!declared && element.tag >= characterSetTag) declaration();
      if (element.tag !== characterSetTag) this.#element(out, dataSet, element, target);
    }
    if (!declared) declaration();
    return out;
  }

  #element(out: Pieces, dataSet: DataSet, element: Element, target: CharacterSet): void {
    const { tag, vr } = element;
    switch (element.kind) {
      case 'bytes':
        return this.#value(out, tag, vr, padded(this.#inSet(dataSet, element, target), vr));
      case 'text':
        return this.#value(out, tag, vr, padded(this.#encoded(element, target), vr));
      case 'sequence': {
        const content = new Pieces();
        for (const item of element.items) {
          const inner = this.#item(item, target);
          content.add(shortHeader(itemTag, inner.length, 4));
          content.addAll(inner);
        }
        this.#header(out, tag, 'SQ', content.length);
        return out.addAll(content);
      }
      case 'encapsulated':
        return this.#fragments(out, element);
      default:
        return element satisfies never;
    }
  }

  #encoded({ text, vr, tag }: TextElement, target: CharacterSet): Uint8Array {
    return this.#options.text.encode(text, target, vr, tag);
  }

  /** Value bytes as they must stand in the output: byte order turned, text of another character set transcoded. */
  #inSet(dataSet: DataSet, element: BytesElement, target: CharacterSet): Uint8Array {
    const { bytes, vr, tag } = element;
    const source = dataSet.characterSet;
    if (!layoutOf(vr).ownCharacters || isPlain(bytes) || sameSet(source, target))
      return dataSet.littleEndianBytes(element);
    const text = source.decode(bytes, vr);
    if (text.includes('\ufffd')) {
      const declared = source.terms.join('\\') || 'the default repertoire';
      const message = `Text is not in ${declared}, as it says, and cannot be written in another character set:`;
      throw new DicomError('text-not-encodable', message, { tag });
    }
    return this.#options.text.encode(text, target, vr, tag);
  }

  #header(out: Pieces, tag: Tag, vr: Vr, length: number): void {
    if (length >= undefinedLength) throw new DicomError('unsupported', 'A value is longer than 4 GB:', { tag });
    if (!this.#options.explicitVr) out.add(shortHeader(tag, length, 4));
    else if (layoutOf(vr).long) out.add(longHeader(tag, vr, length));
    // Too long for 16 bits: PS3.5 6.2.2 note 7 allows UN for exactly this.
    else if (length > 0xffff) out.add(longHeader(tag, 'UN', length));
    else out.add(shortHeader(tag, length, 2, vr));
  }

  #value(out: Pieces, tag: Tag, vr: Vr, bytes: Uint8Array): void {
    this.#header(out, tag, vr, bytes.length);
    out.add(bytes);
  }

  #fragments(out: Pieces, { tag, vr, offsetTable, fragments }: EncapsulatedElement): void {
    if (!this.#options.explicitVr) {
      throw new DicomError('unsupported', 'Encapsulated data needs an explicit VR transfer syntax:', { tag });
    }
    out.add(longHeader(tag, vr === 'OW' ? 'OW' : 'OB', undefinedLength));
    for (const bytes of [offsetTable, ...fragments.map((fragment) => fragment.bytes)]) {
      const even = padded(bytes, 'OB');
      out.add(shortHeader(itemTag, even.length, 4));
      out.add(even);
    }
    out.add(shortHeader(sequenceDelimitationTag, 0, 4));
  }
}

/** Elements of one group with the group length before them, for groups 0000 and 0002 (PS3.7 6.3.1, PS3.10 7.1). */
export function withGroupLength(elements: Pieces, tag: Tag, explicitVr: boolean): Pieces {
  const value = new Uint8Array(4);
  new DataView(value.buffer).setUint32(0, elements.length, true);
  const out = new Pieces();
  out.add(explicitVr ? shortHeader(tag, 4, 2, 'UL') : shortHeader(tag, 4, 4));
  out.add(value);
  out.addAll(elements);
  return out;
}
