// The list of remote ECG requests: by side and state, open and dangerous ones first; and that nobody writes while one waits.
import { describe, expect, test } from 'vitest';
import type { ExamDocument, RemoteRequest } from '../../../../core/orders/exam.ts';
import { remoteRows } from '../../../../renderer/remote/remote-rows.ts';
import { sampleExam } from '../../../../test/support/exam-samples.ts';
import { refusalOf } from '../panel/act-rules.ts';
import { compareExams } from '../queue/rows.ts';

function exam(
  id: string,
  state: RemoteRequest['state'],
  part: Partial<ExamDocument> = {},
  from = 'town',
): ExamDocument {
  return {
    ...sampleExam(),
    id,
    service: 'ecg',
    state: 'acquired',
    ...part,
    remote: {
      state,
      fromInstitutionId: from,
      fromInstitutionName: from,
      toInstitutionId: 'centre',
      toInstitutionName: 'centre',
      requestedBy: '镇医生',
      requestedAt: `2026-07-17T0${id}:00:00.000Z`,
      preliminaryFindings: '',
      preliminaryImpression: '',
      history: [],
    },
  };
}

const critical: ExamDocument['risk'] = {
  level: 'critical',
  by: 'machine',
  reasons: [],
  at: '2026-07-17T01:00:00.000Z',
};
const all = { direction: 'received' as const, state: 'all' as const, text: '' };

describe('remote requests', () => {
  test('open ones stand first, there the most dangerous; closed ones by the newest', () => {
    const exams = [
      exam('1', 'done'),
      exam('2', 'done'),
      exam('3', 'waiting'),
      exam('4', 'waiting', { risk: critical }),
      exam('5', 'waiting', {}, 'own'),
      { ...sampleExam(), id: '6' },
    ];
    const { rows, counts } = remoteRows(exams, new Set(['own']), all, (a, b) => compareExams(a, b, 'read'));
    expect(rows.map(({ id }) => id)).toEqual(['4', '3', '2', '1']);
    expect(counts).toMatchObject({ all: 4, waiting: 2, done: 2 });
    expect(remoteRows(exams, new Set(['own']), { ...all, direction: 'sent' }).rows.map(({ id }) => id)).toEqual(['5']);
    expect(remoteRows(exams, new Set(['own']), { ...all, state: 'done' }).rows).toHaveLength(2);
  });

  test('nobody writes until the request is accepted; a returned one can be asked again', () => {
    const now = { personId: 'a', can: () => true, online: true, writing: false, impression: '' };
    expect(refusalOf('write', { ...now, exam: exam('1', 'waiting') })).toBe('remote');
    expect(refusalOf('write', { ...now, exam: exam('1', 'accepted') })).toBeNull();
    // At the institution that was asked, to write is to accept it; to sign unread is not.
    const asked = { ...now, exam: exam('1', 'waiting'), asked: true };
    expect(refusalOf('write', asked)).toBeNull();
    expect(refusalOf('submit', asked)).toBe('remote');
    expect(refusalOf('write', { ...asked, can: () => false })).toBe('right');
    expect(refusalOf('write', { ...asked, online: false })).toBe('offline');
    expect(refusalOf('remote', { ...now, exam: exam('1', 'waiting') })).toBe('state');
    expect(refusalOf('remote', { ...now, exam: exam('1', 'returned') })).toBeNull();
    expect(
      refusalOf('remote', {
        ...now,
        exam: { ...exam('1', 'returned'), remote: null },
        can: (right) => right === 'ecg.view',
      }),
    ).toBe('right');
  });

  test('an author without the right to review takes the own submitted report back, and nobody else’s', () => {
    const submitted = (authorId: string) => {
      const one = exam('1', 'accepted');
      return { ...one, report: { ...one.report, state: 'submitted' as const, authorId } };
    };
    const now = { personId: 'a', online: true, writing: false, impression: '' };
    const writer = { ...now, can: (right: string) => right === 'ecg.write' || right === 'ecg.view' };
    expect(refusalOf('return', { ...writer, exam: submitted('a') })).toBeNull();
    expect(refusalOf('return', { ...writer, exam: submitted('b') })).toBe('right');
    expect(refusalOf('return', { ...now, can: (right) => right === 'ecg.view', exam: submitted('a') })).toBe('right');
    expect(refusalOf('return', { ...now, can: () => true, exam: submitted('b') })).toBeNull();
    expect(refusalOf('return', { ...writer, exam: exam('1', 'accepted') })).toBe('right');
  });
});
