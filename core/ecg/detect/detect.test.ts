// Detection and classes on synthetic beats with known truth, and what must not change them: gain, polarity, shift, rate, a lost lead.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  eightLeads,
  irregular,
  type LeadName,
  type SyntheticBeat,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { pacingSpikes } from '../signal/pacing-spikes.ts';
import { classifyBeats } from './classes.ts';
import { detectQrs } from './qrs.ts';

const samplesOf = (ecg: { leads: { samples: Float32Array }[] }) => ecg.leads.map(({ samples }) => samples);

/** Every beat found once, at most 60 ms from its onset to its deflection, and nothing else. */
function expectAll(found: readonly { sample: number }[], beats: readonly SyntheticBeat[], rate: number): void {
  expect(found.length).toBe(beats.length);
  found.forEach(({ sample }, i) => {
    const late = sample / rate - (beats[i]?.at ?? 0);
    expect(late).toBeGreaterThan(-0.04);
    expect(late).toBeLessThan(0.13);
  });
}

describe('finds every beat', () => {
  test.each([100, 125, 180, 200, 250, 360, 500, 1000])('at %i Hz', (rate) => {
    const beats = steady(14, 0.75);
    expectAll(detectQrs(samplesOf(syntheticEcg(beats, { sampleRateHz: rate })), rate).beats, beats, rate);
  });

  test.each(eightLeads.map((lead) => [lead]))('in lead %s alone', (lead) => {
    const beats = steady(14, 0.75);
    expectAll(detectQrs(samplesOf(syntheticEcg(beats, { leads: [lead] })), 500).beats, beats, 500);
  });

  test.each([
    ['30 per minute', steady(8, 2)],
    ['140 per minute', steady(30, 60 / 140)],
    ['230 per minute without P', steady(40, 60 / 230).map((beat) => ({ ...beat, kind: 'no-p' as const }))],
    ['fibrillation', irregular(20)],
    [
      'bigeminy',
      steady(16, 0.7).map((beat, i) => (i % 2 === 1 ? { at: beat.at - 0.2, kind: 'ventricular' as const } : beat)),
    ],
  ])('%s', (_, beats) => {
    const ecg = syntheticEcg(beats, { qtMs: (beats[1]?.at ?? 1) - (beats[0]?.at ?? 0) < 0.45 ? 230 : 380 });
    expectAll(detectQrs(samplesOf(ecg), 500).beats, beats, 500);
  });

  test('with one lead off, one full of noise and one with gaps', () => {
    const beats = steady(14, 0.75);
    const leads = samplesOf(syntheticEcg(beats));
    const noisy = samplesOf(syntheticEcg([], { seconds: 12, noiseUv: 400 }));
    leads[0] = (leads[0] ?? new Float32Array(0)).map(() => Number.NaN);
    leads[1] = (leads[1] ?? new Float32Array(0)).map((value, i) => value + (noisy[1]?.[i] ?? 0));
    leads[2] = (leads[2] ?? new Float32Array(0)).map((value, i) => (i % 1000 < 200 ? Number.NaN : value));
    expectAll(detectQrs(leads, 500).beats, beats, 500);
  });

  test.each([
    ['flat', 0],
    ['at its rail', 5000],
    ['missing', Number.NaN],
  ])('while one of two leads is %s for 6 s', (_, value) => {
    const beats = steady(40, 0.75);
    const [a, b] = samplesOf(syntheticEcg(beats, { leads: ['II', 'V2'] }));
    if (!a || !b) throw new Error('no leads');
    expectAll(detectQrs([a.fill(value, 5000, 8000), b], 500).beats, beats, 500);
  });

  test('before and after a stretch in which all leads are flat, and none inside', () => {
    const beats = steady(40, 0.75);
    const leads = samplesOf(syntheticEcg(beats, { leads: ['II', 'V2'], noiseUv: 10 }));
    for (const lead of leads) lead.fill(0, 5000, 8000);
    const { beats: found, weights } = detectQrs(leads, 500);
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(found.filter(({ sample }) => sample > 5100 && sample < 7900)).toEqual([]);
    const outside = ({ at }: SyntheticBeat) => at < 9.7 || at > 16.2;
    const kept = found.filter(({ sample }) => sample < 4950 || sample > 8100);
    expectAll(kept, beats.filter(outside), 500);
  });

  test('beats far smaller than the ectopic ones of a bigeminy, where their form is known', () => {
    const large = { kind: 'ventricular', gain: 12 } as const;
    const beats = steady(40, 0.9).map((beat, i) => ({ ...beat, ...(i > 8 && i % 2 === 1 ? large : {}) }));
    expectAll(detectQrs(samplesOf(syntheticEcg(beats, { leads: ['V2'] })), 500).beats, beats, 500);
  });

  test('across the chunks of a long record', () => {
    const beats = steady(1600, 0.8);
    const rate = 100;
    expectAll(
      detectQrs(samplesOf(syntheticEcg(beats, { sampleRateHz: rate, leads: ['II', 'V2'] })), rate).beats,
      beats,
      rate,
    );
  });
});

