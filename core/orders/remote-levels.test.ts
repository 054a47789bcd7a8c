// Requests over several levels: each act at each level, and in any order of acts no circle, nobody forgotten and every conclusion back.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actingAs, personA, sampleExam, sampleStudy } from '../../test/support/exam-samples.ts';
import { YishuError } from '../kernel/errors.ts';
import type { ExamDocument } from './exam.ts';
import { acquire } from './exam-flow.ts';
import {
  concerns,
  decideRemote,
  followReport,
  listsRequest,
  readingInstitution,
  requestRemote,
  requireReader,
} from './exam-remote.ts';
import { cameToWait, noticeRound } from './notice.ts';
import { cameUp, chainOf, remoteStateAt, sendOn, takeBack } from './remote-levels.ts';

const ids = ['own', 'town', 'county', 'city', 'province'];
const at = (institutionId: string | null) => actingAs(personA, { institutionId });
const nothing = { preliminaryFindings: '', preliminaryImpression: '' };
const to = (id: string) => ({ toInstitutionId: id, toInstitutionName: id });
const ask = (exam: ExamDocument, id: string) => requestRemote(exam, { ...to(id), ...nothing }, at('own'));

const acquired = () => acquire(sampleExam(), sampleStudy, at('own'));
const waitingAtTown = () => ask(acquired(), 'town');
const waitingAtCounty = () => sendOn(waitingAtTown(), to('county'), '读不了', at('town'));
const waitingAtCity = () => sendOn(waitingAtCounty(), to('city'), '疑难', at('county'));

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (error) {
    return error instanceof YishuError ? error.code : String(error);
  }
};
const states = (exam: ExamDocument) => ids.map((id) => exam.remote && remoteStateAt(exam.remote, id));
const reported = (exam: ExamDocument, state: 'final' | 'recalled', by: string): ExamDocument => {
  const after = { ...exam, report: { ...exam.report, state } };
  return { ...after, remote: followReport(after, at(by)) };
};

describe('sent on', () => {
  test('it waits at the superior, and each level knows how it stands', () => {
    const exam = waitingAtCity();
    expect(chainOf(exam.remote ?? fail())).toEqual(['own', 'town', 'county', 'city']);
    expect(states(exam)).toEqual(['waiting', 'forwarded', 'forwarded', 'waiting', null]);
    expect(ids.map((id) => concerns(exam, id))).toEqual([true, true, true, true, false]);
    expect(exam.remote?.history.map(({ act, institutionId, reason }) => [act, institutionId, reason])).toEqual([
      ['request', 'own', ''],
      ['forward', 'town', '读不了'],
      ['forward', 'county', '疑难'],
    ]);
  });

  test('an assignment, a lock and the asked department stay behind; a return brings the department back', () => {
    const person = { personId: personA, personName: '甲' };
    const asked = requestRemote(
      acquired(),
      { ...to('town'), ...nothing, toDepartmentId: 'D1', toDepartmentName: '心电图室' },
      at('own'),
    );
    const on = sendOn({ ...asked, assignedTo: person }, to('county'), '疑难', at('town'));
    expect([on.assignedTo, on.lock, on.remote?.toDepartmentId]).toEqual([null, null, undefined]);
    expect(decideRemote(on, 'return', '缺导联', at('county')).remote).toMatchObject({
      ...{ toInstitutionId: 'town', toDepartmentId: 'D1', toDepartmentName: '心电图室', levels: [] },
    });
  });

  test.each([
    ['by who asked', 'own', '原因', 'city', 'RIGHT_MISSING'],
    ['by an institution that has it no more', 'town', '原因', 'city', 'RIGHT_MISSING'],
    ['without a reason', 'county', ' ', 'city', 'REASON_REQUIRED'],
    ['back to who asked', 'county', '原因', 'own', 'INPUT_INVALID'],
    ['back to a level', 'county', '原因', 'town', 'INPUT_INVALID'],
    ['to itself', 'county', '原因', 'county', 'INPUT_INVALID'],
    ['upwards', 'county', '原因', 'city', 'done'],
  ])('%s', (_what, by, reason, target, expected) => {
    expect(codeOf(() => sendOn(waitingAtCounty(), to(target), reason, at(by)))).toBe(expected);
  });

  test('not before the images, not when somebody signed, not when it is over', () => {
    const uploading = ask(sampleExam(), 'town');
    const submitted = { ...waitingAtTown(), report: { ...waitingAtTown().report, state: 'submitted' as const } };
    const returned = decideRemote(waitingAtTown(), 'return', '原因', at('town'));
    for (const exam of [uploading, submitted, returned, acquired()])
      expect(codeOf(() => sendOn(exam, to('county'), '原因', at('town')))).toBe('STATE_REFUSED');
  });
});

