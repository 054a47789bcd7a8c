// Who is told of an alarm, what stands when it is answered, moved, matched or told again: nobody who was alarmed may be lost on the way.
import { describe, expect, test } from 'vitest';
import { sampleExam } from '../../../test/support/exam-samples.ts';
import type { AlertRecipient } from './alert.ts';
import {
  type AlertPerson,
  type Audience,
  acknowledgeAlert,
  alertMatched,
  alertMoved,
  alertTakenOff,
  concernsPerson,
  confirmedTakenOff,
  decideAlert,
  escalateAlert,
  isFor,
  isOverdueAlert,
  isSettledFor,
  raiseAlert,
  reached,
} from './alert-flow.ts';
import { defaultSettings } from './settings.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 2, minute)).toISOString();
const person = (part: Partial<AlertPerson> = {}): AlertPerson => ({
  ...{ personId: 'p', name: '陈', departmentId: 'ECG', institutionId: 'own', reads: false, records: false },
  ...part,
});
const head = (personId: string, departmentId = 'ECG') => ({ personId, name: personId, departmentId });
const audience = (part: Partial<Audience> = {}): Audience => ({
  ...{ readingInstitutionId: 'centre', readingInstitution: '区域心电中心', noReader: false },
  recordedBy: { personId: null, name: '一号机', place: 'ECG' },
  clinician: null,
  heads: [head('ecg-head')],
  ...part,
});
const exam = { ...sampleExam(), departmentId: 'CARD', departmentName: '心内科', departmentPhone: '8001' };
/** Of a recording that nobody placed yet. */
const alert = raiseAlert(
  {
    ...{ id: '00000000-0000-4000-8000-0000000000aa', now: at(0), by: 'machine', byName: 'machine' },
    ...{ recordingId: 'r', exam: null, patientName: '李四', institutionId: 'own', findings: [], text: 'T' },
    audience: audience(),
  },
  defaultSettings,
);
const reader = person({ reads: true, institutionId: 'centre', departmentId: '' });
const recorder = person({ personId: 'q', name: '赵', records: true });
const roles = (list: readonly AlertRecipient[]) => list.map(({ role, name }) => `${role} ${name}`);
const of = (list: readonly AlertRecipient[], role: AlertRecipient['role']) => list.find((one) => one.role === role);

describe('raised', () => {
  test('of a recording without an exam: by the name that the device said, for its readers, recorder and head', () => {
    expect(alert).toMatchObject({
      ...{ version: 1, patientName: '李四', examId: null, state: 'raised', escalations: 0, escalateAt: at(5) },
      steps: [{ kind: 'raised', at: at(0), by: 'machine', role: null, note: 'T' }],
    });
    expect(roles(alert.recipients)).toEqual(['reader 区域心电中心', 'acquisition 一号机', 'departmentHead ecg-head']);
  });

  test.each([
    ['a clinician of a department', { name: '王', departmentId: 'CARD' }, true],
    ['a clinician of no department: nobody', { name: '王', departmentId: '' }, false],
  ])('%s', (_, clinician, told) => {
    const made = alertMatched(alert, exam, audience({ clinician }), '陈', at(1));
    expect(of(made.recipients, 'clinician') !== undefined).toBe(told);
  });
});

