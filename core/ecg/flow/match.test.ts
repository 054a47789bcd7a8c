// The limits of matching from both sides; the cases themselves stand in flow.test.ts.
import { expect, test } from 'vitest';
import { sampleExam } from '../../../test/support/exam-samples.ts';
import { matchRecording, sameName } from './match.ts';

const sample = sampleExam();
const exam = {
  ...sample,
  ...{ service: 'ecg' as const, state: 'registered' as const, institutionId: 'own', objects: [], remote: null },
  patient: { ...sample.patient, number: 'P1', name: '张三', sex: 'male' as const },
  report: { ...sample.report, state: 'none' as const, version: 0 },
};
const said = {
  ...{ accession: '', requestNumber: '', patientNumber: 'P1', patientName: '张三', sex: 'male' as const },
  ...{ day: '2026-11-20', institutionId: 'own' },
};
/** Registered at midnight of the hospital's clock; recorded so many minutes later. */
const byNight = (minutes: number, limits: { matchNightHours: number; cartClockMinutes: number }) => {
  const candidate = { exam, patientNumbers: ['P1'], day: '2026-11-21', at: '2026-11-20T16:00:00.000Z' };
  const at = new Date(Date.parse(candidate.at) + 60_000 * minutes).toISOString();
  const match = matchRecording({ ...said, at }, { byAccession: null, byRequest: [], byPatient: [candidate] }, limits);
  return match.exam === null ? match.reason : match.by;
};

test.each([
  ['a cart’s clock at its limit', -15, 4, 15, 'patientNight'],
  ['a minute beyond it', -16, 4, 15, 'NO_EXAM'],
  ['the last minute of the hours', 60, 1, 0, 'patientNight'],
  ['a minute after them', 61, 1, 0, 'NO_EXAM'],
  ['switched off, even at the same instant', 0, 0, 15, 'NO_EXAM'],
])('across midnight: %s', (_, minutes, matchNightHours, cartClockMinutes, expected) => {
  expect(byNight(minutes, { matchNightHours, cartClockMinutes })).toBe(expected);
});

test.each([
  ['closed', [{ ...exam, state: 'cancelled' as const }], 'EXAM_CLOSED'],
  ['closed, but one', [{ ...exam, state: 'cancelled' as const }, exam], 'request'],
])('exams of a request that are %s', (_, exams, expected) => {
  const byRequest = exams.map((one) => ({ exam: one, patientNumbers: ['P1'], day: said.day, at: '' }));
  const what = { ...said, requestNumber: 'R1', at: null };
  const match = matchRecording(
    what,
    { byAccession: null, byRequest, byPatient: [] },
    { matchNightHours: 4, cartClockMinutes: 15 },
  );
  expect(match.exam === null ? match.reason : match.by).toBe(expected);
});

test.each([
  ['张三', ''],
  ['', ''],
  [' ^ ', 'ZHANG'],
])('"%s" and "%s" say nothing of each other', (left, right) => {
  expect(sameName(left, right)).toBe('incomparable');
});
