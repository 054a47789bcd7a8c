// Tables of what stands over a screen: for whom, until when, and what is told anew.
import { describe, expect, test } from 'vitest';
import type { EcgAlert } from '../../core/ecg/flow/alert.ts';
import { type AlertPerson, acknowledgeAlert, decideAlert, raiseAlert } from '../../core/ecg/flow/alert-flow.ts';
import { alertsOver, byUrgency, isUnheard, stageKey } from './shown.ts';

const limits = { acknowledgeMinutes: 5, escalateEveryMinutes: 5, maxEscalations: 3 };
const raised: EcgAlert = raiseAlert(
  {
    id: '00000000-0000-4000-8000-000000000001',
    now: '2026-11-22T00:00:00.000Z',
    by: 'machine',
    byName: '',
    recordingId: null,
    exam: null,
    patientName: '孙八',
    institutionId: '',
    findings: [],
    text: '室颤',
    audience: {
      ...{ readingInstitutionId: '', readingInstitution: '', noReader: false },
      recordedBy: { personId: null, name: '', place: 'ECGROOM' },
      clinician: { name: '', departmentId: 'CARD' },
      heads: [],
    },
  },
  limits,
);
const person = (part: Partial<AlertPerson>): AlertPerson => ({
  ...{ personId: 'p', name: '病房医生', departmentId: 'CARD', institutionId: null, reads: false, records: false },
  ...part,
});
const ward = { name: '病房医生', reads: false };
const reader = { name: '心电医师', reads: true };
const at = '2026-11-22T00:01:00.000Z';
const byReader = acknowledgeAlert(raised, person({ name: '心电医师', reads: true, departmentId: '' }), '', at);
const open = new Set<string>();

describe('alerts over the screen', () => {
  test('a raised one stands before all whom it names until they answer', () => {
    expect(alertsOver([raised], [], open, ward)).toEqual([raised]);
    expect(alertsOver([raised], [], open, reader)).toEqual([raised]);
    const answered = acknowledgeAlert(raised, person({}), '', at);
    expect(alertsOver([answered], [], open, ward)).toEqual([]);
    expect(alertsOver([answered], [], open, reader)).toEqual([answered]);
  });
  test('where nobody reads it is not waited for an answer; once somebody took it, it is', () => {
    expect(isUnheard(raised)).toBe(false);
    expect(isUnheard({ ...raised, noReader: true })).toBe(true);
    expect(isUnheard({ ...byReader, noReader: true })).toBe(false);
    // Alarms from before the word was kept.
    expect(isUnheard({ state: 'raised' })).toBe(false);
  });
  test('one that a reader has in hand leaves the other readers, not the ward', () => {
    expect(alertsOver([byReader], [], open, { ...reader, name: '另一位' })).toEqual([]);
    expect(alertsOver([byReader], [], open, ward)).toEqual([byReader]);
  });
  test('put aside it is quiet; the retraction is told all the same, even when the server no longer lists it as mine', () => {
    const closed = new Set([stageKey(raised)]);
    expect(alertsOver([raised], [], closed, ward)).toEqual([]);
    const dismissed = decideAlert(byReader, { verdict: 'dismissed', reason: '伪差' }, '心电医师', at);
    expect(alertsOver([], [dismissed], closed, ward)).toEqual([dismissed]);
    expect(alertsOver([], [dismissed], closed, reader)).toEqual([]);
  });
  test('confirmed: the ward hears that it is true, who reads knows', () => {
    const confirmed = decideAlert(byReader, { verdict: 'confirmed', reason: '' }, '心电医师', at);
    expect(alertsOver([], [confirmed], new Set([stageKey(raised)]), ward)).toEqual([confirmed]);
    expect(alertsOver([], [confirmed], open, reader)).toEqual([]);
  });
});

test('the one to be seen to first stands first: unheard, then escalated, then the longest waiting, then what others have in hand', () => {
  const one = (id: string, part: Partial<EcgAlert>) => ({ ...raised, id, ...part });
  const late = one('late', { raisedAt: '2026-11-22T00:09:00.000Z' });
  const escalated = one('escalated', { raisedAt: '2026-11-22T00:08:00.000Z', escalations: 2 });
  const early = one('early', {});
  const taken = one('taken', { state: 'acknowledged', raisedAt: '2026-11-21T00:00:00.000Z' });
  const unheard = one('unheard', { noReader: true, raisedAt: '2026-11-22T00:10:00.000Z' });
  const back = one('back', { state: 'dismissed' });
  expect(byUrgency([back, taken, late, escalated, unheard, early]).map(({ id }) => id)).toEqual([
    ...['unheard', 'escalated', 'early', 'late', 'taken', 'back'],
  ]);
});
