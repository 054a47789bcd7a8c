// What a scan comes to by the state of its specimen, and how a sitting is ordered and counted.
import { describe, expect, test } from 'vitest';
import { shippedDictionaries } from '../../../../core/lab/catalogue/index.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { oneTube, specimenForTube } from '../../../../core/lab/registration.ts';
import {
  inOrder,
  type Outcome,
  openProblems,
  rackCounts,
  receivedTubes,
  type ScanEntry,
  verdictOf,
} from './sitting.ts';

const dictionaries = { version: 1, ...shippedDictionaries };
const item = Object.values(dictionaries.orderItem).find((each) => each.enabled);
const tube = oneTube([item?.code ?? ''], dictionaries);

function specimen(id: string, change: Partial<SpecimenDocument> = {}): SpecimenDocument {
  const made = specimenForTube(
    tube,
    {
      specimenId: id,
      barcode: `9${id}`,
      patient: { id: 'p', number: '1', name: '张三', sex: 'male', birthDate: null },
      visit: { id: 'v', kind: 'inpatient', number: '1', departmentId: 'W1', departmentName: '内科' },
      orderingDoctor: '',
      clinicalNote: '',
      urgent: false,
      orderedAt: '2026-03-13T08:00:00Z',
      orderIdOf: (code) => code,
    },
    dictionaries,
  );
  return { ...made, ...change };
}

const entry = (key: string, outcome: Outcome, document: SpecimenDocument | null): ScanEntry => ({
  key,
  at: '2026-03-13T08:00:00Z',
  barcode: document?.barcode ?? '?',
  outcome,
  document,
  failure: null,
});

describe('verdict', () => {
  test('what is ordered or collected is received at once, or waits for Enter', () => {
    for (const state of ['ordered', 'collected'] as const) {
      expect(verdictOf(specimen('a', { state }), true)).toBe('receive');
      expect(verdictOf(specimen('a', { state }), false)).toBe('waiting');
    }
  });
  test('a rejected specimen is never received', () => {
    expect(verdictOf(specimen('a', { state: 'rejected' }), true)).toBe('rejected');
  });
  test('whatever is further on was received before', () => {
    for (const state of ['received', 'testing', 'tested', 'reviewed', 'released', 'printed', 'recalled'] as const)
      expect(verdictOf(specimen('a', { state }), true)).toBe('already');
  });
});

describe('sitting', () => {
  const a = specimen('a');
  const b = specimen('b', { urgent: true });
  const c = specimen('c', { groupId: 'OTHER' });
  // Newest first, as the log keeps them.
  const entries = [
    entry('5', 'unknown', null),
    entry('4', 'already', a),
    entry('3', 'received', c),
    entry('2', 'received', b),
    entry('1', 'received', a),
  ];
  test('urgent stands on top, the rest newest first', () => {
    expect(inOrder(entries, null).map(({ key }) => key)).toEqual(['2', '5', '4', '3', '1']);
    expect(inOrder(entries, 'OTHER').map(({ key }) => key)).toEqual(['3']);
  });
  test('a tube scanned twice counts once in its rack', () => {
    expect(rackCounts(entries)).toEqual(
      new Map([
        [a.groupId, { count: 2, urgent: 1 }],
        ['OTHER', { count: 1, urgent: 0 }],
      ]),
    );
  });
  test('a problem is settled by the next scan of its code', () => {
    expect(openProblems(entries)).toBe(1);
    expect(openProblems([entry('7', 'received', c), entry('6', 'waiting', c)])).toBe(0);
  });
  test('a tube rejected after reception leaves its rack', () => {
    expect(receivedTubes([entry('6', 'refused', a), ...entries]).map(({ id }) => id)).toEqual(['b', 'c']);
  });
});
