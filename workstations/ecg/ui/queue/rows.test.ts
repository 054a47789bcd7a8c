// The queue: danger before priority before waiting, views, and the time that passed.
import { describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { shownExams, waitingMs, waitText } from './rows.ts';

type Part = {
  id: string;
  risk?: NonNullable<ExamDocument['risk']>['level'];
  priority?: ExamDocument['priority'];
  state?: ExamDocument['state'];
  report?: ExamDocument['report']['state'];
  acquiredAt?: string;
};

function exam({ id, risk, priority = 'routine', state = 'acquired', report = 'none', acquiredAt }: Part): ExamDocument {
  const at = acquiredAt ?? '2026-03-01T08:00:00.000Z';
  return {
    id,
    version: 1,
    service: 'ecg',
    accessionNumber: `E${id}`,
    requestNumber: '',
    patient: { id, number: `P${id}`, name: `人${id}`, sex: 'male', birthDate: null },
    visit: null,
    modality: 'ECG',
    bodyPart: '',
    procedureCode: '',
    procedureName: '',
    method: '',
    clinicalDiagnosis: '',
    history: '',
    purpose: '',
    priority,
    requestedBy: '',
    requestedAt: at,
    departmentId: '',
    departmentName: '心内科',
    departmentPhone: '',
    institutionId: '',
    institutionName: '',
    room: '',
    deviceId: '',
    scheduledAt: null,
    registeredAt: at,
    acquiredAt: state === 'acquired' ? at : null,
    state,
    cancelReason: '',
    objects: [],
    assignedTo: null,
    lock: null,
    risk: risk ? { level: risk, by: 'machine', reasons: [], at } : null,
    report: {
      id: null,
      state: report,
      positive: null,
      author: '',
      reviewer: '',
      releasedAt: null,
      printed: false,
      version: 0,
    },
    remote: null,
    fee: { state: 'unknown', amountCent: null },
    birthDate: null,
    priorCount: 0,
  };
}

const all = { view: 'all' as const, criticalOnly: false, text: '' };
const ids = (exams: readonly ExamDocument[]) => exams.map((one) => one.id);

describe('queue', () => {
  test('the dangerous one first, then priority, then the longest waiting; unknown stands before normal', () => {
    const exams = [
      exam({ id: '1', risk: 'normal', priority: 'emergency' }),
      exam({ id: '2', risk: 'attention' }),
      exam({ id: '3', risk: 'attention', acquiredAt: '2026-03-01T07:00:00.000Z' }),
      exam({ id: '4' }),
      exam({ id: '5', risk: 'attention', priority: 'urgent' }),
      exam({ id: '6', risk: 'critical' }),
      exam({ id: '7', risk: 'majorPositive' }),
    ];
    expect(ids(shownExams(exams, all))).toEqual(['6', '7', '5', '3', '2', '4', '1']);
  });

  test('views: what waits, the fast lane without emergencies, review, done; cancelled ones never', () => {
    const exams = [
      exam({ id: '1', risk: 'normal' }),
      exam({ id: '2', risk: 'normal', priority: 'emergency' }),
      exam({ id: '3', report: 'submitted' }),
      exam({ id: '4', report: 'final' }),
      exam({ id: '5', state: 'registered' }),
      exam({ id: '6', state: 'cancelled' }),
      exam({ id: '7', report: 'returned', risk: 'critical' }),
    ];
    const of = (view: 'read' | 'fast' | 'review' | 'done') => ids(shownExams(exams, { ...all, view }));
    expect(of('read')).toEqual(['7', '2', '1']);
    expect(of('fast')).toEqual(['1']);
    expect(of('review')).toEqual(['3']);
    expect(of('done')).toEqual(['4']);
    expect(ids(shownExams(exams, { ...all, criticalOnly: true }))).toEqual(['7']);
    expect(ids(shownExams(exams, { ...all, text: 'e5' }))).toEqual(['5']);
    const typeOf = ({ id }: ExamDocument) => (id === '3' ? '动态心电' : '静息心电');
    expect(ids(shownExams(exams, { ...all, text: '动态' }, typeOf))).toEqual(['3']);
  });

  test('waiting is counted from the recording and ends with the release', () => {
    const now = Date.parse('2026-03-01T08:31:00.000Z');
    expect(waitingMs(exam({ id: '1' }), now)).toBe(31 * 60_000);
    expect(waitingMs(exam({ id: '1', report: 'final' }), now)).toBeNull();
    expect(waitingMs(exam({ id: '1', state: 'registered' }), now)).toBeNull();
    expect(waitText(119 * 60_000)).toEqual({ key: 'wait.minutes', count: 119 });
    expect(waitText(120 * 60_000)).toEqual({ key: 'wait.hours', count: 2 });
    expect(waitText(49 * 3_600_000)).toEqual({ key: 'wait.days', count: 2 });
  });
});
