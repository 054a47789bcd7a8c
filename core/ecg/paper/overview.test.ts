// What a day's strip is drawn from: the same as from the whole record, with pauses and gaps kept.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leadEnvelope, leadOf, packOverview, unpackOverview } from '../flow/overview.ts';
import { packSamples } from '../flow/samples.ts';
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

  test.each([
    ['16 bits of 4.88 µV', [4.88, -9.76, Number.NaN, 488]],
    ['fractions of a microvolt', [0.123, -400_000.5, Number.NaN, 7]],
  ])('reads a stored lead by its name: %s', async (_, values) => {
    const lead = (name: string, samples: number[]) => ({ name, samples: Float32Array.from(samples) });
    const { header, bytes } = packSamples('r', {
      ...{ format: 'json', patient: {}, vendorMeasurements: [], vendorStatements: [], vendorPacingMs: [] },
      ...{ remarks: [], problems: [] },
      waveforms: [
        { kind: 'median', sampleRateHz: 500, startMs: 0, leads: [lead('V1', [1, 2])] },
        { kind: 'rhythm', sampleRateHz: 250, startMs: 0, leads: [lead('II', [1, 1, 1, 1]), lead('V1', values)] },
      ],
    });
    const reader = {
      read: (offset: number, length: number) => Promise.resolve(bytes.subarray(offset, offset + length)),
    };
    const of = async (name: string | null) => {
      const found = leadOf(header, name);
      if (!found) throw new Error('no rhythm');
      const made = await leadEnvelope(reader, found, 4);
      return { lead: found.lead.name, stepMs: made.stepMs, values: [...made.low].map((one) => Number(one.toFixed(3))) };
    };
    expect(await of('V1')).toEqual({
      lead: 'V1',
      stepMs: 4,
      values: values.map((one) => Number(Math.fround(one).toFixed(3))),
    });
    expect(await of(null)).toMatchObject({ lead: 'II', values: [1, 1, 1, 1] });
    expect((await of('V9')).lead).toBe('II');
    expect(leadOf({ ...header, waveforms: header.waveforms.slice(0, 1) }, 'V1')).toBeNull();
  });

  test('a pause stands out where it ends; a gap of the record is none', () => {
    const made = tachogramOf([500, 1300, 2100, 5100, 5900, 30_000, 30_800], 40_000, 40);
    expect(made.high[5]).toBe(3000);
    expect(made.low[5]).toBe(800);
    expect(made.high[30]).toBe(800);
    expect(made.high[20]).toBeNaN();
  });
});
