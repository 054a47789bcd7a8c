// A remote request is closed by the print of the institution that asked, of the report in force, once.
import { expect, test } from 'vitest';
import { actingAs, personA, sampleExam, sampleNow } from '../../test/support/exam-samples.ts';
import type { ExamDocument } from './exam.ts';
import { closedByPrint, isClosed } from './remote-close.ts';

function back(state: 'accepted' | 'done', reportId = sampleExam().id): ExamDocument {
  const exam = sampleExam();
  return {
    ...exam,
    report: { ...exam.report, id: reportId, state: 'final', version: 1, releasedAt: sampleNow },
    remote: {
      ...{
        state,
        fromInstitutionId: 'town',
        fromInstitutionName: '镇',
        toInstitutionId: 'own',
        toInstitutionName: '县',
      },
      ...{ requestedBy: '甲', requestedAt: sampleNow, preliminaryFindings: '', preliminaryImpression: '', history: [] },
    },
  };
}
const at = (institutionId: string | null) => actingAs(personA, { institutionId });
const first = sampleExam().id;

test('who asked closes it, with name and time in the history; again changes nothing', () => {
  const exam = back('done');
  const remote = closedByPrint(exam, first, at('town'));
  expect(remote).toMatchObject({ closed: { by: '甲', at: sampleNow, reportId: first }, history: [{ act: 'closed' }] });
  const closed = { ...exam, remote };
  expect([isClosed(exam), isClosed(closed)]).toEqual([false, true]);
  expect(closedByPrint(closed, first, at('town'))).toBe(remote);
});

test('the reader, the server and a report that is not back close nothing', () => {
  for (const institution of ['own', null]) {
    const exam = back('done');
    expect(closedByPrint(exam, first, at(institution))).toBe(exam.remote);
  }
  const open = back('accepted');
  expect(closedByPrint(open, first, at('town'))).toBe(open.remote);
  expect(closedByPrint(sampleExam(), first, at('town'))).toBeNull();
});

test('a corrected or recalled report opens it again', () => {
  const exam = back('done');
  const closed = { ...exam, remote: closedByPrint(exam, first, at('town')) };
  expect(isClosed({ ...closed, report: { ...closed.report, state: 'recalled' } })).toBe(false);
  const second = '00000000-0000-4000-8000-000000000777';
  const corrected = { ...closed, report: { ...closed.report, id: second } };
  expect(isClosed(corrected)).toBe(false);
  expect(isClosed({ ...corrected, remote: closedByPrint(corrected, second, at('town')) })).toBe(true);
});
