// The list of remote requests: sides, states with their counts, words, and the order; and which act fits which state.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExamDocument, RemoteRequest } from '../../core/orders/exam.ts';
import { sampleExam } from '../../test/support/exam-samples.ts';
import {
  actStates,
  askRights,
  canTakeBack,
  decideRights,
  earlierRequests,
  firstDirection,
  remoteRows,
  remoteStates,
} from './remote-rows.ts';

function exam(id: number, state: RemoteRequest['state'], from = 'town', name = '甲'): ExamDocument {
  const sample = sampleExam();
  return {
    ...sample,
    id: String(id),
    patient: { ...sample.patient, name },
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
const all = { direction: 'received' as const, state: 'all' as const, text: '' };
const none: ReadonlySet<string> = new Set();
const ids = (rows: readonly ExamDocument[]) => rows.map(({ id }) => id).join('');

describe('remote requests', () => {
  test('open ones first by how long they wait, closed ones the newest first; exams without a request are not here', () => {
    const exams = [
      exam(1, 'done'),
      exam(2, 'returned'),
      exam(4, 'waiting'),
      exam(3, 'accepted'),
      { ...exam(5, 'done'), remote: null },
    ];
    const { rows, counts } = remoteRows(exams, none, all);
    expect(ids(rows)).toBe('3421');
    expect(counts).toMatchObject({ all: 4, uploading: 0, waiting: 1, accepted: 1, returned: 1, done: 1, withdrawn: 0 });
  });

  test('a side sees its own; the counts are of the side and the words, not of the chosen state', () => {
    const exams = [exam(1, 'waiting', 'own', '乙'), exam(2, 'waiting'), exam(3, 'done')];
    const own = new Set(['own']);
    expect(ids(remoteRows(exams, own, { ...all, direction: 'sent' }).rows)).toBe('1');
    const done = remoteRows(exams, own, { ...all, state: 'done' });
    expect(ids(done.rows)).toBe('3');
    expect(done.counts).toMatchObject({ all: 2, waiting: 1, done: 1 });
    expect(remoteRows(exams, none, { ...all, text: '乙' }).counts.all).toBe(1);
  });

  test('the desk opens with what was asked where nothing was ever received', () => {
    const asked = exam(1, 'waiting', 'own');
    const own = new Set(['own']);
    expect(firstDirection([asked], own)).toBe('sent');
    expect(firstDirection([asked, { ...exam(2, 'done'), remote: null }], own)).toBe('sent');
    expect(firstDirection([asked, exam(2, 'done')], own)).toBe('received');
    expect(firstDirection([], own)).toBe('received');
  });

  test('a level between sees that it sent it on, who asked sees it wait, and only the last one can take it back', () => {
    const level = (institutionId: string) => ({
      ...{ institutionId, institutionName: institutionId, reason: '疑难' },
      ...{ sentOnBy: '甲', sentOnAt: '2026-07-17T02:00:00.000Z' },
    });
    const sample = exam(1, 'waiting');
    const on = { ...sample, remote: sample.remote && { ...sample.remote, levels: [level('own'), level('county')] } };
    const at = (id: string, direction: 'received' | 'sent' = 'received') =>
      remoteRows([on], new Set([id]), { ...all, direction });
    expect([at('own'), at('county'), at('centre'), at('town', 'sent')].map(({ rows }) => rows[0]?.here)).toEqual([
      ...['forwarded', 'forwarded', 'waiting', 'waiting'],
    ]);
    expect(at('own').counts).toMatchObject({ forwarded: 1, waiting: 0 });
    expect(['own', 'county', 'centre'].map((id) => on.remote && canTakeBack(on.remote, new Set([id])))).toEqual([
      ...[false, true, false],
    ]);
  });

  test('the station may say which open one comes first; closed ones stay by their request', () => {
    const exams = [exam(1, 'waiting'), exam(2, 'waiting'), exam(3, 'done'), exam(4, 'done')];
    const { rows } = remoteRows(exams, none, all, (left, right) => right.id.localeCompare(left.id));
    expect(ids(rows)).toBe('2143');
  });

  test('whatever the list, each request is counted once and shown in its own state', () => {
    const state = fc.constantFrom(...remoteStates.filter((one) => one !== 'all' && one !== 'forwarded'));
    fc.assert(
      fc.property(fc.array(state, { maxLength: 9 }), (states) => {
        const exams = states.map((one, at) => exam(at, one));
        const { rows, counts } = remoteRows(exams, none, all);
        expect(rows).toHaveLength(states.length);
        const { all: sum, ...each } = counts;
        expect(Object.values(each).reduce((left, right) => left + right, 0)).toBe(sum);
        for (const one of states) {
          const shown = remoteRows(exams, none, { ...all, state: one }).rows;
          expect(shown.every(({ here }) => here === one)).toBe(true);
          expect(shown).toHaveLength(counts[one]);
        }
      }),
    );
  });

  test('an earlier request for the same patient is counted at the later one, another patient’s nowhere', () => {
    const of = (id: number, patient: string) => {
      const one = exam(id, 'done');
      return { ...one, patient: { ...one.patient, id: patient } };
    };
    const exams = [of(2, 'a'), of(1, 'a'), of(3, 'a'), of(4, 'b'), { ...of(5, 'a'), remote: null }];
    expect([...earlierRequests(exams)].sort()).toEqual([
      ['2', 1],
      ['3', 2],
    ]);
  });

  test('what waits can be accepted or returned; what is done is left alone', () => {
    expect(actStates.accept).toEqual(['waiting']);
    expect(Object.entries(actStates).flatMap(([act, states]) => (states.includes('done') ? [act] : []))).toEqual([
      'told',
    ]);
    expect(askRights('ecg')).toContain('ecg.register');
    expect(decideRights('radiology')).not.toContain('radiology.register');
  });
});
