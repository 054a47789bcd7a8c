// One LIS02-A2 record: fields, repeats and components, split first and unescaped afterwards (LIS02-A2 5.4).

export interface Delimiters {
  field: string;
  repeat: string;
  component: string;
  /** Empty when the header names none. */
  escape: string;
}

export const standardDelimiters: Delimiters = { field: '|', repeat: '\\', component: '^', escape: '&' };

export interface Lis02Record {
  /** H P O R C Q S M L. */
  type: string;
  /** As sent; index 0 is the type. In H the delimiter definition is index 1. */
  fields: readonly string[];
  delimiters: Delimiters;
  /** Number of the record in its message, from 1. */
  place: number;
}

/** Where something stands: field by its number in LIS02-A2 (1 is the type), component from 1 (default: all of the field). */
export type Place = readonly [field: number, component?: number];

/** Escapes of LIS02-A2 5.4.3. Local ones (Z) and unknown ones stay as sent. */
export function unescapeText(text: string, delimiters: Delimiters): string {
  const mark = delimiters.escape;
  if (mark === '' || !text.includes(mark)) return text;
  const known: Record<string, string> = {
    F: delimiters.field,
    S: delimiters.component,
    R: delimiters.repeat,
    E: mark,
    H: '',
    N: '',
  };
  const parts = text.split(mark);
  let out = parts[0] ?? '';
  let at = 1;
  while (at < parts.length) {
    const body = parts[at] ?? '';
    const closed = at + 1 < parts.length;
    const plain = known[body] ?? hexText(body);
    if (!closed || plain === undefined) {
      out += mark + body;
      at += 1;
      continue;
    }
    out += plain + (parts[at + 1] ?? '');
    at += 2;
  }
  return out;
}

function hexText(body: string): string | undefined {
  if (!/^X(?:[0-9A-Fa-f]{2})+$/.test(body)) return undefined;
  return (body.slice(1).match(/../g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join('');
}

/** Delimiters and control characters of a plain text as escapes. Without an escape character they become blanks. */
export function escapeText(text: string, delimiters: Delimiters): string {
  const { escape: mark, field, component, repeat } = delimiters;
  const wrap = (body: string) => (mark === '' ? ' ' : `${mark}${body}${mark}`);
  return Array.from(text, (character) => {
    if (character === field) return wrap('F');
    if (character === component) return wrap('S');
    if (character === repeat) return wrap('R');
    if (character === mark) return wrap('E');
    if (character < ' ') return wrap(`X${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
    return character;
  }).join('');
}

/** A field as sent, still with its delimiters and escapes; empty when it is not there. */
export function rawField(record: Lis02Record | null, field: number): string {
  return record?.fields[field - 1] ?? '';
}

/** Repeats of a field, each as its components, unescaped. An empty field has none. */
export function repeatsOf(record: Lis02Record | null, field: number): string[][] {
  const raw = rawField(record, field);
  if (record === null || raw === '') return [];
  const { repeat, component } = record.delimiters;
  const repeats = repeat === '' ? [raw] : raw.split(repeat);
  return repeats.map((part) => part.split(component).map((text) => unescapeText(text, record.delimiters)));
}

/** Components of the first repeat. */
export function componentsOf(record: Lis02Record | null, field: number): string[] {
  return repeatsOf(record, field)[0] ?? [];
}

/** Text at a place, unescaped, as sent. */
export function textAt(record: Lis02Record | null, [field, component]: Place): string {
  if (record === null) return '';
  if (component === undefined) return unescapeText(rawField(record, field), record.delimiters);
  return componentsOf(record, field)[component - 1] ?? '';
}

/** The first place that holds more than blanks, without padding. */
export function firstText(record: Lis02Record | null, places: readonly Place[]): string {
  for (const place of places) {
    const text = textAt(record, place).trim();
    if (text !== '') return text;
  }
  return '';
}
