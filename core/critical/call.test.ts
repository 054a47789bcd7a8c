// A call finds its value by what was read out, and survives an escalation by the clock, not somebody else's call.
import { expect, test } from 'vitest';
import { callSubject, isAbout, madeAtOf, untouchedSince } from './call.ts';
import { type CriticalDocument, documentCall, escalate } from './flow.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 6, 17, 8, minute)).toISOString();
const open: CriticalDocument = {
  id: '00000000-0000-4000-8000-0000000000d1',
  version: 1,
  area: 'lab',
  subjectId: '00000000-0000-4000-8000-0000000000a1',
  testCode: 'K',
  testName: '钾',
  resultId: '00000000-0000-4000-8000-0000000000e1',
  value: '6.8',
  unit: 'mmol/L',
  direction: 'high',
  limitText: '≥6.2',
  patientName: '张三',
  patientId: '00000000-0000-4000-8000-0000000000b1',
  barcode: '1',
  departmentId: 'cardiology',
  departmentName: '心内科',
  orderingDoctor: '赵医生',
  groupId: 'chem',
  state: 'open',
  raisedAt: at(0),
  escalateAt: at(10),
  steps: [{ kind: 'raised', at: at(0), by: '' }],
};
const call = { outcome: 'readBack' as const, to: '钱护士', phone: '', note: '' };

test('the same value under another id, not another value of the same test', () => {
  const about = callSubject(open);
  expect(isAbout({ ...open, id: '00000000-0000-4000-8000-0000000000d2', value: '6.80' }, about)).toBe(true);
  expect(isAbout({ ...open, value: '7.1' }, about)).toBe(false);
  expect(isAbout({ ...open, testCode: 'Na' }, about)).toBe(false);
  expect(isAbout({ ...open, subjectId: open.patientId }, about)).toBe(false);
});

test('an escalation leaves the caller right, another call does not', () => {
  const escalated = escalate(open, { now: at(11), by: 'system' });
  expect(untouchedSince(escalated, 1)).toBe(true);
  expect(untouchedSince(documentCall(escalated, call, { now: at(12), by: 'A' }), 1)).toBe(false);
  expect(untouchedSince(open, 2)).toBe(false);
});

test('a call told late keeps the time at which it was made', () => {
  expect(madeAtOf(at(5), at(5))).toBeUndefined();
  expect(madeAtOf(at(5), at(40))).toBe(at(5));
  const told = documentCall(open, call, { now: at(40), by: 'A', madeAt: at(5) });
  expect(told.steps.at(-1)).toMatchObject({ at: at(40), madeAt: at(5) });
});
