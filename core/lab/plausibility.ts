// Cross-checks between results of one specimen (WS/T 616-2018 names LDL + HDL <= TC): a sum cannot be less than its parts.
import { currentVersion, findLine } from './lines.ts';
import type { SpecimenDocument } from './model.ts';

export interface CrossCheck {
  id: string;
  /** What must hold, as it is shown: `DBIL ≤ TBIL`. */
  text: string;
  testCodes: readonly string[];
  /** The values in the order of `testCodes`. */
  holds: (values: readonly number[]) => boolean;
}

const at = (values: readonly number[], index: number) => values[index] ?? Number.NaN;

export const crossChecks: readonly CrossCheck[] = [
  { id: 'bilirubin', text: 'DBIL ≤ TBIL', testCodes: ['DBIL', 'TBIL'], holds: (v) => at(v, 0) <= at(v, 1) },
  { id: 'protein', text: 'ALB < TP', testCodes: ['ALB', 'TP'], holds: (v) => at(v, 0) < at(v, 1) },
  {
    id: 'cholesterol',
    text: 'LDL-C + HDL-C ≤ TC',
    testCodes: ['LDL-C', 'HDL-C', 'TC'],
    holds: (v) => at(v, 0) + at(v, 1) <= at(v, 2),
  },
  // The rule of three, with the slack that anaemias need (research (c)).
  {
    id: 'haemoglobin',
    text: 'HGB × 3 ≈ HCT × 1000 (±20%)',
    testCodes: ['HGB', 'HCT'],
    holds: (v) => Math.abs(at(v, 0) * 3 - at(v, 1) * 1000) <= 0.2 * at(v, 0) * 3,
  },
  {
    id: 'differential',
    text: 'NEUT% + LYMPH% + MONO% + EO% + BASO% = 100 ± 1',
    testCodes: ['NEUT%', 'LYMPH%', 'MONO%', 'EO%', 'BASO%'],
    holds: (v) => Math.abs(v.reduce((sum, value) => sum + value, 0) - 100) <= 1,
  },
];

/** Checks whose values are all measured and that do not hold. */
export function failedCrossChecks(
  document: SpecimenDocument,
  checks: readonly CrossCheck[] = crossChecks,
): CrossCheck[] {
  return checks.filter((check) => {
    const values = check.testCodes.map((code) => {
      const line = findLine(document, code);
      return (line === null ? null : currentVersion(line))?.numeric ?? null;
    });
    return values.every((value) => value !== null) && !check.holds(values);
  });
}
