// LIS02-A2 records to text, with everything escaped that would be read as a delimiter.

import { type Delimiters, escapeText, standardDelimiters } from './record.ts';

/** A text, components, or repeats of components. */
export type FieldValue = string | readonly string[] | readonly (readonly string[])[];

/** Fields by their number in LIS02-A2; 1 is the type and not given here. */
export type RecordFields = Readonly<Record<number, FieldValue | undefined>>;

function isRepeats(value: readonly string[] | readonly (readonly string[])[]): value is readonly (readonly string[])[] {
  return value.length > 0 && typeof value[0] !== 'string';
}

function fieldText(value: FieldValue, delimiters: Delimiters): string {
  const components = (parts: readonly string[]) =>
    parts.map((part) => escapeText(part, delimiters)).join(delimiters.component);
  if (typeof value === 'string') return escapeText(value, delimiters);
  return isRepeats(value) ? value.map(components).join(delimiters.repeat) : components(value);
}

/** `trailing`: number of fields to write although the last ones are empty. */
export function recordText(type: string, fields: RecordFields, delimiters = standardDelimiters, trailing = 0): string {
  const numbers = Object.keys(fields).map(Number);
  const last = Math.max(trailing, ...numbers, 1);
  const parts = [type];
  for (let number = 2; number <= last; number += 1) parts.push(fieldText(fields[number] ?? '', delimiters));
  return parts.join(delimiters.field);
}

/** The H record; its second field is the delimiter definition. */
export function headerText(fields: RecordFields, delimiters = standardDelimiters): string {
  const definition = `${delimiters.repeat}${delimiters.component}${delimiters.escape}`;
  const rest = recordText('', { ...fields, 2: '' }, delimiters).slice(delimiters.field.length);
  return `H${delimiters.field}${definition}${rest}`;
}

/** Records to the content of a message: each ends in CR. */
export function messageText(records: readonly string[]): string {
  return records.map((record) => `${record}\r`).join('');
}
