// What a day's strip is drawn from: the same as from the whole record, with pauses and gaps kept.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packOverview, unpackOverview } from '../flow/overview.ts';
import { envelopeOf, envelopeSink } from './envelope.ts';
import { tachogramOf } from './tachogram.ts';

describe('overview', () => {
  test('sample by sample gives every lowest and highest of the whole', () => {
    const value = fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 40 }),
        (values, steps) => {
          const samples = Float32Array.from(values);
          const sink = envelopeSink(samples.length, 250, steps);
          for (const one of samples) sink.push(one);
          const made = sink.made();
          const whole = envelopeOf(samples, 250, steps);
          expect(made.low.length).toBe(whole.low.length);
          expect(made.stepMs).toBe(whole.stepMs);
          const least = (list: Float32Array) => list.filter(Number.isFinite).reduce((a, b) => Math.min(a, b), Infinity);
          const most = (list: Float32Array) => list.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), -Infinity);
          expect(least(made.low)).toBe(least(whole.low));
          expect(most(made.high)).toBe(most(whole.high));
        },
      ),
    );
  });

  test('goes to the screen and back with its gaps', () => {
    const envelope = { low: Float32Array.of(-3, Number.NaN), high: Float32Array.of(5, Number.NaN), stepMs: 40 };
    expect(unpackOverview(JSON.parse(JSON.stringify(packOverview('II', envelope))))).toEqual(envelope);
  });

  test('a pause stands out where it ends; a gap of the record is none', () => {
    const made = tachogramOf([500, 1300, 2100, 5100, 5900, 30_000, 30_800], 40_000, 40);
    expect(made.high[5]).toBe(3000);
    expect(made.low[5]).toBe(800);
    expect(made.high[30]).toBe(800);
    expect(made.high[20]).toBeNaN();
  });
});