describe('whom a recipient stands for', () => {
  const recipient = (part: Partial<AlertRecipient>): AlertRecipient => ({
    ...(alert.recipients[0] as AlertRecipient),
    ...part,
  });
  test.each<[string, Partial<AlertRecipient>, Partial<AlertPerson>, boolean]>([
    ['a named person', { role: 'acquisition', personId: 'p', place: '' }, {}, true],
    ['not another who records', { role: 'acquisition', personId: 'q', place: '' }, { records: true }, false],
    ['readers of any institution where none is named', { place: '' }, { reads: true }, true],
    ['a reader of the server', { place: 'centre' }, { reads: true, institutionId: null }, true],
    ['recorders of the institution', { role: 'acquisition', place: 'own' }, { records: true }, true],
    ['recorders of any place', { role: 'acquisition', place: '' }, { records: true }, true],
    ['a recorder of the server', { role: 'acquisition', place: 'X' }, { records: true, institutionId: null }, true],
    ['one of the place who does not record', { role: 'acquisition', place: 'ECG' }, {}, false],
    ['the asking department', { role: 'clinician', place: 'ECG' }, {}, true],
    ['no department is not everybody', { role: 'clinician', place: '' }, { departmentId: '' }, false],
    ['a head is always named', { role: 'departmentHead', place: 'ECG' }, {}, false],
  ])('%s', (_, part, who, expected) => {
    expect(isFor(recipient(part), person(who))).toBe(expected);
  });

  test('an alert concerns whoever one of its recipients stands for', () => {
    expect([reader, recorder, person({ departmentId: 'ELSE' })].map((one) => concernsPerson(alert, one))).toEqual([
      ...[true, true, false],
    ]);
  });
});

describe('seen and answered', () => {
  test('the first of a role counts; the others stay untold', () => {
    const seen = reached(alert, reader, at(1));
    const again = reached(seen, { ...reader, name: '另一位' }, at(2));
    expect(again).toBe(seen);
    expect(of(seen.recipients, 'reader')).toMatchObject({ reachedAt: at(1), reachedBy: '陈', acknowledgedAt: null });
    expect(of(seen.recipients, 'acquisition')?.reachedAt).toBeNull();
    expect(seen.steps.at(-1)).toMatchObject({ kind: 'reached', by: '陈', role: 'reader' });
    expect(seen.version).toBe(2);
  });

  test('an answer is kept with its first name and time, whoever answers after it', () => {
    const first = acknowledgeAlert(reached(alert, reader, at(1)), reader, ' 看到 ', at(2));
    const second = acknowledgeAlert(first, { ...reader, name: '另一位' }, '', at(3));
    expect(of(second.recipients, 'reader')).toMatchObject({
      ...{ reachedAt: at(1), reachedBy: '陈', acknowledgedAt: at(2), acknowledgedBy: '陈' },
    });
    expect(first.steps.at(-1)).toMatchObject({ kind: 'acknowledged', role: 'reader', note: '看到' });
    expect(of(second.recipients, 'acquisition')?.acknowledgedAt).toBeNull();
  });

  test('who answers without having seen it has seen it then', () => {
    const made = acknowledgeAlert(alert, recorder, '', at(2));
    expect(of(made.recipients, 'acquisition')).toMatchObject({ reachedAt: at(2), reachedBy: '赵' });
    expect([made.state, made.steps.at(-1)?.role]).toEqual(['raised', 'acquisition']);
  });

  test('a decided alarm is not answered', () => {
    const decided = decideAlert(alert, { verdict: 'confirmed', reason: ' 是 ' }, '陈', at(1));
    expect(decided).toMatchObject({ state: 'confirmed', retraction: null });
    expect(decided.steps.at(-1)).toMatchObject({ kind: 'confirmed', by: '陈', note: '是' });
    expect(() => acknowledgeAlert(decided, reader, '', at(2))).toThrow('STATE_REFUSED');
  });

  test('a retraction is seen once by each who was told, and keeps when the alarm was seen', () => {
    const dismissed = decideAlert(reached(alert, reader, at(1)), { verdict: 'dismissed', reason: '伪差' }, '陈', at(2));
    expect(dismissed.retraction).toEqual({ at: at(2), by: '陈', reason: '伪差' });
    const seen = reached(dismissed, reader, at(3));
    expect(of(seen.recipients, 'reader')).toMatchObject({ reachedAt: at(1), retractionReachedAt: at(3) });
    expect(reached(seen, reader, at(4))).toBe(seen);
  });
});

