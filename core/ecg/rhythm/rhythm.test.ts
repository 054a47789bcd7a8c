// Rhythm from beats: intervals, runs, fibrillation, chaotic ventricles, and the name of it.
import { describe, expect, test } from 'vitest';
import { irregular, type SyntheticBeat, steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import type { ClassifiedBeat } from '../detect/classes.ts';
import { chaoticVentricles } from './chaotic-ventricles.ts';
import { fibrillationSpans } from './episodes.ts';
import { chaos, fibrillation } from './fibrillation.ts';
import { intervals, irregularity, meanRr, regularity, runs } from './intervals.ts';
import { nameRhythm, type RhythmFacts } from './label.ts';
import { pRepeat } from './p-repeat.ts';

const beatsAt = (times: readonly number[], ventricular: readonly number[] = []): ClassifiedBeat[] =>
  times.map((time, i) => ({
    sample: Math.round(1000 * time),
    class: ventricular.includes(i) ? 'ventricular' : 'normal',
    group: 0,
    confidence: 1,
  }));
const listOf = (times: readonly number[], ventricular: readonly number[] = []) =>
  intervals(beatsAt(times, ventricular), 1000);
const every = (count: number, rr: number) => Array.from({ length: count }, (_, i) => 1 + i * rr);

describe('intervals', () => {
  test('mean and regularity', () => {
    expect(meanRr(listOf(every(11, 0.8)))).toBeCloseTo(800);
    expect(meanRr([])).toBeNull();
    expect(regularity(listOf(every(11, 0.8)))).toBe('regular');
    expect(regularity(listOf(irregular(30).map(({ at }) => at)))).toBe('irregular');
    expect(regularity(listOf([1, 2]))).toBe('unknown');
  });

  test('one ventricular beat does not make a rhythm irregular', () => {
    const times = every(20, 0.8).map((time, i) => (i === 9 ? time - 0.3 : time));
    expect(irregularity(listOf(times, [9]))).toBe(0);
  });

  test('runs', () => {
    const beats = beatsAt(every(12, 0.4), [3, 4, 5, 6, 9]);
    expect(runs(beats, 1000, 3, (beat) => beat.class === 'ventricular')).toEqual([
      { fromMs: 2200, toMs: 3400, beats: 4, rateBpm: 150 },
    ]);
    expect(runs([], 1000, 3, () => true)).toEqual([]);
  });
});

describe('fibrillation', () => {
  const unknownP = () => null;

  test.each([
    ['steady', every(30, 0.8), 0],
    ['breathing', every(30, 0.8).map((time, i) => time + 0.06 * Math.sin(i / 2.5)), 0],
    ['one early beat in six', every(30, 0.8).map((time, i) => (i % 6 === 4 ? time - 0.25 : time)), 0.2],
    [
      'one beat in some not conducted',
      every(46, 0.5).flatMap((time, i) => (i % 2 === 0 || i % 7 === 3 ? [time + 0.01 * (i % 3)] : [])),
      0.2,
    ],
  ])('%s: no chaos', (_, times, most) => {
    expect(chaos(listOf(times))).toBeLessThanOrEqual(most);
    expect(fibrillationSpans(fibrillation(listOf(times), unknownP), listOf(times))).toEqual([]);
  });

  test('irregular intervals without P fibrillate, with a P wave they do not', () => {
    const list = listOf(irregular(40).map(({ at }) => at));
    const [span] = fibrillationSpans(fibrillation(list, unknownP), list);
    expect(span?.fromMs).toBe(list[0]?.fromMs);
    expect(span?.toMs).toBe(list.at(-1)?.toMs);
    expect(
      fibrillationSpans(
        fibrillation(list, () => 0.9),
        list,
      ),
    ).toEqual([]);
  });

  test('an episode begins and ends with the beat where the rhythm changes', () => {
    const fast = [
      0.42, 0.35, 0.51, 0.38, 0.6, 0.33, 0.47, 0.39, 0.55, 0.36, 0.44, 0.62, 0.34, 0.5, 0.41, 0.57, 0.37, 0.48,
    ];
    const gaps = [...new Array<number>(20).fill(0.8), ...fast, ...fast, ...new Array<number>(20).fill(0.8)];
    let time = 1;
    const list = listOf([time, ...gaps.map((gap) => (time += gap))]);
    const [span, ...others] = fibrillationSpans(fibrillation(list, unknownP), list);
    expect(others).toEqual([]);
    expect(Math.abs((span?.fromMs ?? 0) - (list[20]?.fromMs ?? 0))).toBeLessThanOrEqual(800);
    expect(Math.abs((span?.toMs ?? 0) - (list[55]?.toMs ?? 0))).toBeLessThanOrEqual(800);
  });

  test('too few intervals say nothing', () => {
    expect(fibrillation(listOf(every(4, 0.7)), unknownP)).toEqual([]);
    expect(chaos([])).toBeNull();
  });

  test('P waves repeat, fine waves do not', () => {
    const repeat = (beats: SyntheticBeat[], fibrillationUv: number) => {
      const ecg = syntheticEcg(beats, { fibrillationUv });
      const classified = beats.map(
        ({ at }): ClassifiedBeat => ({
          sample: Math.round((at + 0.04) * 500),
          class: 'normal',
          group: 0,
          confidence: 1,
        }),
      );
      return (
        pRepeat(
          ecg.leads.map(({ samples }) => samples),
          500,
          classified,
          0,
          60000,
        ) ?? Number.NaN
      );
    };
    expect(repeat(steady(14, 0.8), 0)).toBeGreaterThan(0.8);
    expect(repeat(irregular(20), 40)).toBeLessThan(0.3);
  });
});

describe('chaotic ventricles', () => {
  const rate = 250;
  const wave = (hz: number, seconds: number, size = 700) =>
    Float32Array.from(
      { length: seconds * rate },
      (_, i) => size * Math.sin((2 * Math.PI * hz * i) / rate + 0.6 * Math.sin(i / 90)),
    );

  test('a running wave is found with its rate', () => {
    const [span] = chaoticVentricles([wave(4.5, 12), wave(4.5, 12, -500)], rate);
    expect(span?.rateBpm).toBeGreaterThan(230);
    expect(span?.rateBpm).toBeLessThan(310);
    expect((span?.toMs ?? 0) - (span?.fromMs ?? 0)).toBeGreaterThan(9000);
  });

  test('a fine one too', () => {
    expect(chaoticVentricles([wave(5, 12, 80)], rate)).toHaveLength(1);
  });

  test.each([
    ['sinus rhythm', syntheticEcg(steady(20, 0.6), { sampleRateHz: rate }).leads.map(({ samples }) => samples)],
    [
      'fast rhythm',
      syntheticEcg(
        steady(40, 0.29).map((beat) => ({ ...beat, kind: 'no-p' as const })),
        { sampleRateHz: rate, qtMs: 230 },
      ).leads.map(({ samples }) => samples),
    ],
    ['drift', [wave(0.3, 12)]],
    ['mains', [wave(50, 12)]],
    ['a small wave', [wave(5, 12, 35)]],
    [
      'one lead of four',
      [
        wave(5, 12),
        ...syntheticEcg(steady(14, 0.8), { sampleRateHz: rate, leads: ['I', 'II', 'V1'] }).leads.map(({ samples }) =>
          samples.subarray(0, 12 * rate),
        ),
      ],
    ],
    ['nothing', []],
  ])('%s is none', (_, leads) => {
    expect(chaoticVentricles(leads, rate)).toEqual([]);
  });
});

describe('the name', () => {
  const facts: RhythmFacts = {
    beats: beatsAt(every(12, 0.8)),
    rateBpm: 75,
    regularity: 'regular',
    fibrillation: 0,
    chaotic: false,
    p: 'sinus',
    qrsMs: 90,
    quality: 0.9,
    durationS: 10,
  };
  test.each([
    ['sinus-rhythm', {}],
    ['sinus-tachycardia', { rateBpm: 120 }],
    ['sinus-bradycardia', { rateBpm: 45 }],
    ['sinus-arrhythmia', { regularity: 'irregular' }],
    ['atrial-fibrillation', { fibrillation: 0.8, p: 'absent' }],
    ['supraventricular-rhythm', { p: 'absent' }],
    ['narrow-tachycardia', { p: 'absent', rateBpm: 180 }],
    ['wide-tachycardia', { p: 'absent', rateBpm: 180, qrsMs: 150 }],
    [
      'wide-tachycardia',
      {
        beats: beatsAt(
          every(12, 0.4),
          every(12, 1).map((_, i) => i),
        ),
        rateBpm: 150,
      },
    ],
    [
      'ventricular-rhythm',
      {
        beats: beatsAt(
          every(12, 1.5),
          every(12, 1).map((_, i) => i),
        ),
        rateBpm: 40,
      },
    ],
    ['paced-rhythm', { beats: beatsAt(every(12, 1)).map((beat) => ({ ...beat, class: 'paced' as const })) }],
    ['ventricular-fibrillation', { chaotic: true }],
    ['asystole', { beats: [], rateBpm: null }],
    ['undetermined', { beats: [], rateBpm: null, quality: 0.1 }],
    ['undetermined', { p: null }],
  ] as [string, Partial<RhythmFacts>][])('%s', (code, change) => {
    const name = nameRhythm({ ...facts, ...change });
    expect(name.code).toBe(code);
    expect(name.confidence).toBeGreaterThan(0);
    expect(name.confidence).toBeLessThanOrEqual(1);
  });
});
