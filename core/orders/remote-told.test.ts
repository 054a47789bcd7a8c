// The patient is told of the report in force by those who asked for it; a corrected one is told anew, and nothing that is not back is told.
import { expect, test } from 'vitest';
import { actingAs, personA, sampleExam, sampleNow } from '../../test/support/exam-samples.ts';
import type { ExamDocument } from './exam.ts';
import { tellPatient, toldState } from './remote-told.ts';

function back(state: 'accepted' | 'done', report: Partial<ExamDocument['report']> = {}): ExamDocument {
  const exam = sampleExam();
  return {
    ...exam,
    report: { ...exam.report, id: exam.id, state: 'final', version: 1, releasedAt: sampleNow, ...report },
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
const at = (institutionId: string, seconds = 0) => actingAs(personA, { institutionId, seconds });

test('who, when and how are kept, each time in the history', () => {
  const exam = back('done');
  const told = tellPatient(exam, { way: 'phone', note: ' 女儿接听，明早来取 ' }, at('town'));
  expect(told.remote).toMatchObject({
    told: { by: '甲', at: sampleNow, reportId: exam.report.id, way: 'phone', note: '女儿接听，明早来取' },
    history: [{ act: 'told.phone', by: '甲', reason: '女儿接听，明早来取' }],
  });
  expect([toldState(exam), toldState(told), told.version]).toEqual([null, 'told', exam.version + 1]);
  const again = tellPatient(told, { way: 'family', note: '' }, at('town', 60));
  expect(again.remote?.told?.way).toBe('family');
  expect(again.remote?.history).toHaveLength(2);
});

test('a corrected or recalled report has to be told again', () => {
  const told = tellPatient(back('done'), { way: 'phone', note: '' }, at('town'));
  expect(toldState({ ...told, report: { ...told.report, state: 'recalled' } })).toBe('again');
  const second = { ...told, report: { ...told.report, id: '00000000-0000-4000-8000-000000000777' } };
  expect(toldState(second)).toBe('again');
  expect(toldState(tellPatient(second, { way: 'inPerson', note: '' }, at('town')))).toBe('told');
});

test.each([
  ['the reader', back('done'), 'own', 'RIGHT_MISSING'],
  ['another one', back('done'), 'town-b', 'RIGHT_MISSING'],
  ['before it is back', back('accepted'), 'town', 'STATE_REFUSED'],
  ['a recalled one', back('done', { state: 'recalled' }), 'town', 'STATE_REFUSED'],
  ['an exam of one’s own', sampleExam(), 'own', 'STATE_REFUSED'],
])('refused: %s', (_name, exam, institutionId, code) => {
  expect(() => tellPatient(exam, { way: 'phone', note: '' }, at(institutionId))).toThrow(
    expect.objectContaining({ code }),
  );
});
