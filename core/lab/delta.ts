// Delta check: too great a change against the patient's earlier result may be another patient's tube (EP33; numbers are data).
import { currentVersion } from './lines.ts';
import type { TestLine } from './model.ts';
import { numericOf } from './numeric.ts';

export interface DeltaLimit {
  kind: 'absolute' | 'percent';
  limit: number;
  withinDays: number;
}

/** Analytes with a low index of individuality find mix-ups best. Starting values, for the laboratory to set. */
export const shippedDeltaLimits: Readonly<Record<string, DeltaLimit>> = {
  MCV: { kind: 'absolute', limit: 3, withinDays: 7 },
  CREA: { kind: 'percent', limit: 50, withinDays: 7 },
  ALP: { kind: 'percent', limit: 50, withinDays: 7 },
  TBIL: { kind: 'percent', limit: 100, withinDays: 7 },
};

const DAY_MS = 86_400_000;

/** The change that passed its limit, in the unit of the limit; null when there is nothing to compare or it is within. */
export function deltaOf(line: TestLine, at: string, limits: Readonly<Record<string, DeltaLimit>>): number | null {
  const limit = limits[line.testCode];
  const current = currentVersion(line)?.numeric ?? null;
  const previous = line.previous === null ? null : numericOf(line.previous.value);
  if (limit === undefined || current === null || previous === null || line.previous === null) return null;
  if (line.previous.unit !== line.unit) return null;
  if (Date.parse(at) - Date.parse(line.previous.at) > limit.withinDays * DAY_MS) return null;
  const change = current - previous;
  if (limit.kind === 'absolute') return Math.abs(change) > limit.limit ? change : null;
  if (previous === 0) return null;
  const percent = (change / Math.abs(previous)) * 100;
  return Math.abs(percent) > limit.limit ? percent : null;
}
