// The DICOM JSON model (PS3.18 annex F): data sets to JSON and back, bulk data by reference.
import { fromBase64, toBase64 } from './base64.ts';
import { DataSet } from './data-set.ts';
import type { Element } from './element.ts';
import { DicomError } from './errors.ts';
import { parseNumber } from './numbers.ts';
import { formatNameGroup, type PersonName, parsePersonName } from './person-name.ts';
import { parseTag, type Tag, tagHex } from './tag.ts';
import { isText, layoutOf, type Vr, vrNamed } from './vr.ts';

/** A name in JSON: component groups as text (F.2.2). */
export interface DicomJsonName {
  Alphabetic?: string;
  Ideographic?: string;
  Phonetic?: string;
}

export type DicomJsonValue = string | number | DicomJsonName | DicomJson | null;

export interface DicomJsonElement {
  vr: string;
  Value?: DicomJsonValue[];
  BulkDataURI?: string;
  InlineBinary?: string;
}

/** A data set in JSON: `{ "00100020": { "vr": "LO", "Value": ["1"] } }`. */
export interface DicomJson {
  [tag: string]: DicomJsonElement;
}

export interface ToJsonOptions {
  /**
   * Gives the URI of a value that shall stand outside; undefined keeps it inline. `path` holds the tags and item numbers
   * that lead to the element, as `00081140/1/00081155`. Encapsulated pixel data needs one, else it is left out.
   */
  bulkData?: (element: Element, path: string) => string | undefined;
}

export interface FromJsonOptions {
  /** Bytes that a BulkDataURI stands for; undefined leaves the element out. */
  bulkData?: (uri: string, tag: Tag) => Uint8Array | undefined;
}

/** Null when no component has a character, as in `^^^^`. */
function jsonName({ alphabetic, ideographic, phonetic }: PersonName): DicomJsonName | null {
  if (!alphabetic && !ideographic && !phonetic) return null;
  return {
    ...(alphabetic && { Alphabetic: formatNameGroup(alphabetic) }),
    ...(ideographic && { Ideographic: formatNameGroup(ideographic) }),
    ...(phonetic && { Phonetic: formatNameGroup(phonetic) }),
  };
}

/** A number where JSON has one; what it cannot say (NaN, infinity, 64 bits) stays text (F.2.3.1). */
function jsonNumber(value: number | bigint, text: string): number | string {
  const number = Number(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(number) ? number : text;
  return Number.isFinite(number) ? number : text;
}

function jsonValues(dataSet: DataSet, element: Element, options: ToJsonOptions, path: string): DicomJsonValue[] {
  const { tag, vr } = element;
  if (element.kind === 'sequence') {
    return element.items.map((item, index) => toJsonAt(item, options, `${path}/${index + 1}/`));
  }
  if (vr === 'PN') return dataSet.strings(tag).map((text) => jsonName(parsePersonName(text)));
  if (vr === 'DS' || vr === 'IS') {
    return dataSet.strings(tag).map((text) => (text === '' ? null : jsonNumber(parseNumber(text), text)));
  }
  if (isText(vr) || vr === 'AT') return dataSet.strings(tag).map((text) => text || null);
  const texts = dataSet.strings(tag);
  const numbers = vr === 'SV' || vr === 'UV' ? dataSet.bigints(tag) : dataSet.numbers(tag);
  return numbers.map((value, index) => jsonNumber(value, texts[index] ?? ''));
}

function jsonElement(
  dataSet: DataSet,
  element: Element,
  options: ToJsonOptions,
  path: string,
): DicomJsonElement | undefined {
  const { vr } = element;
  const uri = element.kind === 'sequence' ? undefined : options.bulkData?.(element, path);
  if (uri !== undefined) return { vr, BulkDataURI: uri };
  if (element.kind === 'encapsulated') return undefined;
  if (element.kind === 'bytes' && layoutOf(vr).kind === 'binary') {
    return element.bytes.length === 0 ? { vr } : { vr, InlineBinary: toBase64(dataSet.littleEndianBytes(element)) };
  }
  const values = jsonValues(dataSet, element, options, path);
  return values.every((value) => value === null) ? { vr } : { vr, Value: values };
}

function toJsonAt(dataSet: DataSet, options: ToJsonOptions, prefix: string): DicomJson {
  const json: DicomJson = {};
  for (const element of dataSet) {
    // Group lengths mean nothing here, and JSON text is UTF-8 whatever the object was in (F.2.1.2, F.2.2).
    if ((element.tag & 0xffff) === 0) continue;
    const key = tagHex(element.tag);
    const one =
      element.tag === 0x00080005
        ? { vr: 'CS', Value: ['ISO_IR 192'] }
        : jsonElement(dataSet, element, options, prefix + key);
    if (one) json[key] = one;
  }
  return json;
}

/** A data set in the JSON model. Text is decoded as declared; binary values are inline unless `bulkData` names a URI. */
export const toJson = (dataSet: DataSet, options: ToJsonOptions = {}): DicomJson => toJsonAt(dataSet, options, '');

const wrong = (tag: Tag, message: string) => new DicomError('value-invalid', message, { tag });

function nameText(value: DicomJsonValue, tag: Tag): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') throw wrong(tag, 'A name is an object with component groups');
  const group = (key: string): string => {
    const text: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
    if (text !== undefined && typeof text !== 'string') throw wrong(tag, `${key} is text`);
    return text ?? '';
  };
  return ['Alphabetic', 'Ideographic', 'Phonetic'].map(group).join('=').replace(/=+$/, '');
}

