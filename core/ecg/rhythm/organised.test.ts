// A running wave of one form is a tachycardia, up to flutter; what changes its pace or its size is fibrillation or torsades.
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../test/performance/ecg/noise.ts';
import { asRecording, steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { measureRecording } from '../measure/measure-recording.ts';
import { runningVentricles } from './chaotic-ventricles.ts';

const rate = 250;
const seconds = 12;

/** Two leads of a wave whose phase, in turns, and size are functions of time. */
function leads(phase: (s: number) => number, size: (s: number, lead: number) => number = () => 700): Float32Array[] {
  const random = seeded(4);
  return [0, 1].map((lead) =>
    Float32Array.from({ length: seconds * rate }, (_, i) => {
      const s = i / rate;
      return size(s, lead) * Math.sin(2 * Math.PI * phase(s) + 0.3 * lead) + 40 * (random() - 0.5);
    }),
  );
}

describe('a running wave', () => {
  test.each([180, 200, 230])('of one form at %i a minute is a tachycardia', (bpm) => {
    const { chaotic, tachycardia } = runningVentricles(
      leads((s) => (bpm / 60) * s),
      rate,
    );
    expect(chaotic).toEqual([]);
    expect(Math.abs((tachycardia[0]?.rateBpm ?? 0) - bpm)).toBeLessThan(0.03 * bpm);
  });

  test('of one form at 300 a minute is flutter, and says that it is regular', () => {
    const { chaotic, tachycardia } = runningVentricles(
      leads((s) => 5 * s),
      rate,
    );
    expect(tachycardia).toEqual([]);
    expect(chaotic[0]).toMatchObject({ isRegular: true });
    expect(Math.abs((chaotic[0]?.rateBpm ?? 0) - 300)).toBeLessThan(9);
  });

  test.each([
    ['that changes its pace', leads((s) => 3.5 * s + 0.6 * Math.sin(1.3 * s))],
    [
      'that swells, fades and turns',
      leads(
        (s) => 3.6 * s,
        (s, lead) => 900 * Math.sin(2 * Math.PI * 0.2 * s + 0.4 * lead),
      ),
    ],
  ])('%s is no tachycardia of one form', (_, made) => {
    const { chaotic, tachycardia } = runningVentricles(made, rate);
    expect(tachycardia).toEqual([]);
    expect(chaotic.length).toBeGreaterThan(0);
    expect(chaotic[0]?.isRegular).toBeUndefined();
  });
});

test.each([170, 190, 210, 230])(
  'ventricular tachycardia of one form at %i a minute has its name and its rate',
  (bpm) => {
    const made = syntheticEcg(
      steady(Math.floor((9.4 * bpm) / 60), 60 / bpm).map((beat) => ({ ...beat, kind: 'ventricular' as const })),
      { seconds: 10 },
    );
    const measured = measureRecording(asRecording(made));
    expect(measured?.rhythm).toBe('wide-tachycardia');
    expect(Math.abs((measured?.heartRateBpm ?? 0) - bpm)).toBeLessThan(0.03 * bpm);
    const rules = measured?.critical.map(({ rule }) => rule) ?? [];
    expect(rules).toContain('vt-sustained');
    expect(rules).not.toContain('vf');
  },
);
