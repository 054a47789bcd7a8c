// The committed records, measured as they lie there: beats against their annotations, rhythm and lane against their labels.
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { scoreQrs } from '../../../test/performance/ecg/qrs-score.ts';
import { readRecord, referenceBeats } from '../../../test/performance/ecg/wfdb.ts';
import { delineateRecording } from '../delineate/delineate-recording.ts';
import { detectRecording } from '../detect/detect-recording.ts';
import type { EcgRecording } from '../recording.ts';
import { measureRecording } from './measure-recording.ts';

const folder = fileURLToPath(new URL('../../../test/corpora/ecg/wfdb/', import.meta.url));

function recordingOf(name: string): EcgRecording {
  const record = readRecord(`${folder}${name}`);
  return {
    format: 'wfdb',
    waveforms: [{ kind: 'rhythm', sampleRateHz: record.sampleRateHz, startMs: 0, leads: record.leads }],
    patient: {},
    vendorMeasurements: [],
    vendorStatements: [],
    vendorPacingMs: [],
    remarks: [],
    problems: [],
  };
}

describe('beats against their annotations', () => {
  test.each([
    ['data_8_4', 0, 1],
    ['data_92_12', 0, 0],
  ])('%s: at most %i missed and %i extra', (name, missed, extra) => {
    const detected = detectRecording(recordingOf(name));
    const reference = referenceBeats(`${folder}${name}`).map(({ sample }) => sample);
    const score = scoreQrs(reference, detected?.beats.map(({ sample }) => sample) ?? [], 200);
    expect(score.missed).toBeLessThanOrEqual(missed);
    expect(score.extra).toBeLessThanOrEqual(extra);
  });
});

test('persistent atrial fibrillation is named and has no P wave', () => {
  const recording = recordingOf('data_8_4');
  const measured = measureRecording(recording);
  expect(measured?.rhythm).toBe('atrial-fibrillation');
  expect(measured?.prMs).toBeNull();
  expect(measured?.statements.map(({ code }) => code)).toContain('50');
  const marks = delineateRecording(recording)?.beats ?? [];
  expect(marks.filter(({ p }) => p !== null).length).toBeLessThanOrEqual(1);
});

test('an episode of fibrillation is found where it is', () => {
  const spans = measureRecording(recordingOf('data_92_12'))?.rhythmDetail.fibrillation ?? [];
  expect(spans.length).toBeGreaterThanOrEqual(1);
  expect(spans[0]?.fromMs).toBeGreaterThan(5000);
  expect(spans.at(-1)?.toMs).toBeLessThan(45000);
});

test('twelve leads of atrial fibrillation', () => {
  const measured = measureRecording(recordingOf('JS00001'));
  expect(measured?.rhythm).toBe('atrial-fibrillation');
  expect(measured?.surelyNormal.holds).toBe(false);
});

test('twelve leads of a normal ECG go the fast lane', () => {
  const measured = measureRecording(recordingOf('E07506'));
  expect(measured?.rhythm).toBe('sinus-rhythm');
  expect(measured?.critical).toEqual([]);
  expect(measured?.surelyNormal).toEqual({ holds: true, doubts: [] });
});
