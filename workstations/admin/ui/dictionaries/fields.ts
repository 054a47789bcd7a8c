// The fields of a dictionary entry, read from its shape, and the way between an entry and what stands in the form.
import { z } from 'zod';
import type { DictionaryKind } from '../../../../core/lab/dictionary.ts';

export type FieldShape =
  | { type: 'text' | 'number' | 'boolean' | 'texts' | 'json' }
  | { type: 'choice'; options: readonly string[] }
  | { type: 'rows'; fields: readonly EntryField[] };

export interface EntryField {
  name: string;
  nullable: boolean;
  shape: FieldShape;
}

/** What stands in a form: texts as typed, boxes as ticked, rows as rows. */
export type DraftValue = string | boolean | Draft[];
export interface Draft {
  [name: string]: DraftValue;
}

/** Fields whose value is the code of an entry of another dictionary. */
export const references: Readonly<Record<string, DictionaryKind>> = {
  groupId: 'group',
  testCode: 'test',
  specimenType: 'specimenType',
  container: 'container',
};

function shapeOf(schema: unknown): FieldShape {
  if (schema instanceof z.ZodString) return { type: 'text' };
  if (schema instanceof z.ZodNumber) return { type: 'number' };
  if (schema instanceof z.ZodBoolean) return { type: 'boolean' };
  if (schema instanceof z.ZodEnum) return { type: 'choice', options: schema.options.map(String) };
  if (schema instanceof z.ZodArray) {
    if (schema.element instanceof z.ZodString) return { type: 'texts' };
    if (schema.element instanceof z.ZodObject) return { type: 'rows', fields: fieldsOf(schema.element) };
  }
  return { type: 'json' };
}

export function fieldsOf(schema: z.ZodObject): EntryField[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const nullable = field instanceof z.ZodNullable;
    return { name, nullable, shape: shapeOf(nullable ? field.unwrap() : field) };
  });
}

const record = z.record(z.string(), z.unknown());

export function recordOf(value: unknown): Record<string, unknown> {
  return record.safeParse(value).data ?? {};
}

function draftValue(shape: FieldShape, value: unknown): DraftValue {
  switch (shape.type) {
    case 'text':
    case 'number':
    case 'choice':
      return value === null || value === undefined ? '' : String(value);
    case 'boolean':
      return value === true;
    case 'texts':
      return Array.isArray(value) ? value.join('\n') : '';
    case 'rows':
      return Array.isArray(value) ? value.map((row) => draftOf(shape.fields, row)) : [];
    case 'json':
      return value === undefined ? '' : JSON.stringify(value, null, 2);
    default:
      return shape satisfies never;
  }
}

export function draftOf(fields: readonly EntryField[], entry: unknown): Draft {
  const values = recordOf(entry);
  return Object.fromEntries(fields.map((field) => [field.name, draftValue(field.shape, values[field.name])]));
}

/** A new entry or row: in use, the first of each choice, else empty. */
export function emptyDraft(fields: readonly EntryField[]): Draft {
  return Object.fromEntries(
    fields.map(({ name, nullable, shape }): [string, DraftValue] => {
      if (shape.type === 'boolean') return [name, name === 'enabled'];
      if (shape.type === 'choice') return [name, nullable ? '' : (shape.options[0] ?? '')];
      return [name, shape.type === 'rows' ? [] : ''];
    }),
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entryValue({ shape, nullable }: EntryField, value: DraftValue | undefined): unknown {
  const typed = typeof value === 'string' ? value.trim() : '';
  switch (shape.type) {
    case 'text':
    case 'choice':
      return typed === '' && nullable ? null : typed;
    case 'number':
      // What is no number is left for the schema to refuse at its field.
      return typed === '' ? (nullable ? null : undefined) : Number(typed);
    case 'boolean':
      return value === true;
    case 'texts':
      return typed
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
    case 'rows':
      return Array.isArray(value) ? value.map((row) => entryOf(shape.fields, row)) : [];
    case 'json':
      return parsedJson(typed);
    default:
      return shape satisfies never;
  }
}

export function entryOf(fields: readonly EntryField[], draft: Draft): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, entryValue(field, draft[field.name])]));
}

/** Names of the fields in which two entries differ. */
export function differences(fields: readonly EntryField[], a: unknown, b: unknown): string[] {
  const [left, right] = [draftOf(fields, a), draftOf(fields, b)];
  return fields.map((field) => field.name).filter((name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]));
}
