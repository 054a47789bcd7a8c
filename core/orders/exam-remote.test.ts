// Remote reading: every act in every state and on both sides, and no sequence of acts that reaches a state the flow does not know.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actingAs, personA, personB, sampleExam, sampleStudy } from '../../test/support/exam-samples.ts';
import { YishuError } from '../kernel/errors.ts';
import type { ExamDocument, RemoteRequest } from './exam.ts';
import { acquire } from './exam-flow.ts';
import {
  concerns,
  decideRemote,
  followReport,
  listsRequest,
  type RemoteAct,
  readingInstitution,
  requestRemote,
  requireReader,
} from './exam-remote.ts';

const asker = actingAs(personA, { institutionId: 'own' });
const centre = actingAs(personB, { institutionId: 'centre' });
const ask = {
  toInstitutionId: 'centre',
  toInstitutionName: '中心',
  preliminaryFindings: '',
  preliminaryImpression: '',
};
const acts: readonly RemoteAct[] = ['accept', 'release', 'return', 'withdraw', 'resubmit'];
type State = RemoteRequest['state'];

function remoteExam(state: State): ExamDocument {
  const exam = requestRemote(acquire(sampleExam(), sampleStudy, asker), ask, asker);
  return exam.remote === null ? exam : { ...exam, remote: { ...exam.remote, state } };
}

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (error) {
    return error instanceof YishuError ? error.code : String(error);
  }
};

const table: Record<State, Partial<Record<RemoteAct, State>>> = {
  uploading: { withdraw: 'withdrawn' },
  waiting: { accept: 'accepted', return: 'returned', withdraw: 'withdrawn' },
  accepted: { release: 'waiting', return: 'returned' },
  returned: { withdraw: 'withdrawn', resubmit: 'waiting' },
  withdrawn: { resubmit: 'waiting' },
  done: {},
};

describe.each(Object.keys(table) as State[])('%s', (state) => {
  test.each(acts)('%s', (act) => {
    const side = act === 'accept' || act === 'release' || act === 'return' ? centre : asker;
    const other = side === centre ? asker : centre;
    const expected = table[state][act];
    const exam = remoteExam(state);
    if (expected === undefined) {
      expect(codeOf(() => decideRemote(exam, act, '原因', side))).toBe('STATE_REFUSED');
      return;
    }
    expect(decideRemote(exam, act, '原因', side).remote).toMatchObject({
      state: expected,
      history: expect.arrayContaining([expect.objectContaining({ act, reason: '原因' })]),
    });
    expect(codeOf(() => decideRemote(exam, act, '原因', other))).toBe('RIGHT_MISSING');
  });
});

test('an acceptance is undone while nobody writes: it waits for anybody there again', () => {
  const accepted = { ...remoteExam('accepted'), assignedTo: { personId: centre.by.personId, personName: '王医生' } };
  const release = (exam: ExamDocument) => decideRemote(exam, 'release', '', centre);
  expect([release(accepted).remote?.state, release(accepted).assignedTo]).toEqual(['waiting', null]);
  const begun = { ...accepted, report: { ...accepted.report, state: 'draft' as const } };
  expect(codeOf(() => release(begun))).toBe('STATE_REFUSED');
  const later = new Date(Date.parse(centre.now) + 60_000).toISOString();
  const held = (personId: string, until: string) => ({
    ...accepted,
    lock: { personId, personName: '李医生', stationName: 'PC2', since: centre.now, until, fence: 1 },
  });
  expect(codeOf(() => release(held(asker.by.personId, later)))).toBe('EXAM_LOCKED');
  expect(codeOf(() => release(held(asker.by.personId, centre.now)))).toBe('done');
  expect(codeOf(() => release(held(centre.by.personId, later)))).toBe('done');
});

test('a return needs its reason', () => {
  expect(codeOf(() => decideRemote(remoteExam('waiting'), 'return', ' ', centre))).toBe('REASON_REQUIRED');
});

test('without images it is uploading, and the first image makes it wait', () => {
  const exam = requestRemote(sampleExam(), ask, asker);
  expect(exam.remote?.state).toBe('uploading');
  expect(acquire(exam, sampleStudy, asker).remote?.state).toBe('waiting');
});

test('one request at a time, not to oneself, not for another’s exam, not when it is reported', () => {
  expect(codeOf(() => requestRemote(remoteExam('waiting'), ask, asker))).toBe('STATE_REFUSED');
  expect(codeOf(() => requestRemote(remoteExam('returned'), ask, asker))).toBe('done');
  expect(codeOf(() => requestRemote(sampleExam(), { ...ask, toInstitutionId: 'own' }, asker))).toBe('INPUT_INVALID');
  expect(codeOf(() => requestRemote(sampleExam(), ask, centre))).toBe('RIGHT_MISSING');
  const reported = { ...sampleExam(), report: { ...sampleExam().report, state: 'submitted' as const } };
  expect(codeOf(() => requestRemote(reported, ask, asker))).toBe('STATE_REFUSED');
});

test.each([
  ['uploading', null],
  ['waiting', null],
  ['accepted', 'centre'],
  ['returned', 'own'],
  ['withdrawn', 'own'],
  ['done', 'centre'],
] as const)('%s is written at %s', (state, reader) => {
  const exam = remoteExam(state);
  expect(readingInstitution(exam)).toBe(reader);
  for (const context of [asker, centre]) {
    const expected = reader === null ? 'STATE_REFUSED' : reader === context.by.institutionId ? 'done' : 'RIGHT_MISSING';
    expect(codeOf(() => requireReader(exam, context))).toBe(expected);
  }
  expect(concerns(exam, 'centre')).toBe(state !== 'withdrawn');
  expect(['centre', 'own', 'elsewhere', null].map((one) => listsRequest(exam, one))).toEqual([true, true, false, true]);
  expect([concerns(exam, 'own'), concerns(exam, 'elsewhere'), concerns(exam, null)]).toEqual([true, false, true]);
});

test('the report ends it, its recall opens it again', () => {
  const report = (state: 'final' | 'recalled', exam: ExamDocument) => ({ ...exam, report: { ...exam.report, state } });
  const done = followReport(report('final', remoteExam('accepted')), centre);
  expect(done?.state).toBe('done');
  expect(followReport(report('recalled', { ...remoteExam('accepted'), remote: done }), centre)?.state).toBe('accepted');
  expect(followReport(report('final', remoteExam('returned')), asker)?.state).toBe('returned');
});

test('no sequence of acts of both sides leaves the flow, and every step stands in the history', () => {
  const step = fc.record({ act: fc.constantFrom(...acts, 'request' as const), at: fc.constantFrom(asker, centre) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let exam = acquire(sampleExam(), sampleStudy, asker);
      for (const { act, at } of steps) {
        const before = exam;
        try {
          exam = act === 'request' ? requestRemote(exam, ask, at) : decideRemote(exam, act, '原因', at);
        } catch (error) {
          if (!(error instanceof YishuError)) throw error;
          continue;
        }
        const from = before.remote?.state;
        const to = exam.remote?.state;
        if (act === 'request') expect([undefined, 'returned', 'withdrawn']).toContain(from);
        else expect(from && table[from][act]).toBe(to);
        expect(exam.remote?.history).toHaveLength((before.remote?.history.length ?? 0) + 1);
      }
    }),
    { numRuns: 300 },
  );
});