describe('back down', () => {
  test('a return goes one level down with its reason, and the last one to who asked', () => {
    const county = decideRemote(waitingAtCity(), 'return', '请补做18导联', at('city'));
    expect(states(county)).toEqual(['waiting', 'forwarded', 'waiting', 'returned', null]);
    expect(county.remote?.history.at(-1)).toMatchObject({
      act: 'return',
      reason: '请补做18导联',
      toInstitutionId: 'county',
    });
    expect(cameUp(county.remote ?? fail())).toBe(false);
    const town = decideRemote(county, 'return', '同上', at('county'));
    const own = decideRemote(town, 'return', '同上', at('town'));
    expect(states(own)).toEqual(['returned', 'returned', 'returned', 'returned', null]);
    expect(readingInstitution(own)).toBe('own');
    expect([concerns(own, 'county'), listsRequest(own, 'county')]).toEqual([false, true]);
  });

  test('who sent it on takes it back until the superior accepts it', () => {
    const back = takeBack(waitingAtCity(), '本院可以诊断', at('county'));
    expect(states(back)).toEqual(['accepted', 'forwarded', 'accepted', 'withdrawn', null]);
    expect(codeOf(() => requireReader(back, at('county')))).toBe('done');
    expect(codeOf(() => takeBack(waitingAtCity(), '', at('town')))).toBe('RIGHT_MISSING');
    const accepted = decideRemote(waitingAtCity(), 'accept', '', at('city'));
    expect(codeOf(() => takeBack(accepted, '', at('county')))).toBe('STATE_REFUSED');
    expect(codeOf(() => takeBack(waitingAtTown(), '', at('own')))).toBe('STATE_REFUSED');
  });

  test('who asked takes the whole back, and submits it again to who was asked first', () => {
    const withdrawn = decideRemote(waitingAtCity(), 'withdraw', '转院', at('own'));
    expect(states(withdrawn)).toEqual(['withdrawn', 'withdrawn', 'withdrawn', 'withdrawn', null]);
    expect(ids.map((id) => concerns(withdrawn, id))).toEqual([true, false, false, false, false]);
    const again = decideRemote(withdrawn, 'resubmit', '', at('own'));
    expect(states(again)).toEqual(['waiting', 'waiting', 'withdrawn', 'withdrawn', null]);
  });

  test('only the level where it was accepted writes; its report is everybody’s, its recall opens it there again', () => {
    const accepted = decideRemote(waitingAtCity(), 'accept', '', at('city'));
    expect(ids.map((id) => codeOf(() => requireReader(accepted, at(id))))).toEqual([
      ...['RIGHT_MISSING', 'RIGHT_MISSING', 'RIGHT_MISSING', 'done', 'RIGHT_MISSING'],
    ]);
    const done = reported(accepted, 'final', 'city');
    expect(states(done)).toEqual(['done', 'done', 'done', 'done', null]);
    expect(states(reported(done, 'recalled', 'city'))).toEqual([
      'accepted',
      'forwarded',
      'forwarded',
      'accepted',
      null,
    ]);
  });
});

test('the people on duty are told at each level to which it comes up or back, once each', () => {
  const rounds = [waitingAtTown(), waitingAtCounty(), waitingAtCity()];
  expect(rounds.map((exam) => noticeRound(exam.remote ?? fail()))).toEqual([1, 2, 3]);
  expect(cameToWait(waitingAtTown(), waitingAtCounty())).toBe(true);
  const back = decideRemote(waitingAtCity(), 'return', '原因', at('city'));
  expect([noticeRound(back.remote ?? fail()), cameToWait(waitingAtCity(), back)]).toEqual([4, true]);
  const home = decideRemote(waitingAtTown(), 'return', '原因', at('town'));
  expect([noticeRound(home.remote ?? fail()), cameToWait(waitingAtTown(), home)]).toEqual([1, false]);
});

type Step = { act: string; by: string | null; target: string };

function acted(exam: ExamDocument, { act, by, target }: Step): ExamDocument {
  const context = at(by);
  switch (act) {
    case 'request':
      return requestRemote(exam, { ...to(target), ...nothing }, context);
    case 'forward':
      return sendOn(exam, to(target), '原因', context);
    case 'takeBack':
      return takeBack(exam, '', context);
    case 'final':
      requireReader(exam, context);
      return reported(exam, 'final', by ?? '');
    case 'recalled':
      return exam.report.state === 'final' ? reported(exam, 'recalled', by ?? '') : exam;
    case 'accept':
    case 'return':
    case 'withdraw':
    case 'resubmit':
      return decideRemote(exam, act, '原因', context);
    default:
      throw new Error(act);
  }
}

const anyAct = ['request', 'forward', 'takeBack', 'accept', 'return', 'withdraw', 'resubmit', 'final', 'recalled'];

test('in any order of acts of anybody: no circle, one place, nobody forgotten, every conclusion with everybody who took part', () => {
  const step = fc.record({
    act: fc.constantFrom(...anyAct, 'forward', 'forward', 'accept'),
    by: fc.constantFrom(...ids, null),
    target: fc.constantFrom(...ids),
  });
  // Acts by chance seldom climb far: each walk begins at some level of the request.
  const begun = fc.constantFrom(acquired(), waitingAtTown(), waitingAtCounty(), waitingAtCity());
  fc.assert(
    fc.property(begun, fc.array(step, { maxLength: 60 }), (start, steps) => {
      let exam = start;
      for (const one of steps) {
        const before = exam;
        try {
          exam = acted(exam, one);
        } catch (error) {
          if (!(error instanceof YishuError)) throw error;
          continue;
        }
        const { remote } = exam;
        if (remote === null) continue;
        const chain = chainOf(remote);
        expect(new Set(chain).size).toBe(chain.length);
        const written = remote.history.length - (before.remote?.history.length ?? 0);
        expect(written).toBe(exam === before || remote === before.remote ? 0 : 1);
        // Once asked, always told: whoever had it can still see what became of the request.
        for (const { institutionId } of remote.history)
          if (institutionId !== undefined) expect(listsRequest(exam, institutionId)).toBe(true);
        const readers = ids.filter((id) => codeOf(() => requireReader(exam, at(id))) === 'done');
        expect(readers.length).toBeLessThanOrEqual(1);
        if (remote.state === 'done') {
          expect(readers).toEqual([remote.toInstitutionId]);
          for (const id of chain) expect([remoteStateAt(remote, id), concerns(exam, id)]).toEqual(['done', true]);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

function fail(): never {
  throw new Error('no request');
}
