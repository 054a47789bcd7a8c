// Critical values from results: raised once, followed through reruns, corrections and choices.
import { expect, test } from 'vitest';
import { actor, dictionaries, idMaker, instrument, message, NOW, sent, specimen } from '../../test/support/lab.ts';
import { findLine } from '../lab/lines.ts';
import type { SpecimenDocument } from '../lab/model.ts';
import { placeMessage } from '../lab/placement.ts';
import { chooseResult, enterResults } from '../lab/result-entry.ts';
import { type CriticalDocument, documentCall } from './flow.ts';
import { criticalChanges } from './lab.ts';
import { CriticalDocument as CriticalSchema } from './model.ts';

const newId = idMaker();
const context = { now: NOW, by: '系统', newId, departmentPhone: '8123' };
const act = { now: NOW, actor, newId, dictionaries };

function measure(document: SpecimenDocument, value: string, minute: number, correction = false): SpecimenDocument {
  const said = message([sent('k', value, { time: `2026-07-17T15:${minute}:00` })], { correction });
  const at = { now: NOW, receivedAt: NOW, messageId: `m${minute}`, newId };
  return placeMessage(document, said, instrument, dictionaries, at).document ?? document;
}

function follow(document: SpecimenDocument, existing: readonly CriticalDocument[]): CriticalDocument[] {
  const { raised, withdrawn } = criticalChanges(document, existing, context);
  const replaced = new Map(withdrawn.map((one) => [one.id, one]));
  return [...existing.map((one) => replaced.get(one.id) ?? one), ...raised];
}

test('raised once, with everything the popup says', () => {
  const document = measure(specimen(), '6.8', 10);
  const first = follow(document, []);
  expect(first).toMatchObject([
    {
      testCode: 'K',
      value: '6.8',
      direction: 'high',
      limitText: '≥6.2',
      patientName: '张三',
      departmentName: '心内科',
      departmentPhone: '8123',
      state: 'open',
    },
  ]);
  expect(CriticalSchema.parse(first[0])).toEqual(first[0]);
  expect(follow(document, first)).toEqual(first);
});

test('normal, high and no-value results raise nothing', () => {
  for (const value of ['4.1', '5.9', '***.**']) expect(follow(measure(specimen(), value, 10), [])).toEqual([]);
});

test('an agreeing rerun is not called twice, a correction to normal withdraws', () => {
  const document = measure(specimen(), '6.8', 10);
  const again = measure(document, '6.80', 11);
  const raised = follow(document, []);
  expect(follow(again, raised)).toHaveLength(1);
  const corrected = follow(measure(again, '4.2', 12, true), raised);
  expect(corrected).toMatchObject([{ state: 'withdrawn', version: 2 }]);
  expect(corrected[0]?.steps.at(-1)?.note).toBe('4.2 mmol/L');
});

test('a corrected value that is critical too is a new call, the old one is withdrawn', () => {
  const document = measure(specimen(), '6.8', 10);
  const called = follow(document, []).map((one) =>
    documentCall(one, { outcome: 'readBack', to: '钱护士', phone: '8123', note: '' }, { now: NOW, by: actor.name }),
  );
  const after = follow(measure(document, '7.4', 11, true), called);
  expect(after.map((one) => [one.value, one.state])).toEqual([
    ['6.8', 'withdrawn'],
    ['7.4', 'open'],
  ]);
});

test('a critical rerun is raised before the choice, and the choice decides', () => {
  const undecided = measure(measure(specimen(), '4.1', 10), '6.8', 11);
  const raised = follow(undecided, []);
  expect(raised.map((one) => one.value)).toEqual(['6.8']);
  const [normal, critical] = findLine(undecided, 'K')?.versions ?? [];
  const choose = (resultId: string) => chooseResult(undecided, { testCode: 'K', resultId, reason: '复测' }, act);
  expect(follow(choose(normal?.id ?? ''), raised)).toMatchObject([{ state: 'withdrawn' }]);
  expect(follow(choose(critical?.id ?? ''), raised)).toMatchObject([{ state: 'open' }]);
});

test('typed values count too', () => {
  const document = enterResults(specimen(), { results: [{ testCode: 'HIV', value: '阳性' }] }, act);
  expect(follow(document, [])).toMatchObject([{ testCode: 'HIV', direction: 'abnormal', limitText: '阴性' }]);
});
