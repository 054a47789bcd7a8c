// The end of the QRS on one and two leads, against ends that are known: slow last flanks, T waves that begin at once, and noise of any seed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../test/performance/ecg/noise.ts';
import { qrsBounds } from './qrs-bounds.ts';

/** Corners of a lead in milliseconds from the main deflection and microvolts; between them half a cosine, as flanks of waves are. */
type Corners = readonly (readonly [number, number])[];

const beforeMs = 400;
const afterMs = 600;

function lead(corners: Corners, rate: number, noiseUv = 0, seed = 1): Float32Array {
  const random = seeded(seed);
  return Float32Array.from({ length: Math.round(((beforeMs + afterMs) * rate) / 1000) }, (_, i) => {
    const ms = (i * 1000) / rate - beforeMs;
    const noise = noiseUv * (random() + random() + random() - 1.5) * 2;
    const next = corners.findIndex(([at]) => at > ms);
    const [fromMs, from] = corners[next - 1] ?? [0, 0];
    const [toMs, to] = corners[next] ?? [1, 0];
    const inside =
      next > 0 ? from + ((to - from) * (1 - Math.cos((Math.PI * (ms - fromMs)) / (toMs - fromMs)))) / 2 : 0;
    return inside + noise;
  });
}

function endMs(leads: readonly Float32Array[], rate: number): number {
  const bounds = qrsBounds(leads, rate, Math.round((beforeMs * rate) / 1000));
  return ((bounds?.offset ?? Number.NaN) * 1000) / rate - beforeMs;
}

/** A low T wave, far from the QRS. */
const t: Corners = [
  [230, 0],
  [330, 150],
  [430, 0],
];
const narrow: Corners = [[-30, 0], [0, 1200], [30, 0], ...t];
/** Right bundle branch block: the last flank has a fifth of the main one's speed. */
const slowS: Corners = [[-30, 0], [0, 1200], [30, -100], [60, -350], [110, 0], ...t];
/** Paced: a spike, hardly any movement, then an S whose flanks have a quarter of the spike's speed. */
const paced: Corners = [[-20, 0], [0, 1300], [20, 250], [70, 150], [120, -550], [160, -20], ...t];
/** ST rises from the QRS into a high T wave at once. */
const risingAtOnce: Corners = [
  [-70, 0],
  [0, -1500],
  [35, -30],
  [180, 450],
  [330, 0],
];

const rates = [250, 360, 500, 1000];

describe('one lead', () => {
  test.each([
    ['narrow', narrow, 30],
    ['slow S', slowS, 110],
    ['S after a pacing spike', paced, 160],
    ['T that begins at once', risingAtOnce, 35],
  ] as const)('%s', (_, corners, end) => {
    for (const rate of rates) {
      expect(Math.abs(endMs([lead(corners, rate)], rate) - end)).toBeLessThanOrEqual(14);
      // A lead that is turned over ends at the same time.
      const turned = lead(corners, rate).map((value) => -value);
      expect(endMs([turned], rate)).toBe(endMs([lead(corners, rate)], rate));
    }
  });

  test('gain moves nothing', () => {
    const once = lead(slowS, 500);
    expect(endMs([once.map((value) => 4 * value)], 500)).toBe(endMs([once], 500));
  });
});

test('two leads end with the one that ends last', () => {
  for (const rate of rates) {
    const both = [lead(narrow, rate), lead(slowS, rate)];
    expect(Math.abs(endMs(both, rate) - 110)).toBeLessThanOrEqual(20);
  }
});

test('noise of any seed does not carry the end away', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(...rates),
      fc.constantFrom<[Corners, number]>([narrow, 30], [paced, 160], [risingAtOnce, 35]),
      (seed, rate, [corners, end]) => {
        expect(Math.abs(endMs([lead(corners, rate, 6, seed)], rate) - end)).toBeLessThanOrEqual(24);
      },
    ),
    { numRuns: 150 },
  );
});
