// The life of a critical value: every step in its state, escalation until somebody answers.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acknowledge,
  type CriticalDocument,
  documentCall,
  escalate,
  handled,
  isOverdue,
  isStanding,
  notified,
  withdraw,
} from './flow.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 6, 17, 8, minute)).toISOString();
const by = '李技师';

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
  steps: [{ kind: 'raised', at: at(0), by }],
};
const call = { outcome: 'readBack' as const, to: '钱护士', phone: '8123', note: '' };

test('called, acknowledged, handled', () => {
  const called = documentCall(open, call, { now: at(5), by });
  expect(called).toMatchObject({ state: 'notified', version: 2, escalateAt: at(35) });
  expect(called.steps.at(-1)).toMatchObject({ kind: 'readBack', to: '钱护士', phone: '8123' });
  const known = acknowledge(called, { note: '已知' }, { now: at(9), by: '赵医生' });
  expect(known.state).toBe('acknowledged');
  expect(handled(known, { note: '补钾' }, { now: at(20), by: '赵医生' })).toMatchObject({
    state: 'closed',
    version: 4,
  });
});

test('a failed attempt leaves it open and the clock running', () => {
  const failed = documentCall(open, { ...call, outcome: 'attemptFailed', to: '' }, { now: at(5), by });
  expect(failed).toMatchObject({ state: 'open', escalateAt: at(10) });
});

test('a read-back needs a name', () => {
  expect(() => documentCall(open, { ...call, to: '  ' }, { now: at(5), by })).toThrow('INPUT_INVALID');
});

test('escalates when nobody answers, again and again, also after a call without an answer', () => {
  expect(escalate(open, { now: at(9), by: 'system' })).toBe(open);
  const once = escalate(open, { now: at(10), by: 'system', to: '科主任' });
  expect(once).toMatchObject({ state: 'open', escalateAt: at(20) });
  expect(isOverdue(once, at(19))).toBe(false);
  expect(escalate(once, { now: at(20), by: 'system' }).steps.filter((one) => one.kind === 'escalated')).toHaveLength(2);
  const called = documentCall(once, call, { now: at(12), by });
  expect(isOverdue(called, at(42))).toBe(true);
  const known = acknowledge(called, { note: '' }, { now: at(15), by });
  expect(isOverdue(known, at(59))).toBe(false);
});

describe('what is over stays over', () => {
  const withdrawn = withdraw(open, '4.1 mmol/L', { now: at(3), by });
  test('withdrawn', () => {
    expect(isStanding(withdrawn)).toBe(false);
    expect(() => documentCall(withdrawn, call, { now: at(4), by })).toThrow('STATE_REFUSED');
    expect(() => acknowledge(withdrawn, { note: '' }, { now: at(4), by })).toThrow('STATE_REFUSED');
    expect(escalate(withdrawn, { now: at(59), by })).toBe(withdrawn);
  });
  test('open cannot be handled before somebody knows', () => {
    expect(() => handled(open, { note: '' }, { now: at(4), by })).toThrow('STATE_REFUSED');
  });
});

test('steps are only appended, versions count them', () => {
  const acts = [
    (c: CriticalDocument, now: string) => documentCall(c, call, { now, by }),
    (c: CriticalDocument, now: string) => notified(c, { now, by, to: 'HIS' }),
    (c: CriticalDocument, now: string) => acknowledge(c, { note: '' }, { now, by }),
    (c: CriticalDocument, now: string) => handled(c, { note: '' }, { now, by }),
    (c: CriticalDocument, now: string) => withdraw(c, '', { now, by }),
    (c: CriticalDocument, now: string) => escalate(c, { now, by }),
  ];
  fc.assert(
    fc.property(fc.array(fc.nat({ max: acts.length - 1 }), { maxLength: 12 }), (chosen) => {
      let critical = open;
      chosen.forEach((index, minute) => {
        let next = critical;
        try {
          next = acts[index]?.(critical, at(minute * 7)) ?? critical;
        } catch {
          return;
        }
        expect(next.steps.slice(0, critical.steps.length)).toEqual(critical.steps);
        expect(next.steps.length - critical.steps.length).toBe(next.version - critical.version);
        critical = next;
      });
    }),
  );
});
