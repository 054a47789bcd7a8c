// What once alarmed falsely: an early beat within QT, one wide form, a wandering baseline, samples that overflow, a turned artefact.
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../test/performance/ecg/noise.ts';
import {
  asRecording,
  type SyntheticBeat,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { changingRuns } from '../rules/patterns/changing-runs.ts';
import { leadQuality } from '../signal/quality.ts';
import { measureRecording } from './measure-recording.ts';
import { looksVentricular } from './wide-tachycardia.ts';

const measure = (beats: SyntheticBeat[], options: SyntheticOptions = {}) => {
  const measured = measureRecording(asRecording(syntheticEcg(beats, options)));
  if (!measured) throw new Error('nothing measured');
  return measured;
};
const rules = (measured: ReturnType<typeof measure>) => measured.critical.map(({ rule }) => rule);

describe('QT beside early beats', () => {
  test('is that of the own beats, in bigeminy too', () => {
    const beats = steady(20, 0.8).map(
      (beat, i): SyntheticBeat => (i % 2 === 1 ? { at: beat.at - 0.22, kind: 'ventricular' } : beat),
    );
    const measured = measure(beats);
    expect(measured.qtMs ?? 0).toBeLessThan(440);
    expect(rules(measured)).not.toContain('qtc');
    expect(rules(measured)).not.toContain('r-on-t');
  });
});

describe('a tachycardia of one wide form', () => {
  const monitor = { leads: ['V1'] as const, qrsMs: 180, qtMs: 360 };
  const wide = (rateBpm: number, options: SyntheticOptions) =>
    measure(
      steady(Math.floor(rateBpm / 6), 60 / rateBpm).map((beat) => ({ ...beat, kind: 'no-p' as const })),
      options,
    );

  test('at 128/min on one lead is named wide, not ventricular', () => {
    const measured = wide(128, monitor);
    expect(measured.rhythm).toBe('wide-tachycardia');
    expect(measured.rhythmDetail.ventricularRuns).toEqual([]);
    expect(measured.critical).toEqual([]);
    expect(measured.statements.map(({ code }) => code)).not.toContain('71');
  });

  test('at 160/min is ventricular until a physician says otherwise', () => {
    expect(rules(wide(160, { ...monitor, qtMs: 300 }))).toContain('vt-sustained');
  });

  test.each([
    ['an axis in the north-west', { axis: -120 }, true],
    ['a very wide QRS', { qrsMs: 170 }, true],
    ['neither', {}, false],
  ])('below 150/min with %s', (_, { axis = 60, qrsMs = 140 }: { axis?: number; qrsMs?: number }, expected) => {
    const axisDeg = { p: null, qrs: axis, t: null };
    expect(looksVentricular({ qrsMs, axisDeg, amplitudes: {} }, 130)).toBe(expected);
  });
});

describe('a few turned beats in a long run of one form', () => {
  test('are no torsades', () => {
    const beats = steady(300, 0.45).map(
      (beat, i): SyntheticBeat => ({
        ...beat,
        kind: 'ventricular',
        ...(i === 100 || i === 101 ? { turn: Math.PI } : {}),
      }),
    );
    const ecg = syntheticEcg(beats);
    const measured = measure(beats);
    expect(measured.rhythmDetail.ventricularRuns[0]?.beats).toBeGreaterThan(200);
    expect(changingRuns(ecg.leads, measured)).toEqual([]);
  });
});

describe('ST elevation', () => {
  const elevated = { stUv: { V4: 250, V5: 250 } };
  test('that is there in every beat alarms', () => {
    expect(rules(measure(steady(12, 0.8), elevated))).toContain('stemi');
  });

  test('that comes and goes with the breath does not', () => {
    const random = seeded(5);
    const ecg = syntheticEcg(steady(12, 0.8), { stUv: { V4: 150, V5: 150 } });
    for (const { name, samples } of ecg.leads) {
      if (name !== 'V4' && name !== 'V5') continue;
      for (const { at } of ecg.beats) {
        const size = 1500 * (random() - 0.5);
        for (let i = Math.round((at + 0.05) * 500); i < (at + 0.5) * 500 && i < samples.length; i++)
          samples[i] = (samples[i] ?? 0) + size * Math.sin(((i / 500 - at - 0.05) / 0.45) * Math.PI);
      }
    }
    const measured = measureRecording(asRecording(ecg));
    expect(measured?.amplitudes.V4?.stScatter ?? 0).toBeGreaterThan(100);
    expect(measured?.critical.map(({ rule }) => rule)).not.toContain('stemi');
  });
});

test('samples that overflow have no form', () => {
  const [lead] = syntheticEcg(steady(12, 0.8), { sampleRateHz: 250, gain: 8 }).leads;
  const wrapped = (lead?.samples ?? new Float32Array(0)).map((value) => ((((value + 500) % 1000) + 1000) % 1000) - 500);
  expect(leadQuality(lead?.samples ?? new Float32Array(0), 250).faults).not.toContain('saturated');
  const quality = leadQuality(wrapped, 250);
  expect(quality.faults).toContain('saturated');
  expect(quality.score).toBeLessThanOrEqual(0.2);
});

test('of a wide QRS the excess is taken off QT before it alarms', () => {
  const measured = measure(steady(10, 1), { qrsMs: 190, qtMs: 600 });
  const alarm = measured.critical.find(({ rule }) => rule === 'qtc');
  expect(measured.qtc.bazett ?? 0).toBeGreaterThan(550);
  expect(alarm).toBeUndefined();
});
