// Findings: each kind once, at its level, with its words in both languages.
import { describe, expect, test } from 'vitest';
import {
  actor,
  dictionaries,
  idMaker,
  instrument,
  message,
  NOW,
  sent,
  specimen,
  testEntry,
} from '../../test/support/lab.ts';
import type { ReviewFinding } from './contract.ts';
import { deltaOf } from './delta.ts';
import { findingText } from './finding-text.ts';
import { type FindingOptions, reviewFindings } from './findings.ts';
import { findLine } from './lines.ts';
import type { SpecimenDocument } from './model.ts';
import { placeMessage } from './placement.ts';
import { failedCrossChecks } from './plausibility.ts';
import { enterResults } from './result-entry.ts';

const newId = idMaker();
const options: FindingOptions = { dictionaries, criticals: [], now: NOW };

function typed(values: Record<string, string>, codes = Object.keys(values)): SpecimenDocument {
  const results = Object.entries(values).map(([testCode, value]) => ({ testCode, value }));
  return enterResults(specimen(codes), { results }, { now: NOW, actor, newId, dictionaries });
}

function placed(document: SpecimenDocument, results: Parameters<typeof message>[0]): SpecimenDocument {
  const context = { now: NOW, receivedAt: NOW, messageId: newId(), newId };
  return placeMessage(document, message(results), instrument, dictionaries, context).document ?? document;
}

const short = (findings: ReviewFinding[]) =>
  findings.map((finding) => `${finding.level} ${finding.kind} ${finding.testCode ?? ''}`.trim());

describe('kinds', () => {
  test.each<[string, SpecimenDocument, string[]]>([
    ['all well', typed({ K: '4.1' }), []],
    ['one missing', typed({ K: '4.1' }, ['K', 'GLU']), ['confirm missing GLU']],
    [
      'negative',
      typed({ K: '-4.1', GLU: '5' }),
      ['confirm negative K', 'confirm critical K', 'confirm criticalNotCalled K'],
    ],
    ['critical', typed({ K: '6.8' }), ['confirm critical K', 'confirm criticalNotCalled K']],
    ['no value', placed(specimen(['K']), [sent('k', '.....')]), ['confirm noValue K']],
    ['clock', placed(specimen(['K']), [sent('k', '4', { time: '2025-01-01T00:00:00' })]), ['confirm clock K']],
    ['unordered', placed(specimen(['K']), [sent('k', '4'), sent('hiv', '阴性')]), ['note unordered HIV']],
    [
      'unordered of another group',
      placed(specimen(['K'], { groupId: 'double' }), [sent('k', '4'), sent('hiv', '阴性')]),
      ['confirm unordered HIV'],
    ],
    ['rerun', placed(placed(specimen(['K']), [sent('k', '4')]), [sent('k', '5')]), ['block undecidedRerun K']],
    ['words in a number', typed({ K: '溶血' }), ['confirm implausible K']],
    ['rejected', specimen(['K'], { state: 'rejected' }), ['block rejected', 'block missing K']],
    ['released', { ...typed({ K: '4.1' }), state: 'released' }, ['block state']],
    ['nothing yet', specimen(['K']), ['block state', 'block missing K']],
  ])('%s', (_name, document, expected) => {
    expect(short(reviewFindings(document, options))).toEqual(expected);
  });

  test('a called critical is a note', () => {
    const document = typed({ K: '6.8' });
    const resultId = findLine(document, 'K')?.currentId ?? '';
    const called = reviewFindings(document, { ...options, criticals: [{ resultId, state: 'notified' }] });
    expect(short(called)).toEqual(['note critical K']);
    const open = reviewFindings(document, { ...options, criticals: [{ resultId, state: 'open' }] });
    expect(short(open)).toContain('confirm criticalNotCalled K');
  });

  test('protein that is less than its albumin', () => {
    expect(short(reviewFindings(typed({ TP: '40', ALB: '45' }), options))).toContain('confirm implausible ALB');
  });
});

test('cross-checks wait for measured values', () => {
  expect(failedCrossChecks(typed({ TP: '<40', ALB: '45' }))).toEqual([]);
  expect(failedCrossChecks(typed({ TP: '70', ALB: '45' }))).toEqual([]);
});

describe('delta', () => {
  const previous = {
    value: '4.0',
    unit: 'mmol/L',
    abnormality: 'normal' as const,
    at: '2026-07-15T01:00:00.000Z',
    specimenId: 'x',
  };
  const line = findLine(typed({ K: '6.1' }), 'K');
  if (line === null) throw new Error('no line');
  const at = '2026-07-17T01:00:00.000Z';

  test.each([
    [{ kind: 'percent' as const, limit: 50, withinDays: 7 }, true],
    [{ kind: 'percent' as const, limit: 60, withinDays: 7 }, false],
    [{ kind: 'absolute' as const, limit: 2, withinDays: 7 }, true],
    [{ kind: 'absolute' as const, limit: 2, withinDays: 1 }, false],
  ])('%j: %s', (limit, found) => {
    expect(deltaOf({ ...line, previous }, at, { K: limit }) !== null).toBe(found);
  });

  test('other units and no earlier result are not compared', () => {
    const limits = { K: { kind: 'absolute' as const, limit: 0.1, withinDays: 99 } };
    expect(deltaOf({ ...line, previous: { ...previous, unit: 'mg/dL' } }, at, limits)).toBeNull();
    expect(deltaOf(line, at, limits)).toBeNull();
  });

  test('shown as a note', () => {
    const document = typed({ K: '6.1' });
    const linked = { ...document, lines: document.lines.map((one) => ({ ...one, previous })) };
    const deltaLimits = { K: { kind: 'percent' as const, limit: 50, withinDays: 7 } };
    expect(reviewFindings(linked, { ...options, deltaLimits })).toMatchObject([{ level: 'note', kind: 'delta' }]);
  });
});

test('words', () => {
  expect(findingText('critical', '钾', '6.8 mmol/L', 'zh')).toBe('钾为危急值：6.8 mmol/L');
  expect(findingText('missing', 'Glucose', '', 'en')).toBe('Missing: Glucose has no result');
  expect(testEntry('K').negativeIsSuspicious).toBe(true);
});
