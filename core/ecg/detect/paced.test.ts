// Paced beats: by the device's marks, by what a recorder's filter leaves of a spike, and what must not be taken for either.
import { describe, expect, test } from 'vitest';
import {
  asRecording,
  type SyntheticBeat,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { measureRecording } from '../measure/measure-recording.ts';
import { lowPass, zeroPhase } from '../signal/biquad.ts';
import { decimate } from '../signal/moving.ts';
import { detectRecording } from './detect-recording.ts';

const as = (beats: SyntheticBeat[], kind: SyntheticBeat['kind']) => beats.map((beat) => ({ ...beat, kind }));

/** As a recorder of 250 Hz stores it: band up to 100 Hz. */
function recorded(beats: SyntheticBeat[], options: SyntheticOptions = {}) {
  const fine = asRecording(syntheticEcg(beats, { ...options, sampleRateHz: 1000 }));
  const leads = (fine.waveforms[0]?.leads ?? []).map(({ name, samples }) => ({
    name,
    samples: decimate(zeroPhase(samples, [lowPass(1000, 100)], 1000), 4),
  }));
  return { ...fine, waveforms: [{ kind: 'rhythm' as const, sampleRateHz: 250, startMs: 0, leads }] };
}

const classes = (recording: Parameters<typeof detectRecording>[0]) =>
  new Set(detectRecording(recording)?.beats.map((beat) => beat.class));

describe('paced beats', () => {
  test('at 250 Hz behind a 100 Hz filter, with PR, QT and every alarm on them withheld and the reason given', () => {
    const recording = recorded(as(steady(14, 0.8), 'paced'));
    expect(classes(recording)).toEqual(new Set(['paced']));
    const measured = measureRecording(recording);
    expect(measured).toMatchObject({
      rhythm: 'paced-rhythm',
      prMs: null,
      qtMs: null,
      qtc: { bazett: null },
      critical: [],
    });
    expect(measured?.withheld?.[0]).toMatchObject({ reason: 'paced', withheld: true });
    const codes = measured?.statements.map(({ code }) => code) ?? [];
    expect(codes).toContain('181');
    for (const code of ['120', '121', '122', '145', '147', '148']) expect(codes).not.toContain(code);
  });

  test('among conducted ones', () => {
    const beats = steady(16, 0.8).map(
      (beat, i): SyntheticBeat => (i % 4 < 2 ? { ...beat, kind: 'paced', gain: 2.5 } : beat),
    );
    const found = detectRecording(recorded(beats))?.beats.map((beat) => beat.class);
    expect(found).toEqual(beats.map(({ kind }) => kind ?? 'normal'));
  });

  test.each([
    ['narrow', steady(14, 0.8), {}],
    ['slender, in noise', steady(14, 0.8), { qrsMs: 60, noiseUv: 20 }],
    ['wide', steady(14, 0.8), { qrsMs: 150, qtMs: 430 }],
    ['ventricular', as(steady(14, 0.9), 'ventricular'), {}],
  ] as [string, SyntheticBeat[], SyntheticOptions][])('%s beats without a spike are none', (_, beats, options) => {
    expect(classes(recorded(beats, options))).not.toContain('paced');
    expect(classes(asRecording(syntheticEcg(beats, options)))).not.toContain('paced');
  });
});

describe('the marks of the device', () => {
  const bare = asRecording(syntheticEcg(steady(12, 0.85), { qrsMs: 150, qtMs: 430 }));
  const marks = (beforeMs: number, times = steady(12, 0.85)) => times.map(({ at }) => 1000 * at - beforeMs);

  test('make the beats after them paced, though no spike shows', () => {
    expect(classes(bare)).toEqual(new Set(['normal']));
    expect(classes({ ...bare, vendorPacingMs: marks(5) })).toEqual(new Set(['paced']));
    expect(measureRecording({ ...bare, vendorPacingMs: marks(5) })?.rhythm).toBe('paced-rhythm');
  });

  test('before every other beat of one form pace the form: a list has gaps', () => {
    const gaps = { ...bare, vendorPacingMs: marks(5).filter((_, i) => i % 2 === 0) };
    expect(classes(gaps)).toEqual(new Set(['paced']));
  });

  test('in both chambers too', () => {
    const both = [...marks(5), ...marks(160)].sort((a, b) => a - b);
    expect(classes({ ...bare, vendorPacingMs: both })).toEqual(new Set(['paced']));
  });

  test('a PR interval before the QRS belong to the atria', () => {
    expect(classes({ ...bare, vendorPacingMs: marks(165) })).toEqual(new Set(['normal']));
  });

  test('a few that stand anywhere are artefacts', () => {
    expect(classes({ ...bare, vendorPacingMs: [1210, 3333, 6010, 8888] })).toEqual(new Set(['normal']));
  });

  test('that no beat answers to lower the confidence of a wide QRS', () => {
    const sure = measureRecording(bare);
    const unsure = measureRecording({ ...bare, vendorPacingMs: [1210, 6010] });
    expect(unsure?.withheld?.[0]).toMatchObject({ reason: 'pacing-not-excluded', withheld: false });
    expect(unsure?.confidence.qtMs ?? 1).toBeLessThan(sure?.confidence.qtMs ?? 0);
  });
});
