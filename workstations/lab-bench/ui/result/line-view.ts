// What one row of the result grid shows of a test line, worked out once per document so that rows can be memoized.
import { currentVersion, sortLines } from '../../../../core/lab/lines.ts';
import type { Abnormality, ResultVersion, TestLine } from '../../../../core/lab/model.ts';
import { undecidedVersions } from '../../../../core/lab/versions.ts';
import { deltaIsLarge, deltaText } from '../../../../renderer/format/result.ts';

/** value: a reported value; noValue: the analyzer gave none; choose: reruns differ and a person must choose; missing: nothing came yet. */
export type ValueKind = 'value' | 'noValue' | 'choose' | 'missing';

export interface LineView {
  line: TestLine;
  kind: ValueKind;
  current: ResultVersion | null;
  abnormality: Abnormality;
  unit: string;
  range: string;
  /** `+12%`; empty where there is nothing to compare. */
  delta: string;
  deltaLarge: boolean;
  flags: readonly string[];
  /** When the result was measured or typed. */
  at: string | null;
}

export function lineView(line: TestLine): LineView {
  const current = currentVersion(line);
  const kind = kindOf(line, current);
  const delta = current && kind === 'value' ? deltaText(current, line.previous) : '';
  return {
    line,
    kind,
    current,
    abnormality: kind === 'choose' ? worst(undecidedVersions(line)) : (current?.abnormality ?? 'unknown'),
    unit: current?.unit || line.unit,
    range: current?.range?.text ?? '',
    delta,
    deltaLarge: deltaIsLarge(delta),
    flags: current?.instrumentFlags ?? [],
    at: current?.receivedAt ?? null,
  };
}

/** Rows in the order of the report. */
export function lineViews(lines: readonly TestLine[]): LineView[] {
  return sortLines(lines).map(lineView);
}

function kindOf(line: TestLine, current: ResultVersion | null): ValueKind {
  if (current) return current.noValue ? 'noValue' : 'value';
  return undecidedVersions(line).length > 0 ? 'choose' : 'missing';
}

const weight: Record<Abnormality, number> = {
  unknown: 0,
  normal: 1,
  low: 2,
  high: 2,
  abnormal: 2,
  criticalLow: 3,
  criticalHigh: 3,
  criticalAbnormal: 3,
};

/** While a person has not chosen, the line is as grave as its gravest version. */
function worst(versions: readonly ResultVersion[]): Abnormality {
  return versions.reduce<Abnormality>(
    (found, version) => (weight[version.abnormality] > weight[found] ? version.abnormality : found),
    'unknown',
  );
}

/** A new value replaces one that is there: the server asks for a reason then. */
export function needsReason(line: TestLine): boolean {
  return line.versions.length > 0;
}

/** True when what was typed would change nothing. */
export function isUnchanged(line: TestLine, typed: string): boolean {
  const value = typed.trim();
  const current = currentVersion(line);
  if (current) return value === current.value.trim();
  return value === '' && line.versions.length === 0;
}

/** What stands out in the grid, in numbers. */
export function countMarks(views: readonly LineView[]): { abnormal: number; critical: number; missing: number } {
  const marks = { abnormal: 0, critical: 0, missing: 0 };
  for (const view of views) {
    if (view.kind === 'missing' && view.line.origin !== 'unordered') marks.missing += 1;
    else if (weight[view.abnormality] === 3) marks.critical += 1;
    else if (weight[view.abnormality] === 2) marks.abnormal += 1;
  }
  return marks;
}
