// HL7 v2 text to segments and back to what a field says: tolerant of line ends, missing delimiters and trailing junk.

import { type Hl7Delimiters, standardDelimiters, unescapeHl7 } from './escape.ts';

export interface Hl7Segment {
  name: string;
  /** fields[n] is field n of the standard, raw; fields[0] is the name and in MSH fields[1] is the separator itself. */
  fields: string[];
  delimiters: Hl7Delimiters;
  /** 1-based place in its message, for problems. */
  position: number;
}

export interface Hl7Message {
  delimiters: Hl7Delimiters;
  segments: Hl7Segment[];
}

/** Delimiters of a header; a doubled escape character, as loggers write it, counts once. */
function delimitersOf(header: string): Hl7Delimiters {
  const field = header[3] ?? '|';
  const end = header.indexOf(field, 4);
  const encoding = header.slice(4, end < 0 ? undefined : end).replace('\\\\', '\\');
  return {
    field,
    component: encoding[0] ?? standardDelimiters.component,
    repeat: encoding[1] ?? standardDelimiters.repeat,
    escape: encoding[2] ?? standardDelimiters.escape,
    subcomponent: encoding[3] ?? standardDelimiters.subcomponent,
  };
}

function toSegment(line: string, delimiters: Hl7Delimiters, position: number): Hl7Segment {
  const fields = line.split(delimiters.field);
  const name = fields[0] ?? '';
  if (isHeaderName(name)) fields.splice(1, 0, delimiters.field);
  return { name, fields, delimiters, position };
}

const isHeaderName = (name: string) => name === 'MSH' || name === 'FHS' || name === 'BHS';
const isSegmentLine = (line: string, separator: string) => /^[A-Z][A-Z0-9]{2}$/.test(line.split(separator, 1)[0] ?? '');

/**
 * All messages of a text, each from its MSH on. Segments may end in CR, LF or both; a line that is no segment
 * continues the one before it (a raw line break inside a comment). Text before the first MSH is dropped.
 */
export function parseHl7(text: string): Hl7Message[] {
  const messages: Hl7Message[] = [];
  for (const line of text.split(/[\r\n\u0000\u000b\u001c]+/)) {
    const header = /^\s*\uFEFF?\s*(MSH[^A-Za-z0-9\s].*)$/s.exec(line)?.[1];
    if (header !== undefined) {
      const delimiters = delimitersOf(header);
      messages.push({ delimiters, segments: [toSegment(header, delimiters, 1)] });
      continue;
    }
    const message = messages.at(-1);
    if (message === undefined || line.trim() === '') continue;
    const { delimiters, segments } = message;
    const trimmed = line.trimStart();
    if (isSegmentLine(trimmed, delimiters.field)) {
      const segment = toSegment(trimmed, delimiters, segments.length + 1);
      if (!isHeaderName(segment.name) && segment.name !== 'FTS' && segment.name !== 'BTS') segments.push(segment);
    } else {
      const before = segments.at(-1)?.fields;
      if (before !== undefined) before[before.length - 1] += `\n${line}`;
    }
  }
  return messages;
}

export const segmentsOf = (message: Hl7Message, name: string): Hl7Segment[] =>
  message.segments.filter((segment) => segment.name === name);

export const firstSegment = (message: Hl7Message, name: string): Hl7Segment | undefined =>
  message.segments.find((segment) => segment.name === name);

/** Repeats of a field, raw; none for an empty field. */
export function repeats(segment: Hl7Segment | undefined, field: number): string[] {
  const raw = segment?.fields[field] ?? '';
  return segment === undefined || raw === '' ? [] : raw.split(segment.delimiters.repeat);
}

/** Components of the first repeat, unescaped; subcomponents stay joined. */
export function components(segment: Hl7Segment | undefined, field: number): string[] {
  const first = repeats(segment, field)[0];
  if (segment === undefined || first === undefined) return [];
  return first.split(segment.delimiters.component).map((part) => unescapeHl7(part, segment.delimiters));
}

/** Subcomponents of one component of the first repeat, unescaped. */
export function subcomponents(segment: Hl7Segment | undefined, field: number, component = 1): string[] {
  const first = repeats(segment, field)[0];
  const raw = segment === undefined ? undefined : first?.split(segment.delimiters.component)[component - 1];
  if (segment === undefined || raw === undefined || raw === '') return [];
  return raw.split(segment.delimiters.subcomponent).map((part) => unescapeHl7(part, segment.delimiters));
}

/**
 * What stands in a component of the first repeat, numbered from 1 as in the standard, trimmed; empty when absent.
 * Without `subcomponent` the whole component: many senders put a bare `&` in text.
 */
export function get(segment: Hl7Segment | undefined, field: number, component = 1, subcomponent?: number): string {
  if (subcomponent !== undefined) return (subcomponents(segment, field, component)[subcomponent - 1] ?? '').trim();
  return (components(segment, field)[component - 1] ?? '').trim();
}

/** The whole field, unescaped, its component and repeat delimiters kept, trimmed. */
export function fieldText(segment: Hl7Segment | undefined, field: number): string {
  const raw = segment?.fields[field] ?? '';
  return segment === undefined ? '' : unescapeHl7(raw, segment.delimiters).trim();
}
