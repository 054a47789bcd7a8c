// What a remote ECG request takes from its recording, and what it leaves to the person.
import { describe, expect, test } from 'vitest';
import { actingAs, personA, sampleExam, sampleNow } from '../../../test/support/exam-samples.ts';
import { YishuError } from '../../kernel/errors.ts';
import type { RemoteEcg } from '../../orders/exam.ts';
import { requestRemote } from '../../orders/exam-remote.ts';
import { measuredRate, recordedInstant, remoteEcgOf, requestedRecording } from './remote-facts.ts';

const summary = (heartRateBpm: number | null) => ({
  summary: {
    heartRateBpm,
    ...{ prMs: null, qrsMs: null, qtMs: null, qtcMs: null, qtcFormula: null, axisQrsDeg: null },
    ...{ rhythm: '', quality: 1 },
  },
});

describe('the time of the recording', () => {
  test.each([
    ['2026-07-17T08:30:00', '2026-07-17T00:30:00.000Z'],
    ['2026-07-17 08:30', '2026-07-17T00:30:00.000Z'],
    ['2026-07-17T08:30:05.250', '2026-07-17T00:30:05.250Z'],
    ['2026-07-17', null],
    ['', null],
    ['2026-13-40T08:30:00', null],
    // The cart's clock is a day ahead.
    ['2026-07-18T08:30:00', null],
  ])('%s is %s', (said, instant) => expect(recordedInstant(said, sampleNow)).toBe(instant));
});

test.each([
  [71.6, 72],
  [9, null],
  [10, 10],
  [400.4, 400],
  [401, null],
  [null, null],
])('a measured rate of %s is taken as %s', (measured, taken) => expect(measuredRate(summary(measured))).toBe(taken));

test('no measurement at all is no rate', () => expect(measuredRate({ summary: null })).toBeNull());

test('without a recording the facts are those of the exam, and nobody measured', () => {
  const exam = sampleExam({ service: 'ecg', clinicalDiagnosis: '胸闷' });
  expect(requestedRecording([])).toBeNull();
  expect(remoteEcgOf(exam, null, sampleNow)).toEqual({
    examinedAt: null,
    clinicalDiagnosis: '胸闷',
    ventricularRateBpm: null,
    rateMeasured: false,
  });
});

describe('the recording that a request speaks of', () => {
  const recording = (id: string, rate: number | null, recordedAt: string) =>
    ({ ...summary(rate), id, recordedAt }) as Parameters<typeof remoteEcgOf>[1] & object;
  const newest = recording('new', null, '2026-07-17T08:45:00');
  const measured = recording('measured', 71.6, '2026-07-17T08:30:00');
  const exam = { ...sampleExam({ service: 'ecg' }), acquiredAt: '2026-07-17T00:20:00.000Z' };

  test('the newest that could be measured, else the newest', () => {
    expect(requestedRecording([newest, measured, recording('old', 60, '')])?.id).toBe('measured');
    expect(requestedRecording([newest, recording('old', 5, '')])?.id).toBe('new');
  });

  test('gives its time and its rate; without a time of its own the exam gives one', () => {
    expect(remoteEcgOf(exam, measured, sampleNow)).toMatchObject({
      ...{ examinedAt: '2026-07-17T00:30:00.000Z', ventricularRateBpm: 72, rateMeasured: true },
    });
    expect(remoteEcgOf(exam, { ...newest, recordedAt: '' }, sampleNow)).toMatchObject({
      ...{ examinedAt: exam.acquiredAt, ventricularRateBpm: null, rateMeasured: false },
    });
  });

  test('a recording of this instant is none to come', () => {
    expect(recordedInstant('2026-07-17T08:30:00', '2026-07-17T00:30:00.000Z')).toBe('2026-07-17T00:30:00.000Z');
    expect(recordedInstant('2026-07-17T08:30:00', '2026-07-17T00:29:59.999Z')).toBeNull();
  });
});

describe('what the rule takes', () => {
  const facts: RemoteEcg = {
    examinedAt: sampleNow,
    clinicalDiagnosis: '胸闷',
    ventricularRateBpm: 72,
    rateMeasured: true,
  };
  const ask = { toInstitutionId: 'centre', toInstitutionName: '', preliminaryFindings: '', preliminaryImpression: '' };
  const tried = (service: 'ecg' | 'radiology', ecg: RemoteEcg): string => {
    try {
      return requestRemote(sampleExam({ service }), { ...ask, ecg }, actingAs(personA)).remote?.ecg === ecg
        ? 'kept'
        : '';
    } catch (error) {
      if (error instanceof YishuError) return error.code;
      throw error;
    }
  };
  test.each([
    ['an ECG', 'ecg', facts, 'kept'],
    ['an ECG of unknown time and rate', 'ecg', { ...facts, examinedAt: null, ventricularRateBpm: null }, 'kept'],
    ['images', 'radiology', facts, 'INPUT_INVALID'],
    ['tomorrow', 'ecg', { ...facts, examinedAt: '2026-07-18T01:00:00.000Z' }, 'INPUT_INVALID'],
    ['before the birth', 'ecg', { ...facts, examinedAt: '1979-12-31T01:00:00.000Z' }, 'INPUT_INVALID'],
  ] as const)('%s', (_what, service, ecg, answer) => expect(tried(service, ecg)).toBe(answer));
});