describe('not answered', () => {
  test.each([
    ['a minute before its time', alert, at(4), false],
    ['at its time', alert, at(5), true],
    ['answered', { ...alert, state: 'acknowledged' as const }, at(9), false],
    ['told again as often as it may be', { ...alert, escalations: defaultSettings.maxEscalations }, at(9), false],
    ['once less', { ...alert, escalations: defaultSettings.maxEscalations - 1 }, at(9), true],
  ])('%s', (_, one, now, overdue) => {
    expect(isOverdueAlert(one, defaultSettings, now)).toBe(overdue);
  });

  test('goes again to who did not answer, and to heads who do not have it yet, to nobody else', () => {
    const answered = acknowledgeAlert(alert, recorder, '', at(1));
    const told = escalateAlert(answered, defaultSettings, [head('ecg-head'), head('other')], at(5));
    expect(roles(told.recipients)).toEqual([
      ...['reader 区域心电中心', 'acquisition 一号机', 'departmentHead ecg-head', 'departmentHead other'],
    ]);
    expect(told.recipients.map(({ sentAt }) => sentAt)).toEqual([at(5), at(0), at(5), at(5)]);
    expect(told.steps.at(-1)).toMatchObject({ kind: 'escalated', by: 'system', note: '1' });
  });
});

describe('placed with an exam', () => {
  const clinician = { name: '王', departmentId: 'CARD' };
  const answered = acknowledgeAlert(acknowledgeAlert(alert, reader, '', at(1)), recorder, '', at(1));
  const cardHead = head('card-head', 'CARD');

  test('tells who asked for it; what readers and recorder answered stands', () => {
    const made = alertMatched(
      answered,
      exam,
      audience({ clinician, heads: [head('ecg-head'), cardHead] }),
      '陈',
      at(2),
    );
    expect(made).toMatchObject({
      ...{ examId: exam.id, accession: exam.accessionNumber, patientName: exam.patient.name, state: 'acknowledged' },
      ...{ departmentId: 'CARD', departmentName: '心内科', departmentPhone: '8001' },
    });
    expect(roles(made.recipients).toSorted()).toEqual([
      ...['acquisition 一号机', 'clinician 王', 'departmentHead card-head', 'departmentHead ecg-head'],
      'reader 区域心电中心',
    ]);
    expect(of(made.recipients, 'reader')?.acknowledgedAt).toBe(at(1));
    expect(of(made.recipients, 'acquisition')?.acknowledgedAt).toBe(at(1));
    expect(made.steps.at(-1)).toMatchObject({ kind: 'matched', by: '陈', note: exam.accessionNumber });
  });

  test('readers of another institution are told beside the first ones', () => {
    const made = alertMatched(
      alert,
      exam,
      audience({ readingInstitutionId: 'own', readingInstitution: '本院' }),
      '陈',
      at(2),
    );
    expect(made.readingInstitutionId).toBe('own');
    expect(made.recipients.filter(({ role }) => role === 'reader').map(({ place }) => place)).toEqual([
      'centre',
      'own',
    ]);
  });

  test('clinicians and heads are asked anew: what they answered was of nobody, or of another patient', () => {
    const first = alertMatched(alert, exam, audience({ clinician }), '陈', at(2));
    const doctor = person({ personId: 'doctor', departmentId: 'CARD' });
    const ecgHead = person({ personId: 'ecg-head', departmentId: '' });
    const both = acknowledgeAlert(acknowledgeAlert(first, doctor, '', at(3)), ecgHead, '', at(3));
    expect(both.recipients.filter(({ acknowledgedAt }) => acknowledgedAt === at(3))).toHaveLength(2);
    const other = alertMatched(both, { ...exam, id: 'other' }, audience({ clinician }), '陈', at(4));
    expect(other.recipients.map(({ acknowledgedAt }) => acknowledgedAt)).toEqual([null, null, null, null]);
  });
});

