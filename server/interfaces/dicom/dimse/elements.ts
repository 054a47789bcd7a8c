// The elements of a command set (PS3.7 annex E.1) in implicit VR little endian, which is what every command is written in (PS3.7 6.3.1).
import { abortReason, ProtocolError } from '../ul/errors.ts';

type Vr = 'UI' | 'US' | 'AE' | 'LO' | 'AT';

/** Element number in group 0000 and value representation, by the name the fields have here; in ascending order. */
const elements = {
  affectedSopClassUid: [0x0002, 'UI'],
  requestedSopClassUid: [0x0003, 'UI'],
  commandField: [0x0100, 'US'],
  messageId: [0x0110, 'US'],
  messageIdRespondedTo: [0x0120, 'US'],
  moveDestination: [0x0600, 'AE'],
  priority: [0x0700, 'US'],
  dataSetType: [0x0800, 'US'],
  status: [0x0900, 'US'],
  offendingElements: [0x0901, 'AT'],
  errorComment: [0x0902, 'LO'],
  errorId: [0x0903, 'US'],
  affectedSopInstanceUid: [0x1000, 'UI'],
  requestedSopInstanceUid: [0x1001, 'UI'],
  eventTypeId: [0x1002, 'US'],
  attributeIdentifiers: [0x1005, 'AT'],
  actionTypeId: [0x1008, 'US'],
  remaining: [0x1020, 'US'],
  completed: [0x1021, 'US'],
  failed: [0x1022, 'US'],
  warnings: [0x1023, 'US'],
  moveOriginatorAe: [0x1030, 'AE'],
  moveOriginatorMessageId: [0x1031, 'US'],
} as const satisfies Record<string, readonly [number, Vr]>;

type Elements = typeof elements;
export type ElementName = keyof Elements;
/** UI, AE, LO: text without padding. US: a number. AT: tags as 32-bit numbers, group first. */
export type ElementValue<Name extends ElementName> = Elements[Name][1] extends 'US'
  ? number
  : Elements[Name][1] extends 'AT'
    ? readonly number[]
    : string;
export type ElementSet = { [Name in ElementName]?: ElementValue<Name> };

const inOrder = Object.entries(elements).map(([name, [number, vr]]) => ({ name: name as ElementName, number, vr }));
const byNumber: ReadonlyMap<number, { name: string; vr: Vr }> = new Map(
  inOrder.map(({ name, number, vr }) => [number, { name, vr }]),
);

function encodeValue(vr: Vr, value: string | number | readonly number[]): Uint8Array {
  if (typeof value === 'number') return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff);
  if (typeof value === 'string') {
    const cut = vr === 'AE' ? value.slice(0, 16) : value.slice(0, 64);
    const padded = cut.length % 2 === 0 ? cut : `${cut}${vr === 'UI' ? '\0' : ' '}`;
    const text = new Uint8Array(padded.length);
    // The default repertoire is all that a command set has: other characters of a comment become question marks.
    for (let at = 0; at < padded.length; at += 1) {
      const code = padded.charCodeAt(at);
      text[at] = code < 0x80 ? code : 0x3f;
    }
    return text;
  }
  const tags = new DataView(new ArrayBuffer(value.length * 4));
  value.forEach((tag, index) => {
    tags.setUint16(index * 4, tag >>> 16, true);
    tags.setUint16(index * 4 + 2, tag & 0xffff, true);
  });
  return new Uint8Array(tags.buffer);
}

/** Writes the elements in order, group length (0000,0000) in front. */
export function encodeElements(set: ElementSet): Uint8Array {
  const parts: { number: number; value: Uint8Array }[] = [];
  let length = 0;
  for (const { name, number, vr } of inOrder) {
    const given = set[name];
    if (given === undefined) continue;
    const value = encodeValue(vr, given);
    parts.push({ number, value });
    length += 8 + value.length;
  }
  const bytes = new Uint8Array(12 + length);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 4, true);
  view.setUint32(8, length, true);
  let at = 12;
  for (const { number, value } of parts) {
    view.setUint16(at + 2, number, true);
    view.setUint32(at + 4, value.length, true);
    bytes.set(value, at + 8);
    at += 8 + value.length;
  }
  return bytes;
}

function bad(message: string): ProtocolError {
  return new ProtocolError(abortReason.unexpectedParameter, message);
}

function decodeValue(vr: Vr, view: DataView): string | number | readonly number[] | undefined {
  if (vr === 'US') return view.byteLength >= 2 ? view.getUint16(0, true) : undefined;
  if (vr === 'AT') {
    const tags: number[] = [];
    for (let at = 0; at + 4 <= view.byteLength; at += 4) {
      tags.push(view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true));
    }
    return tags;
  }
  let text = '';
  for (let at = 0; at < view.byteLength; at += 1) text += String.fromCharCode(view.getUint8(at));
  return text.replace(/[\0 ]+$/, '').replace(/^ +/, '');
}

/** Reads a command set; elements that PS3.7 does not know are passed over. Broken bytes throw a {@link ProtocolError}. */
export function decodeElements(bytes: Uint8Array): ElementSet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const set: Record<string, string | number | readonly number[]> = {};
  let at = 0;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) throw bad('A command set ends in the middle of an element.');
    const group = view.getUint16(at, true);
    const number = view.getUint16(at + 2, true);
    const length = view.getUint32(at + 4, true);
    at += 8;
    if (group !== 0) throw bad(`A command set holds an element of group ${group.toString(16).padStart(4, '0')}.`);
    if (length > bytes.length - at) throw bad(`Element (0000,${number.toString(16)}) is longer than its command set.`);
    const known = byNumber.get(number);
    const value = known && decodeValue(known.vr, new DataView(bytes.buffer, bytes.byteOffset + at, length));
    if (known && value !== undefined) set[known.name] = value;
    at += length;
  }
  return set;
}
