// What a reviewer must see before signing (LAB-46): omissions, negatives, criticals, undecided reruns and what does not fit together.

import type { ReviewFinding } from './contract.ts';
import { type DeltaLimit, deltaOf, shippedDeltaLimits } from './delta.ts';
import type { Dictionaries } from './dictionary.ts';
import { findingText, type Language } from './finding-text.ts';
import { isCritical } from './judge.ts';
import { currentVersion, isAskedFor, takenAt } from './lines.ts';
import type { SpecimenDocument, TestLine } from './model.ts';
import { parseReading } from './numeric.ts';
import { failedCrossChecks } from './plausibility.ts';
import { canAct } from './specimen-state.ts';
import { undecidedVersions } from './versions.ts';

/** The part of a critical document that a finding asks about. */
export interface KnownCritical {
  resultId: string;
  state: 'open' | 'notified' | 'acknowledged' | 'closed' | 'withdrawn';
}

export interface FindingOptions {
  dictionaries: Dictionaries;
  /** Critical documents of this specimen, open or not. */
  criticals: readonly KnownCritical[];
  now: string;
  deltaLimits?: Readonly<Record<string, DeltaLimit>>;
}

type Kind = ReviewFinding['kind'];
type Level = ReviewFinding['level'];

/** Findings of one specimen, blocks first. Empty: it can be signed without a question. */
export function reviewFindings(document: SpecimenDocument, options: FindingOptions): ReviewFinding[] {
  const found: ReviewFinding[] = [];
  const add = (level: Level, kind: Kind, testCode: string | null, detail = '') => {
    const words = (language: Language) =>
      findingText(kind, testCode === null ? '' : nameOf(document, testCode, language), detail, language);
    found.push({ specimenId: document.id, testCode, level, kind, text: words('zh'), textEn: words('en') });
  };
  if (document.state === 'rejected') add('block', 'rejected', null, document.rejection?.reason ?? '');
  else if (!canAct(document.state, 'review')) add('block', 'state', null, document.state);
  const asked = document.lines.filter(isAskedFor);
  const empty = asked.filter((line) => currentVersion(line) === null && undecidedVersions(line).length === 0);
  const nothing = document.lines.every((line) => currentVersion(line) === null);
  for (const line of empty) add(nothing ? 'block' : 'confirm', 'missing', line.testCode);
  if (document.lines.length === 0) add('block', 'missing', null);
  for (const line of document.lines) lineFindings(line, document, options, add);
  for (const check of failedCrossChecks(document))
    add('confirm', 'implausible', check.testCodes[0] ?? null, check.text);
  return found.sort((left, right) => rank[left.level] - rank[right.level]);
}

const rank: Readonly<Record<Level, number>> = { block: 0, confirm: 1, note: 2 };

function lineFindings(
  line: TestLine,
  document: SpecimenDocument,
  options: FindingOptions,
  add: (level: Level, kind: Kind, testCode: string, detail?: string) => void,
): void {
  const undecided = undecidedVersions(line);
  if (undecided.length > 0)
    add('block', 'undecidedRerun', line.testCode, undecided.map((one) => one.value).join(' / '));
  const current = currentVersion(line);
  if (current === null) return;
  const test = options.dictionaries.test[line.testCode];
  const shown = `${current.value} ${current.unit}`.trim();
  if (current.noValue) add('confirm', 'noValue', line.testCode, current.value);
  if (current.clockSuspect) add('confirm', 'clock', line.testCode, current.instrumentTime ?? '');
  // More parameters of the same panel are usual; a test of another group may be another tube's.
  if (!isAskedFor(line))
    add(test?.groupId === document.groupId ? 'note' : 'confirm', 'unordered', line.testCode, shown);
  if (current.numeric !== null && current.numeric < 0 && test?.negativeIsSuspicious)
    add('confirm', 'negative', line.testCode, shown);
  if (isCritical(current.abnormality)) {
    const called = options.criticals.some((one) => one.resultId === current.id && isCalled(one));
    add(called ? 'note' : 'confirm', 'critical', line.testCode, shown);
    if (!called) add('confirm', 'criticalNotCalled', line.testCode, shown);
  }
  const wordInNumeric = test?.kind === 'numeric' && !current.noValue && parseReading(current.value) === null;
  if (wordInNumeric && current.abnormality === 'unknown' && !test.commonResults.includes(current.value)) {
    add('confirm', 'implausible', line.testCode, shown);
  }
  const delta = deltaOf(line, takenAt(document) ?? options.now, options.deltaLimits ?? shippedDeltaLimits);
  if (delta !== null) add('note', 'delta', line.testCode, `${line.previous?.value ?? ''} → ${current.value}`);
}

function isCalled(critical: KnownCritical): boolean {
  return critical.state === 'notified' || critical.state === 'acknowledged' || critical.state === 'closed';
}

function nameOf(document: SpecimenDocument, testCode: string, language: Language): string {
  const line = document.lines.find((one) => one.testCode === testCode);
  return (language === 'en' ? line?.nameEn : line?.name) || testCode;
}
