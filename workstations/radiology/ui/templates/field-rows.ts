// Structured fields of a template as rows of a table while they are edited, and what is wrong with a row. Pure.
import type { ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';

type Fields = ExamReportTemplate['fields'];
type TemplateField = Fields[number];

export interface FieldRow {
  /** As it is stored; null for a row that is new: it takes its name. */
  key: string | null;
  label: string;
  labelEn: string | undefined;
  kind: TemplateField['kind'];
  unit: string;
  /** As typed, separated by 、 or a comma. */
  choices: string;
  initial: string;
}

export type RowTrouble = 'name' | 'doubled' | 'choices' | 'initial.choice' | 'initial.number';

export const emptyRow: FieldRow = {
  key: null,
  label: '',
  labelEn: undefined,
  kind: 'text',
  unit: '',
  choices: '',
  initial: '',
};

export function rowsOf(fields: Fields): FieldRow[] {
  return fields.map(({ labelEn, choices, ...field }) => ({ ...field, labelEn, choices: choices.join('、') }));
}

export function choicesOf({ kind, choices }: Pick<FieldRow, 'kind' | 'choices'>): string[] {
  if (kind !== 'choice') return [];
  const parts = choices
    .split(/[、,，]/u)
    .map((each) => each.trim())
    .filter(Boolean);
  return [...new Set(parts)];
}

function troubleOf(row: FieldRow, others: readonly FieldRow[]): RowTrouble | null {
  const label = row.label.trim();
  const initial = row.initial.trim();
  if (label === '') return 'name';
  if (others.some((other) => other.label.trim() === label)) return 'doubled';
  if (row.kind === 'choice' && choicesOf(row).length < 2) return 'choices';
  if (row.kind === 'choice' && initial !== '' && !choicesOf(row).includes(initial)) return 'initial.choice';
  if (row.kind === 'number' && initial !== '' && !/^[+-]?\d+(\.\d+)?$/u.test(initial)) return 'initial.number';
  return null;
}

/** A key that no other field of the template has: reports keep their values by it. */
function freeKey(label: string, taken: ReadonlySet<string>): string {
  const base = label.slice(0, 60);
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(key)) return key;
  }
}

/** The fields, or the first row (from 0) with something wrong. A field keeps its key when it is renamed or moved. */
export function fieldsOfRows(rows: readonly FieldRow[]): Fields | { row: number; trouble: RowTrouble } {
  const taken = new Set(rows.flatMap(({ key }) => key ?? []));
  const fields: Fields = [];
  for (const [index, row] of rows.entries()) {
    const trouble = troubleOf(row, rows.slice(0, index));
    if (trouble !== null) return { row: index, trouble };
    const label = row.label.trim();
    const key = row.key ?? freeKey(label, taken);
    taken.add(key);
    const { kind, labelEn } = row;
    // Choices take no unit: the words say what they are.
    const unit = kind === 'choice' ? '' : row.unit.trim();
    const field = { key, label, kind, unit, choices: choicesOf(row), initial: row.initial.trim() };
    fields.push(labelEn === undefined ? field : { ...field, labelEn });
  }
  return fields;
}

/** @param by -1 up, 1 down */
export function moved<Row>(rows: readonly Row[], index: number, by: -1 | 1): Row[] {
  const row = rows[index];
  const at = index + by;
  if (row === undefined || at < 0 || at >= rows.length) return [...rows];
  return rows.toSpliced(index, 1).toSpliced(at, 0, row);
}
