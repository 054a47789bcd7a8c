// The document of a recording: its time is on the hospital's clock, which screens, papers and matching by day read.
import { expect, test } from 'vitest';
import { ecgRecording } from '../../../test/support/ecg-files.ts';
import { type Arrived, documentOf, saidOf } from './document.ts';

const given = { accession: '', requestNumber: '', patientNumber: '', recordingId: '' };
const arrived: Arrived = {
  recordingId: 'r1',
  fileName: 'a.xml',
  byteLength: 1,
  sha256: '',
  receivedAt: '2026-07-17T16:40:00Z',
  source: {
    door: 'upload',
    deviceId: null,
    name: 'CART',
    personId: null,
    institutionId: 'main',
    institutionName: '',
    departmentId: '',
  },
  given,
};

test.each([
  ['2026-07-18T00:30:00', '2026-07-18T00:30:00', '2026-07-18', '2026-07-17T16:30:00.000Z'],
  ['2026-07-17T16:30:00Z', '2026-07-18T00:30:00', '2026-07-18', '2026-07-17T16:30:00.000Z'],
  ['2026-07-17T11:30:00-05:00', '2026-07-18T00:30:00', '2026-07-18', '2026-07-17T16:30:00.000Z'],
  ['2026-07-17', '2026-07-17', '2026-07-17', null],
  ['', '', '2026-07-20', null],
])('a recording of %s', (written, recordedAt, day, at) => {
  const { waveforms: _waveforms, ...recording } = ecgRecording({ recordedAt: written, seed: 1 });
  const document = documentOf(arrived, {
    kind: 'read',
    recording,
    isWaveform: true,
    leads: [],
    sampleRateHz: 500,
    durationMs: 10_000,
    header: null,
    samples: null,
    detail: '{}',
    level: 'unknown',
    findings: [],
    suspicion: null,
    surelyNormal: false,
    summary: null,
  });
  expect(document.recordedAt).toBe(recordedAt);
  expect(saidOf(document, given, '2026-07-20')).toMatchObject({ day, at });
});
