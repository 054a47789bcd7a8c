// Patterns on made tracings with known truth: what each must find, and that its near relatives are left alone.
import { describe, expect, test } from 'vitest';
import {
  asRecording,
  irregular,
  type SyntheticBeat,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../../test/support/synthetic-ecg.ts';
import { measureRecording } from '../../measure/measure-recording.ts';
import type { PatternFacts } from './facts.ts';
import { s1q3t3 } from './form.ts';

function patternsOf(beats: SyntheticBeat[], options: SyntheticOptions = {}): PatternFacts {
  const measured = measureRecording(asRecording(syntheticEcg(beats, options)));
  if (!measured?.patterns) throw new Error('not measured');
  return measured.patterns;
}

const silent = {
  changingRuns: [],
  alternans: [],
  blocks: [],
  preexcitation: null,
  s1q3t3: null,
  flutter: null,
  atrialWaves: null,
  unrelatedWave: null,
};

/** P waves every `ppS`; `conducted` says which of them, and with what delay beyond the usual, in seconds. */
function train(count: number, ppS: number, conducted: (i: number) => number | null): SyntheticBeat[] {
  return Array.from({ length: count }, (_, i): SyntheticBeat[] => {
    const at = 0.6 + i * ppS;
    const delay = conducted(i);
    return delay === null
      ? [{ at, kind: 'p-only' }]
      : [
          { at, kind: 'p-only' },
          { at: at + delay, kind: 'no-p' },
        ];
  })
    .flat()
    .toSorted((a, b) => a.at - b.at);
}

const blocksOf = (beats: SyntheticBeat[], options: SyntheticOptions = {}) =>
  patternsOf(beats, options).blocks.map(({ kind }) => kind);

describe('left alone', () => {
  test.each([
    ['sinus rhythm', steady(12, 0.8), {}],
    ['sinus rhythm in noise', steady(12, 0.8), { noiseUv: 40 }],
    ['sinus bradycardia', steady(9, 1.3), {}],
    ['first-degree block', steady(10, 1), { prMs: 280 }],
    ['fast sinus rhythm', steady(22, 0.46), { qtMs: 300 }],
    ['fibrillation', irregular(16), { fibrillationUv: 40 }],
    ['fast narrow tachycardia', steady(30, 0.32).map((beat) => ({ ...beat, kind: 'no-p' as const })), { qtMs: 240 }],
    [
      'monomorphic ventricular tachycardia',
      steady(28, 0.36).map((beat) => ({ ...beat, kind: 'ventricular' as const })),
      {},
    ],
    [
      'single ventricular beats',
      steady(14, 0.9).map((beat, i) => (i % 5 === 3 ? { at: beat.at - 0.2, kind: 'ventricular' as const } : beat)),
      {},
    ],
    ['a short PR with a narrow QRS', steady(12, 0.8), { prMs: 105, pMs: 80 }],
  ] as [string, SyntheticBeat[], SyntheticOptions][])('%s', (_, beats, options) => {
    expect(patternsOf(beats, options)).toEqual(silent);
  });
});

describe('AV block', () => {
  test('2:1', () => {
    expect(blocksOf(train(14, 0.7, (i) => (i % 2 === 0 ? 0 : null)))).toEqual(['two-to-one']);
  });
  test('Mobitz II: constant PR, then a P wave alone', () => {
    expect(blocksOf(train(12, 0.8, (i) => (i % 4 === 3 ? null : 0)))).toEqual(['mobitz-2']);
  });
  test('Mobitz I: PR lengthens until a P wave is dropped', () => {
    const delays = [0, 0.07, 0.11, null] as const;
    const beats = train(13, 0.8, (i) => delays[i % 4] ?? null);
    expect(blocksOf(beats)).toEqual(['mobitz-1']);
    // Marked at a late deflection of a wide QRS, before which the filter leaves waves of its own.
    expect(blocksOf(beats, { qrsMs: 110, pMs: 110, prMs: 180 })).toEqual(['mobitz-1']);
  });
  test('advanced: two P waves in a row', () => {
    expect(blocksOf(train(18, 0.6, (i) => (i % 3 === 0 ? 0 : null)))).toEqual(['advanced']);
  });
  test.each([
    [0.72, 1.61, 'no-p'],
    [0.81, 1.47, 'no-p'],
    [0.66, 1.77, 'no-p'],
    [0.75, 1.7, 'ventricular'],
    [0.9, 2, 'ventricular'],
  ] as const)('complete: P every %f s, QRS every %f s, %s escape', (ppS, rrS, kind) => {
    const p = Array.from(
      { length: Math.floor(11 / ppS) },
      (_, i): SyntheticBeat => ({ at: 0.3 + i * ppS, kind: 'p-only' }),
    );
    const own = Array.from({ length: Math.floor(11 / rrS) }, (_, i): SyntheticBeat => ({ at: 0.9 + i * rrS, kind }));
    const found = patternsOf([...p, ...own].toSorted((a, b) => a.at - b.at)).blocks;
    expect(found.map(({ kind }) => kind)).toEqual(['complete']);
    expect(Math.abs((found[0]?.atrialRateBpm ?? 0) - 60 / ppS)).toBeLessThan(2);
  });
});

describe('changing ventricular beats', () => {
  const fast = (count: number, rrS: number, turn: (i: number) => number) =>
    steady(count, rrS).map((beat, i): SyntheticBeat => ({ ...beat, kind: 'ventricular', turn: turn(i) }));
  const kinds = (beats: SyntheticBeat[]) => patternsOf(beats).changingRuns.map(({ kind }) => kind);
  test('an axis that turns from beat to beat', () => {
    expect(kinds(fast(34, 0.29, (i) => (2 * Math.PI * i) / 10))).toEqual(['polymorphic']);
  });
  test('an axis in two directions in turns', () => {
    expect(kinds(fast(24, 0.4, (i) => (i % 2) * Math.PI))).toEqual(['bidirectional']);
  });
  test.each([120, 150, 180, 200])('bidirectional at %i a minute, with all its beats', (bpm) => {
    const [run] = patternsOf(fast(Math.floor((10 * bpm) / 60), 60 / bpm, (i) => (i % 2) * Math.PI)).changingRuns;
    expect(run?.kind).toBe('bidirectional');
    expect(Math.abs((run?.rateBpm ?? 0) - bpm)).toBeLessThan(0.03 * bpm);
  });
  test.each([180, 200])('an axis that twists over twenty beats at %i a minute', (bpm) => {
    const [run] = patternsOf(fast(Math.floor((10 * bpm) / 60), 60 / bpm, (i) => (2 * Math.PI * i) / 20)).changingRuns;
    expect(run?.kind).toBe('twisting');
    expect(Math.abs((run?.rateBpm ?? 0) - bpm)).toBeLessThan(0.03 * bpm);
  });
  test('a steady axis is neither', () => {
    expect(kinds(fast(28, 0.36, () => 0))).toEqual([]);
  });
});

describe('alternans', () => {
  const alternating = (share: number) =>
    steady(12, 0.7).map((beat, i) => ({ ...beat, tGain: 1 + (i % 2 ? share : -share) }));
  test('of 0.2 mV is seen in several leads', () => {
    const found = patternsOf(alternating(0.35)).alternans;
    expect(found.length).toBeGreaterThanOrEqual(3);
    const ii = found.find(({ lead }) => lead === 'II');
    // 320 µV of T, 35 % up and down: 224 µV from beat to beat.
    expect(Math.abs(Math.abs(ii?.uv ?? 0) - 224)).toBeLessThan(25);
  });
  test('below what the eye sees it is not said', () => {
    expect(patternsOf(alternating(0.04)).alternans).toEqual([]);
  });
});

test('a slurred upstroke after a short PR is pre-excitation', () => {
  const beats = steady(12, 0.8).map((beat) => ({ ...beat, kind: 'delta' as const }));
  const found = patternsOf(beats, { prMs: 100, pMs: 80, qrsMs: 100 }).preexcitation;
  expect(found?.leads.length).toBeGreaterThanOrEqual(3);
});

test('S1Q3T3 speaks only beside a fast rate or inverted T in V2 and V3', () => {
  const measured = measureRecording(asRecording(syntheticEcg(steady(12, 0.8))));
  if (!measured?.amplitudes.I || !measured.amplitudes.III) throw new Error('not measured');
  const { I, III } = measured.amplitudes;
  const amplitudes = { ...measured.amplitudes, I: { ...I, s: -300 }, III: { ...III, q: -200, t: -120 } };
  expect(s1q3t3({ ...measured, amplitudes })).toBeNull();
  expect(s1q3t3({ ...measured, amplitudes, heartRateBpm: 115 })).toMatchObject({ sI: 300, qIII: 200, tIII: -120 });
  expect(s1q3t3({ ...measured, heartRateBpm: 115 })).toBeNull();
});

describe('atrial flutter', () => {
  /** A saw of so many waves a minute under beats that follow every so many of them. */
  const flutterAt = (wavesBpm: number, ratio: (i: number) => number, uv: number, tGain = 1) => {
    const waveS = 60 / wavesBpm;
    const beats: SyntheticBeat[] = [];
    for (let at = 0.6, i = 0; at < 9.5; at += ratio(i++) * waveS) beats.push({ at, kind: 'no-p' });
    const ecg = syntheticEcg(beats, { noiseUv: 15, seconds: 10, qtMs: 340, tGain });
    const sizes: Record<string, number> = { II: 1, V1: -0.7, I: 0.15 };
    for (const { name, samples } of ecg.leads)
      samples.forEach((value, i) => {
        const place = (i / ecg.sampleRateHz / waveS) % 1;
        samples[i] = value + uv * (sizes[name] ?? 0.1) * (place < 0.7 ? place / 0.7 - 0.5 : 0.5 - (place - 0.7) / 0.3);
      });
    return measureRecording(asRecording(ecg));
  };

  test.each([
    [250, 250, () => 4],
    [250, 250, (i: number) => (i % 2 === 0 ? 4 : 3)],
    [330, 400, () => 4],
    [330, 400, (i: number) => (i % 2 === 0 ? 4 : 3)],
  ])('of %i a minute and %i uV', (bpm, uv, ratio) => {
    const measured = flutterAt(bpm, ratio, uv);
    expect(Math.abs((measured?.patterns?.flutter?.atrialRateBpm ?? 0) - bpm)).toBeLessThan(0.05 * bpm);
    expect(measured?.statements.map(({ code }) => code)).toContain('51');
    expect(measured?.surelyNormal.holds).toBe(false);
  });

  test.each([
    [220, 250, () => 4],
    [280, 300, (i: number) => (i % 3 === 0 ? 4 : 3)],
    [300, 400, () => 3],
  ])('by its line in the spectrum, of %i a minute and %i uV', (bpm, uv, ratio) => {
    const found = flutterAt(bpm, ratio, uv, 0.4)?.patterns?.flutter;
    expect(Math.abs((found?.atrialRateBpm ?? 0) - bpm)).toBeLessThan(0.05 * bpm);
    expect(found?.leads.length).toBeGreaterThan(1);
  });

  test.each([
    [260, 200],
    [300, 250],
    [280, 250],
  ])('conducted 2:1, of %i a minute and %i uV', (bpm, uv) => {
    const measured = flutterAt(bpm, () => 2, uv, 0.3);
    expect(Math.abs((measured?.patterns?.flutter?.atrialRateBpm ?? 0) - bpm)).toBeLessThan(0.02 * bpm);
    const said = measured?.statements.filter(({ code }) => code === '51' || code === '21');
    expect(said?.toSorted((a, b) => b.confidence - a.confidence)[0]).toMatchObject({
      code: '51',
      text: '疑似心房扑动',
    });
  });

  test('is not seen where a P wave like it stands before each QRS alone', () => {
    for (const rr of [0.36, 0.4, 0.46])
      for (const prMs of [110, 140])
        expect(patternsOf(steady(Math.floor(9 / rr), rr), { prMs, pMs: 90, qtMs: 260 }).flutter).toBeNull();
  });

  test('is not seen in waves that are too small to be told from noise', () => {
    expect(flutterAt(300, () => 4, 30)?.patterns?.flutter).toBeNull();
  });
});
