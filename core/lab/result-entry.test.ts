// Results by hand: typed, replaced with a reason, taken back, chosen, added.
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
import { currentVersion, findLine } from './lines.ts';
import type { SpecimenDocument } from './model.ts';
import { placeMessage } from './placement.ts';
import { addTests, chooseResult, enterResults, offeredResults, setRemark } from './result-entry.ts';

const newId = idMaker();
const context = { now: NOW, actor, newId, dictionaries };
const current = (document: SpecimenDocument, code: string) => {
  const line = findLine(document, code);
  return line === null ? null : currentVersion(line);
};
const type = (document: SpecimenDocument, testCode: string, value: string, reason?: string) =>
  enterResults(document, { results: [{ testCode, value }], reason }, context);

describe('typed values', () => {
  test('are judged and signed by who typed them', () => {
    const document = type(specimen(), 'K', ' 6.5 ');
    expect(current(document, 'K')).toMatchObject({
      value: '6.5',
      abnormality: 'criticalHigh',
      source: 'manual',
      enteredBy: actor,
      supersedes: null,
    });
    expect(document.state).toBe('testing');
  });

  test('replace only with a reason, and name what they supersede', () => {
    const first = type(specimen(), 'K', '4.1');
    expect(() => type(first, 'K', '4.2')).toThrow('REASON_REQUIRED');
    expect(type(first, 'K', '4.1')).toBe(first);
    const second = type(first, 'K', '4.2', '录入错误');
    expect(current(second, 'K')).toMatchObject({
      value: '4.2',
      reason: '录入错误',
      supersedes: current(first, 'K')?.id,
    });
  });

  test('an empty one takes the result back', () => {
    const first = type(specimen(), 'K', '4.1');
    const second = type(first, 'K', '', '标本错误');
    expect(current(second, 'K')).toMatchObject({ noValue: true, numeric: null, value: '' });
    expect(type(specimen(), 'K', '')).toMatchObject({ version: 3 });
  });

  test('no comma is guessed at', () => {
    expect(current(type(specimen(), 'K', '4,1'), 'K')).toMatchObject({
      value: '4,1',
      numeric: null,
      abnormality: 'unknown',
    });
  });

  test('feed calculated lines; a typed value in one of them stays', () => {
    const measured = enterResults(
      specimen(['TP', 'ALB', 'GLB']),
      {
        results: [
          { testCode: 'TP', value: '70' },
          { testCode: 'ALB', value: '45' },
        ],
      },
      context,
    );
    expect(current(measured, 'GLB')?.value).toBe('25.0');
    expect(measured.state).toBe('tested');
    const typed = type(measured, 'GLB', '26', '手工计算');
    expect(current(type(typed, 'ALB', '44', '复查'), 'GLB')?.value).toBe('26');
    const gone = type(measured, 'ALB', '', '溶血');
    expect(current(gone, 'GLB')).toBeNull();
    expect(gone.state).toBe('testing');
  });

  test('unknown tests and signed specimens are refused', () => {
    expect(() => type(specimen(), 'XX', '1')).toThrow('INPUT_INVALID');
    expect(() => type(specimen([], { state: 'released' }), 'K', '1')).toThrow('STATE_REFUSED');
  });
});

test('choosing among reruns', () => {
  const place = (document: SpecimenDocument, value: string, minute: number) =>
    placeMessage(
      document,
      message([sent('k', value, { time: `2026-07-17T15:${minute}:00` })]),
      instrument,
      dictionaries,
      {
        now: NOW,
        receivedAt: NOW,
        messageId: `m${minute}`,
        newId,
      },
    ).document ?? document;
  const undecided = place(place(specimen(['K']), '4.1', 10), '4.6', 11);
  const second = findLine(undecided, 'K')?.versions[1]?.id ?? '';
  const chosen = chooseResult(undecided, { testCode: 'K', resultId: second, reason: '以复测为准' }, context);
  expect(current(chosen, 'K')?.value).toBe('4.6');
  expect(chosen.state).toBe('tested');
  expect(() => chooseResult(undecided, { testCode: 'K', resultId: second, reason: '' }, context)).toThrow(
    'REASON_REQUIRED',
  );
  expect(() => chooseResult(undecided, { testCode: 'K', resultId: 'no', reason: '复测' }, context)).toThrow(
    'NOT_FOUND',
  );
});

test('added tests are waited for', () => {
  const tested = type(specimen(['K']), 'K', '4.1');
  expect(tested.state).toBe('tested');
  const added = addTests(tested, ['GLU', 'K'], context);
  expect(added.state).toBe('testing');
  expect(findLine(added, 'GLU')?.origin).toBe('added');
  expect(addTests(added, ['GLU'], context)).toBe(added);
});

test('remark and offered results', () => {
  expect(setRemark(specimen(), ' 轻度溶血 ').remark).toBe('轻度溶血');
  expect(offeredResults(testEntry('U', { defaultResult: '阴性', commonResults: ['阴性', '阳性', '弱阳性'] }))).toEqual([
    '阴性',
    '阳性',
    '弱阳性',
  ]);
});
