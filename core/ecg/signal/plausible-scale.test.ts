// The same heart at a gain ten times too large or too small is told; hearts as they are, high or low, are not.
import { describe, expect, test } from 'vitest';
import { ecgSamplePath, readEcgAt } from '../../../test/support/ecg-corpus.ts';
import { asRecording, steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { measureRecording } from '../measure/measure-recording.ts';
import type { EcgRecording } from '../recording.ts';

const samples = [
  'philips-1_03-129DYPRG.xml',
  'welchallyn-right-posterior-leads.scp',
  'example-eli250.scp',
  'wfdb/E07506.hea',
  'wfdb/JS00001.hea',
  'wfdb/data_92_12.hea',
  '100_3chan.hea',
];

function times(recording: EcgRecording, factor: number): EcgRecording {
  const waveforms = recording.waveforms.map((waveform) => ({
    ...waveform,
    leads: waveform.leads.map(({ name, samples }) => ({ name, samples: samples.map((value) => value * factor) })),
  }));
  return { ...recording, waveforms };
}

const doubtOf = (recording: EcgRecording) => measureRecording(recording)?.quality.scaleDoubt;

describe.each(samples)('%s', (name) => {
  const recording = readEcgAt(ecgSamplePath(name));
  test('as it is: no doubt', () => expect(doubtOf(recording)).toBeUndefined());
  test('ten times as high: told', () => expect(doubtOf(times(recording, 10))?.kind).toBe('too-high'));
});

test.each(['wfdb/E07506.hea', 'wfdb/JS00001.hea', 'philips-1_03-129DYPRG.xml'])('%s at a tenth: told', (name) => {
  expect(doubtOf(times(readEcgAt(ecgSamplePath(name)), 0.1))).toMatchObject({ kind: 'too-low' });
});

describe('what is low or high for a reason', () => {
  const heart = (gain: number) => doubtOf(asRecording(syntheticEcg(steady(11, 0.8), { seconds: 10, gain })));
  test.each([0.35, 1, 2.5])('a heart of %f of the usual height is not doubted', (gain) =>
    expect(heart(gain)).toBeUndefined(),
  );
  test('a quiet strip without beats is not called too low', () => {
    expect(doubtOf(asRecording(syntheticEcg([], { seconds: 10, noiseUv: 8 })))).toBeUndefined();
  });
});

test('a recording of doubtful height never goes the fast way', () => {
  const normal = asRecording(syntheticEcg(steady(11, 0.85), { seconds: 10 }));
  expect(measureRecording(times(normal, 10))?.surelyNormal.doubts).toContain('scale');
});
