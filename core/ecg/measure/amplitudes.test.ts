// Amplitudes of a drawn beat with known heights: where each is read, from which level, and where there is nothing to read.
import { describe, expect, test } from 'vitest';
import type { Wave, Waves } from '../delineate/waves.ts';
import { leadAmplitudes, meanOf, stScatter } from './amplitudes.ts';

const wave = (onset: number, peak: number, offset: number) => ({
  ...{ onset, peak, offset, confidence: 1 },
  ...{ direction: [1], height: 100, lastPeak: peak, lastHeight: 100 },
});
/** One sample a millisecond: P 40 to 120, QRS 200 to 290, T 400 to 560. */
const waves: Waves = { p: wave(40, 80, 120), qrs: wave(200, 240, 290), t: wave(400, 480, 560) };

/** A PR level of 50 µV; single samples and stretches put upon it. */
function drawn(parts: readonly (readonly [from: number, to: number, uv: number])[], length = 600): Float32Array {
  const lead = new Float32Array(length).fill(50);
  for (const [from, to, uv] of parts) lead.fill(50 + uv, from, to + 1);
  return lead;
}
const beat: readonly (readonly [number, number, number])[] = [
  [70, 90, 120],
  [205, 214, -150],
  [235, 245, 1000],
  [260, 275, -400],
  [286, 294, 80],
  [346, 354, 60],
  [366, 374, -40],
  [470, 490, 300],
];
const of = (lead: Float32Array, of: Waves = waves) => leadAmplitudes(lead, 1000, of);

test('each wave from the PR level, in microvolts; Q for as long as it is below', () => {
  expect(of(drawn(beat))).toEqual({
    ...{ p: 120, q: -150, r: 1000, s: -400, t: 300, stJ: 80, stJ60: 60, stJ80: -40, qDurationMs: 10 },
  });
});

test('at another sampling rate the same', () => {
  const half = <One extends Wave>(one: One): One => ({
    ...one,
    ...{ onset: one.onset / 2, peak: one.peak / 2, offset: one.offset / 2 },
  });
  const lead = drawn(beat).filter((_, i) => i % 2 === 0);
  const { p, qrs, t } = waves as Required<Waves>;
  const made = leadAmplitudes(lead, 500, { p: p && half(p), qrs: qrs && half(qrs), t: t && half(t) });
  expect(made).toMatchObject({ p: 120, q: -150, r: 1000, s: -400, t: 300, stJ: 80, stJ60: 60, stJ80: -40 });
  expect(made.qDurationMs).toBe(10);
});

describe('the level is the mean of the 20th to the 4th millisecond before QRS', () => {
  test.each([
    [180, 0],
    [196, 0],
    [179, 10],
    [197, 10],
  ])('a spike at %i ms', (at, r) => {
    // One of the seventeen samples lifts the level by 10.
    expect(of(drawn([...beat, [at, at, 170]])).r).toBeCloseTo(990 + r, 3);
  });
});

describe('what counts as a wave', () => {
  const only = (uv: number) => of(drawn([[220, 230, uv]]));
  test('from 0.02 mV', () => {
    expect([only(19).r, only(20).r, only(-19).q, only(-20).q]).toEqual([null, 20, null, -20]);
    const s = (uv: number) =>
      of(
        drawn([
          [210, 220, 500],
          [240, 250, uv],
        ]),
      ).s;
    expect([s(-19), s(-20)]).toEqual([null, -20]);
  });

  test('without an R all that goes down is Q, without a duration, and there is no S', () => {
    expect(only(-500)).toMatchObject({ q: -500, r: null, s: null, qDurationMs: null });
  });

  test('an R at once has no Q before it; one at the end no S after it', () => {
    expect(of(drawn([[200, 204, 500]])).q).toBeNull();
    expect(of(drawn([[285, 290, 500]])).s).toBeNull();
  });

  test('T and P upside down keep their sign', () => {
    expect(
      of(
        drawn([
          [240, 250, 900],
          [70, 80, -90],
          [470, 480, -250],
        ]),
      ),
    ).toMatchObject({ p: -90, t: -250 });
  });

  test('P from the level before it', () => {
    expect(of(drawn([...beat, [32, 40, 30]])).p).toBe(90);
  });
});

describe('where there is nothing', () => {
  test('no QRS, no value', () => {
    expect(new Set(Object.values(of(drawn(beat), { ...waves, qrs: null })))).toEqual(new Set([null]));
  });

  test('without P or T their heights are absent', () => {
    expect(of(drawn(beat), { ...waves, p: null, t: null })).toMatchObject({ p: null, t: null, r: 1000 });
  });

  test('ST needs the samples about its place: 4 ms to both sides', () => {
    const cut = (length: number) => of(drawn(beat, length), { ...waves, t: null });
    expect([cut(375).stJ80, cut(374).stJ80]).toEqual([-40, null]);
    expect([cut(355).stJ60, cut(354).stJ60]).toEqual([60, null]);
    expect([cut(295).stJ, cut(294).stJ]).toEqual([80, null]);
  });
});

describe('scatter of ST from beat to beat', () => {
  const member = (uv: number) => drawn([[286, 294, uv]]);
  const members = (...uv: number[]) => uv.map(member);
  test('is the middle half of the beats over 1.349, as of a normal distribution', () => {
    expect(stScatter(members(0, 100, 200, 300, 400), 1000, waves)).toBeCloseTo(200 / 1.349, 3);
  });
  test('needs three beats and a QRS', () => {
    expect(stScatter(members(0, 100), 1000, waves)).toBeNull();
    expect(stScatter(members(0, 100, 200), 1000, waves)).toBeCloseTo(100 / 1.349, 3);
    expect(stScatter(members(0, 100, 200), 1000, { ...waves, qrs: null })).toBeNull();
  });
  test.each([
    [
      '4 ms to both sides of J',
      [
        [286, 286],
        [294, 294],
      ],
      1 / 9,
    ],
    [
      'no further',
      [
        [285, 285],
        [295, 295],
      ],
      0,
    ],
    [
      'the level from 20 to 4 ms before QRS',
      [
        [180, 180],
        [196, 196],
      ],
      1 / 17,
    ],
    [
      'no further',
      [
        [179, 179],
        [197, 197],
      ],
      0,
    ],
  ] as const)('reads %s', (_, places, share) => {
    for (const [from, to] of places) {
      const lifted = [0, 100, 200].map((uv) => drawn([[from, to, uv]]));
      expect(stScatter(lifted, 1000, waves)).toBeCloseTo((share * 100) / 1.349, 3);
    }
  });

  test('goes by each beat’s own level', () => {
    const lifted = [0, 1000, -1000].map((uv) => drawn([[286, 294, 0]]).map((value) => value + uv));
    expect(stScatter(lifted, 1000, waves)).toBe(0);
  });
});

test('a mean over what there is, both ends included; of nothing the nearest sample', () => {
  const lead = Float32Array.of(1, 2, 3, 4);
  expect([meanOf(lead, 1, 2), meanOf(lead, -3, 1), meanOf(lead, 3, 9)]).toEqual([2.5, 1.5, 4]);
  expect([meanOf(lead, 9, 12), meanOf(lead, -9, -5)]).toEqual([4, 1]);
});