describe('finds nothing', () => {
  test.each([
    ['in silence', new Float32Array(5000)],
    ['in a lead that is off', new Float32Array(5000).fill(Number.NaN)],
    ['in an empty lead', new Float32Array(0)],
    ['in drift', Float32Array.from({ length: 5000 }, (_, i) => 800 * Math.sin(i / 900))],
    [
      'in the faint noise of a shorted input',
      syntheticEcg([], { seconds: 10, noiseUv: 4, leads: ['II'] }).leads[0]?.samples ?? new Float32Array(0),
    ],
  ])('%s', (_, lead) => {
    expect(detectQrs([lead], 500).beats).toEqual([]);
  });

  test('without a lead', () => {
    expect(detectQrs([], 500)).toEqual({ beats: [], weights: [] });
  });
});

describe('does not depend on', () => {
  const beats = steady(12, 0.82);
  const leads: LeadName[] = ['II', 'V5'];
  const base = samplesOf(syntheticEcg(beats, { leads, sampleRateHz: 250 }));
  const times = detectQrs(base, 250).beats.map(({ sample }) => sample);

  test('gain and polarity', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.15, max: 8, noNaN: true }), fc.boolean(), (gain, turned) => {
        const changed = base.map((lead) => lead.map((value) => (turned ? -gain : gain) * value));
        expect(detectQrs(changed, 250).beats.map(({ sample }) => sample)).toEqual(times);
      }),
      { numRuns: 20 },
    );
  });

  test('offset, and when the recording starts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: -3000, max: 3000 }), (shift, offset) => {
        const changed = base.map((lead) => {
          const later = new Float32Array(lead.length + shift).fill(lead[0] ?? 0);
          later.set(lead, shift);
          return later.map((value) => value + offset);
        });
        const found = detectQrs(changed, 250).beats.map(({ sample }) => sample - shift);
        expect(found.length).toBe(times.length);
        found.forEach((sample, i) => {
          expect(Math.abs(sample - (times[i] ?? 0))).toBeLessThanOrEqual(5);
        });
      }),
      { numRuns: 15 },
    );
  });

  test('the order of the leads', () => {
    expect(detectQrs([...base].reverse(), 250).beats.length).toBe(times.length);
  });
});

describe('classes', () => {
  const classesOf = (beats: SyntheticBeat[], rate = 500) => {
    const leads = samplesOf(syntheticEcg(beats, { sampleRateHz: rate }));
    return classifyBeats(leads, rate, detectQrs(leads, rate).beats, {
      seen: pacingSpikes(leads, rate),
      device: [],
    }).map((beat) => beat.class);
  };

  test('early wide beats are ventricular, the others normal', () => {
    const beats = steady(24, 0.8).map(
      (beat, i): SyntheticBeat => (i % 6 === 4 ? { at: beat.at - 0.25, kind: 'ventricular' } : beat),
    );
    expect(classesOf(beats)).toEqual(beats.map(({ kind }) => kind ?? 'normal'));
  });

  test('early beats of the usual form are not ventricular', () => {
    const beats = steady(24, 0.8).map((beat, i): SyntheticBeat => (i % 6 === 4 ? { at: beat.at - 0.25 } : beat));
    expect(new Set(classesOf(beats))).toEqual(new Set(['normal']));
  });

  test('irregular beats of one form are not ventricular', () => {
    expect(new Set(classesOf(irregular(30)))).toEqual(new Set(['normal']));
  });

  test('beats after a spike are paced', () => {
    const beats = steady(12, 0.85).map((beat): SyntheticBeat => ({ ...beat, kind: 'paced' }));
    expect(new Set(classesOf(beats, 1000))).toEqual(new Set(['paced']));
  });

  test('no beats, no classes', () => {
    expect(classifyBeats([new Float32Array(500)], 250, [])).toEqual([]);
  });
});
