// Writes HL7 v2 messages; every leaf is escaped, so that no name or comment can break a segment.

import { escapeHl7 } from './escape.ts';

/** A component, or its subcomponents. */
export type Hl7ComponentValue = string | readonly string[];
/** A field: text, its components, its repeats, or text that is already HL7. */
export type Hl7FieldValue =
  | string
  | number
  | readonly Hl7ComponentValue[]
  | { repeats: readonly (string | readonly Hl7ComponentValue[])[] }
  | { raw: string };

/** Name, fields by their number in the standard, and optionally up to which field separators are written. */
export type Hl7SegmentSpec = readonly [
  name: string,
  fields: Readonly<Record<number, Hl7FieldValue | undefined>>,
  upTo?: number,
];

function component(value: Hl7ComponentValue): string {
  return typeof value === 'string' ? escapeHl7(value) : value.map((part) => escapeHl7(part)).join('&');
}

function field(value: Hl7FieldValue): string {
  if (typeof value === 'string') return escapeHl7(value);
  if (typeof value === 'number') return String(value);
  if ('raw' in value) return value.raw.replace(/[\r\n]/g, '');
  if ('repeats' in value) return value.repeats.map((one) => field(one)).join('~');
  return value.map(component).join('^').replace(/\^+$/, '');
}

export function buildSegment([name, fields, upTo = 0]: Hl7SegmentSpec): string {
  const first = name === 'MSH' ? 3 : 1;
  const numbers = Object.keys(fields).map(Number);
  const last = Math.max(
    upTo,
    ...numbers.filter((number) => fields[number] !== undefined && fields[number] !== ''),
    first - 1,
  );
  const parts = Array.from({ length: last - first + 1 }, (_, index) => field(fields[first + index] ?? ''));
  return [name === 'MSH' ? 'MSH|^~\\&' : name, ...parts].join('|');
}

/** Segments joined and ended by CR, as the standard wants (2.4). */
export function buildMessage(segments: readonly Hl7SegmentSpec[]): string {
  return segments.map((segment) => `${buildSegment(segment)}\r`).join('');
}

export interface HeaderValues {
  sendingApplication?: string;
  sendingFacility?: string;
  receivingApplication?: string;
  receivingFacility?: string;
  time: string;
  /** `['ORU', 'R01']` */
  type: readonly string[];
  controlId: string;
  /** Default `P`. */
  processing?: string;
  /** Default `2.5.1`. */
  version?: string;
  acceptAck?: string;
  applicationAck?: string;
  messageClass?: string;
  charset?: string;
  profile?: readonly string[];
  /** Separators are written up to this field (Mindray counts them). */
  upTo?: number;
}

export function headerSegment(values: HeaderValues): Hl7SegmentSpec {
  const fields: Record<number, Hl7FieldValue | undefined> = {
    3: values.sendingApplication,
    4: values.sendingFacility,
    5: values.receivingApplication,
    6: values.receivingFacility,
    7: values.time,
    9: values.type,
    10: values.controlId,
    11: values.processing ?? 'P',
    12: values.version ?? '2.5.1',
    15: values.acceptAck,
    16: values.messageClass ?? values.applicationAck,
    18: values.charset,
    21: values.profile,
  };
  return ['MSH', fields, values.upTo];
}