describe('taken off its exam', () => {
  const clinician = { name: '王', departmentId: 'CARD' };
  const placed = alertMatched(
    alert,
    exam,
    audience({ clinician, heads: [head('ecg-head'), head('card-head', 'CARD')] }),
    '陈',
    at(2),
  );
  const doctor = person({ personId: 'doctor', departmentId: 'CARD' });
  const off = { id: 'w', patientName: '李四', reason: '腕带核对错误', by: '陈', now: at(4) };

  test('its ward and their heads are told no more; who would get any recording still is', () => {
    const { standing, withdrawn } = alertTakenOff(placed, off);
    expect(standing).toMatchObject({ examId: null, departmentId: '', patientName: '李四', state: 'raised' });
    expect(roles(standing.recipients)).toEqual([
      'reader 区域心电中心',
      'acquisition 一号机',
      'departmentHead ecg-head',
    ]);
    expect(withdrawn).toBeNull();
  });

  test('who had seen it there sees the retraction, under the name that stood there', () => {
    const { withdrawn } = alertTakenOff(reached(placed, doctor, at(3)), off);
    expect(withdrawn).toMatchObject({
      ...{ id: 'w', version: 1, state: 'dismissed', examId: exam.id, patientName: exam.patient.name },
      retraction: { at: at(4), by: '陈', reason: '腕带核对错误' },
    });
    expect(roles(withdrawn?.recipients ?? [])).toEqual(['clinician 王']);
  });

  test('at another exam it is told anew after it was confirmed or taken off elsewhere, not while it is open or where a doctor called it off', () => {
    const decided = (verdict: 'confirmed' | 'dismissed') =>
      decideAlert(placed, { verdict, reason: '伪差' }, '陈', at(3));
    const confirmed = decided('confirmed');
    expect([placed, confirmed, decided('dismissed')].map((one) => isSettledFor(one, 'other'))).toEqual([
      true,
      false,
      true,
    ]);
    expect(isSettledFor(confirmed, exam.id)).toBe(true);
    expect(isSettledFor(confirmedTakenOff(confirmed, off), exam.id)).toBe(false);
  });

  test('a confirmed one is retracted for all', () => {
    const confirmed = decideAlert(placed, { verdict: 'confirmed', reason: '' }, '陈', at(3));
    expect(confirmedTakenOff(confirmed, off)).toMatchObject({ state: 'dismissed', retraction: { at: at(4) } });
  });
});

describe('moved to another institution', () => {
  const to = (institutionId: string) => ({ institutionId, name: institutionId, isNobody: false });
  const answered = acknowledgeAlert(alert, reader, '', at(1));

  test('its readers are alarmed anew; who was told stays told', () => {
    const moved = alertMoved({ ...answered, escalations: 2 }, to('city'), defaultSettings, at(3));
    expect(moved).toMatchObject({ state: 'raised', escalations: 0, escalateAt: at(8), readingInstitutionId: 'city' });
    expect(roles(moved.recipients)).toEqual([
      ...['reader city', 'reader 区域心电中心', 'acquisition 一号机', 'departmentHead ecg-head'],
    ]);
    expect(moved.recipients[0]).toMatchObject({ sentAt: at(3), reachedAt: null, personId: null });
  });

  test('and back: its readers are asked again, once', () => {
    const back = alertMoved(
      alertMoved(answered, to('city'), defaultSettings, at(3)),
      to('centre'),
      defaultSettings,
      at(4),
    );
    const readers = back.recipients.filter(({ role }) => role === 'reader');
    expect(readers.map(({ place, sentAt, acknowledgedAt }) => [place, sentAt, acknowledgedAt])).toEqual([
      ['centre', at(4), null],
      ['city', at(3), null],
    ]);
  });

  test('nothing happens where it lies there already, or was decided', () => {
    expect(alertMoved(answered, to('centre'), defaultSettings, at(3))).toBe(answered);
    const decided = decideAlert(alert, { verdict: 'confirmed', reason: '' }, '陈', at(1));
    expect(alertMoved(decided, to('city'), defaultSettings, at(3))).toBe(decided);
  });
});
