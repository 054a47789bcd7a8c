// What the screen offers is what the server takes: nobody writes an exam that was asked for elsewhere, before or after it was accepted there.
import { describe, expect, test } from 'vitest';
import type { RemoteRequest } from '../../../../core/orders/exam.ts';
import { readsFor } from '../../../../core/orders/exam-remote.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { exampleExam } from '../parts/examples.ts';
import { modeOf } from './use-report.ts';

type State = RemoteRequest['state'];

const remote = (state: State): RemoteRequest => ({
  state,
  ...{ fromInstitutionId: 'own', fromInstitutionName: '本院', toInstitutionId: 'centre', toInstitutionName: '中心' },
  ...{ requestedBy: '', requestedAt: '', preliminaryFindings: '', preliminaryImpression: '', history: [] },
});

/** The mode in which somebody of an institution, who may write and review, opens an exam of `own`. */
function modeAt(institutionId: string, state: State | null, current: ExamReport | null = null) {
  const exam = exampleExam({ remote: state && remote(state) });
  const reads = readsFor({ institutionId }, exam);
  return modeOf(exam, current, { personId: 'me', mayWrite: true, mayReview: true, reads });
}

describe('who may write, by the state of the request', () => {
  test.each<[State | null, string, string]>([
    [null, 'write', 'read'],
    ['uploading', 'read', 'read'],
    ['waiting', 'read', 'read'],
    ['accepted', 'read', 'write'],
    ['returned', 'write', 'read'],
    ['withdrawn', 'write', 'read'],
    ['done', 'read', 'write'],
  ])('%s: at the own institution %s, at the centre %s', (state, own, centre) => {
    expect([modeAt('own', state), modeAt('centre', state)]).toEqual([own, centre]);
  });
});

test('a report that waits for its second person is reviewed where it was written alone', () => {
  const submitted = { state: 'submitted', authorId: 'other' } as ExamReport;
  expect([modeAt('centre', 'accepted', submitted), modeAt('own', 'accepted', submitted)]).toEqual(['review', 'read']);
});