function numberOf(value: DicomJsonValue, vr: Vr, tag: Tag): number | bigint {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && vr === 'AT') {
    const parsed = parseTag(value);
    if (parsed !== undefined) return parsed;
  } else if (typeof value === 'string' && (vr === 'SV' || vr === 'UV')) {
    if (/^[+-]?\d+$/.test(value)) return BigInt(value);
  } else if (typeof value === 'string') {
    if (/^(?:NaN|[+-]?Infinity|[+-]?inf)$/i.test(value)) return Number(value.replace(/inf$/i, 'Infinity'));
    const number = parseNumber(value);
    if (!Number.isNaN(number)) return number;
  }
  throw wrong(tag, `${JSON.stringify(value)} is not a value of ${vr}`);
}

function textOf(value: DicomJsonValue, vr: Vr, tag: Tag): string {
  if (value === null) return '';
  if (vr === 'PN') return nameText(value, tag);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw wrong(tag, `${JSON.stringify(value)} is not a value of ${vr}`);
}

const isDataSetJson = (value: DicomJsonValue): value is DicomJson => typeof value === 'object' && value !== null;

function setElement(into: DataSet, tag: Tag, json: DicomJsonElement, options: FromJsonOptions): void {
  const vr = typeof json.vr === 'string' ? vrNamed(json.vr) : undefined;
  if (vr === undefined) throw wrong(tag, `${JSON.stringify(json.vr)} is no value representation`);
  const values = json.Value ?? [];
  if (!Array.isArray(values)) throw wrong(tag, 'Value is an array');
  if (vr === 'SQ') {
    const items = values.map((value) => fromJson(isDataSetJson(value) ? (value as DicomJson) : {}, options));
    into.set(tag, items, vr);
  } else if (json.BulkDataURI !== undefined) {
    const bytes = options.bulkData?.(json.BulkDataURI, tag);
    if (bytes) into.put({ kind: 'bytes', tag, vr, bytes });
  } else if (json.InlineBinary !== undefined)
    into.put({ kind: 'bytes', tag, vr, bytes: fromBase64(json.InlineBinary) });
  else if (isText(vr)) into.set(tag, values.map((value) => textOf(value, vr, tag)).join('\\'), vr);
  else into.set(tag, values.map((value) => numberOf(value, vr, tag)) as number[], vr);
}

/** A data set from the JSON model. Throws `value-invalid` with the tag of what is not as PS3.18 F.2 wants it. */
export function fromJson(json: DicomJson, options: FromJsonOptions = {}): DataSet {
  const dataSet = new DataSet();
  const tags = Object.keys(json).map((key) => {
    const tag = /^[0-9A-Fa-f]{8}$/.test(key) ? parseTag(key) : undefined;
    if (tag === undefined)
      throw new DicomError('value-invalid', `${JSON.stringify(key)} is no tag of eight hexadecimal digits`);
    return { tag, key };
  });
  for (const { tag, key } of tags.sort((a, b) => a.tag - b.tag)) {
    const element = json[key];
    if (typeof element !== 'object' || element === null) throw wrong(tag, 'An element is an object');
    if (tag !== 0x00080005) setElement(dataSet, tag, element, options);
  }
  return dataSet;
}
