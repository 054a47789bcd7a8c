// What changed between two versions of a report: shown beside the correction, so that nobody has to look for it.
import type { z } from 'zod';
import type { LabReport, ReportLine } from './model.ts';

type Line = z.infer<typeof ReportLine>;

export interface LineDifference {
  testCode: string;
  name: string;
  /** Null: the line is new. */
  before: Line | null;
  /** Null: the line is gone. */
  after: Line | null;
}

export interface ReportDifference {
  lines: LineDifference[];
  /** Fields outside the lines, by their name, as text. */
  fields: { field: string; before: string; after: string }[];
}

const compared = ['value', 'unit', 'range', 'mark'] as const;
const fields = [
  'barcode',
  'sampleNumber',
  'specimenType',
  'orderingDoctor',
  'items',
  'remark',
  'testedBy',
  'reviewedBy',
] as const;

/** Differences a reader of the report can see; printed order and method are not among them. */
export function reportDifference(before: LabReport, after: LabReport): ReportDifference {
  const codes = [...new Set([...before.lines, ...after.lines].map((line) => line.testCode))];
  const lines = codes.flatMap((testCode): LineDifference[] => {
    const old = before.lines.find((line) => line.testCode === testCode) ?? null;
    const now = after.lines.find((line) => line.testCode === testCode) ?? null;
    if (old !== null && now !== null && compared.every((part) => old[part] === now[part])) return [];
    return [{ testCode, name: (now ?? old)?.name ?? testCode, before: old, after: now }];
  });
  const named = fields.map((field) => ({ field: field as string, before: before[field], after: after[field] }));
  const people = (['name', 'sex', 'age', 'number'] as const).map((field) => ({
    field: `patient.${field}`,
    before: before.patient[field],
    after: after.patient[field],
  }));
  return { lines, fields: [...people, ...named].filter((one) => one.before !== one.after) };
}
