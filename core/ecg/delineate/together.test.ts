// Marks of several leads as one set: near the known bounds, in their order, and the same however the leads are given.
import { describe, expect, test } from 'vitest';
import {
  eightLeads,
  type LeadName,
  type SyntheticBeat,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { detectQrs } from '../detect/qrs.ts';
import type { BeatMarks } from './marks.ts';
import { delineateTogether, oneSet } from './together.ts';

const rate = 500;
const truth = { prMs: 160, qrsMs: 90, qtMs: 390 };

function signal(beats: SyntheticBeat[], leads: readonly LeadName[], options: SyntheticOptions = {}) {
  const ecg = syntheticEcg(beats, { sampleRateHz: rate, noiseUv: 10, ...options, leads });
  const samples = ecg.leads.map((lead) => lead.samples);
  return { samples, beats: detectQrs(samples, rate).beats };
}

/** The first and the last beat may be cut off. */
const inner = (marks: readonly BeatMarks[]) => marks.slice(1, -1);
const bounds = (marks: readonly BeatMarks[]) =>
  inner(marks).map(({ p, qrs, t }) => [p?.onset, p?.offset, qrs?.onset, qrs?.offset, t?.onset, t?.offset]);

describe('against known bounds', () => {
  test.each([
    ['one lead', ['II']],
    ['two leads', ['II', 'V1']],
    ['three leads', ['I', 'II', 'V5']],
    ['eight leads', eightLeads],
  ] as [string, LeadName[]][])('%s', (_, names) => {
    const beats = steady(14, 0.8);
    const { samples, beats: found } = signal(beats, names);
    const marks = delineateTogether(samples, rate, found);
    expect(marks.length).toBe(beats.length);
    for (const [i, { p, qrs, t }] of inner(marks).entries()) {
      const ms = (sample: number | undefined) =>
        ((sample ?? Number.NaN) * 1000) / rate - 1000 * (beats[i + 1]?.at ?? 0);
      expect(Math.abs(ms(p?.onset) + truth.prMs)).toBeLessThanOrEqual(20);
      expect(Math.abs(ms(qrs?.onset))).toBeLessThanOrEqual(14);
      expect(Math.abs(ms(qrs?.offset) - truth.qrsMs)).toBeLessThanOrEqual(16);
      expect(Math.abs(ms(t?.offset) - truth.qtMs)).toBeLessThanOrEqual(24);
    }
  });
});

describe('how the leads are given does not matter', () => {
  const { samples, beats } = signal(steady(14, 0.8), ['II', 'V1', 'V5', 'V2']);
  const asGiven = bounds(delineateTogether(samples, rate, beats));
  const few = bounds(delineateTogether(samples.slice(0, 2), rate, beats));

  test('order', () => {
    expect(bounds(delineateTogether([...samples].reverse(), rate, beats))).toEqual(asGiven);
    expect(bounds(delineateTogether(samples.slice(0, 2).reverse(), rate, beats))).toEqual(few);
  });

  test('polarity of one lead and of all', () => {
    const turned = (lead: Float32Array) => lead.map((value) => -value);
    expect(bounds(delineateTogether(samples.map(turned), rate, beats))).toEqual(asGiven);
    const one = samples.map((lead, k) => (k === 1 ? turned(lead) : lead));
    expect(bounds(delineateTogether(one, rate, beats))).toEqual(asGiven);
    expect(bounds(delineateTogether(one.slice(0, 2), rate, beats))).toEqual(few);
  });

  test('gain', () => {
    const doubled = samples.map((lead) => lead.map((value) => 2 * value));
    expect(bounds(delineateTogether(doubled, rate, beats))).toEqual(asGiven);
  });

  test('place in time', () => {
    const by = 4 * rate;
    const later = samples.map((lead) => Float32Array.from([...new Float32Array(by).fill(lead[0] ?? 0), ...lead]));
    const moved = beats.map((beat) => ({ sample: beat.sample + by }));
    const marks = bounds(delineateTogether(later, rate, moved));
    // The drift filter settles at the beginning of a recording: of the marks there, a sample more or less.
    for (const [i, beat] of marks.entries())
      for (const [k, mark] of beat.entries())
        expect(Math.abs((mark ?? Number.NaN) - by - (asGiven[i]?.[k] ?? Number.NaN))).toBeLessThanOrEqual(1);
  });
});

describe('an early beat in the strip', () => {
  // The large early beat lies where the other beats' T could be, were it averaged in with theirs.
  const beats: SyntheticBeat[] = [...steady(9, 0.95), { at: 0.4 + 8 * 0.95 + 0.53, kind: 'ventricular', gain: 2 }];

  test.each([
    ['two leads', ['II', 'V2']],
    ['eight leads', eightLeads],
  ] as [string, LeadName[]][])('T of the others ends where it did: %s', (_, names) => {
    const { samples, beats: found } = signal(beats, names, { noiseUv: 5 });
    const marks = delineateTogether(samples, rate, found);
    for (const { qrs, t } of marks.slice(1, 8)) {
      const qtMs = (((t?.offset ?? Number.NaN) - (qrs?.onset ?? Number.NaN)) * 1000) / rate;
      expect(Math.abs(qtMs - truth.qtMs)).toBeLessThanOrEqual(30);
    }
  });
});

describe('the leads against their sum', () => {
  // At 1000 samples a second: P before a QRS from 190 to 280.
  const wave = (onset: number, peak: number, offset: number) => ({ onset, peak, offset, confidence: 0.9 });
  const beat = (p: ReturnType<typeof wave> | null): BeatMarks => ({
    sample: 230,
    p,
    qrs: wave(190, 230, 280),
    t: wave(400, 480, 560),
  });
  const near = wave(30, 70, 130);

  test.each([
    ['the same wave: two parts of the sum, one of the leads', wave(24, 70, 118), [near, near], wave(26, 70, 122)],
    ['another wave that both leads show: theirs', wave(120, 150, 185), [near, wave(34, 74, 126)], wave(32, 72, 128)],
    ['a wave that the sum does not show, but both leads', null, [near, near], near],
    ['a wave that one lead of two shows', null, [near, null], null],
    ['a spike just before QRS that both leads take for P', null, [wave(120, 160, 180), wave(124, 150, 180)], null],
    [
      'waves 80 ms apart in two leads: the sum, mixed',
      wave(24, 70, 118),
      [near, wave(110, 150, 190)],
      wave(39, 70, 132),
    ],
  ] as [string, ReturnType<typeof wave> | null, (ReturnType<typeof wave> | null)[], ReturnType<typeof wave> | null][])(
    '%s',
    (_, joint, own, expected) => {
      const [marks] = oneSet(
        [beat(joint)],
        own.map((p) => [beat(p)]),
        1000,
      );
      expect(marks?.p).toEqual(expected);
    },
  );
});

describe('what is not there stays absent', () => {
  test.each([
    ['two leads', ['II', 'V1']],
    ['eight leads', eightLeads],
  ] as [string, LeadName[]][])('P and flat T: %s', (_, names) => {
    const without = steady(14, 0.8).map((beat) => ({ ...beat, kind: 'no-p' as const }));
    const { samples, beats } = signal(without, names, { tGain: 0 });
    const marks = delineateTogether(samples, rate, beats);
    expect(marks.length).toBe(14);
    expect(marks.filter(({ p, t }) => p !== null || t !== null).length).toBeLessThanOrEqual(1);
  });
});

test('marks stand in their order, beat after beat, in noise and where P follows T at once', () => {
  for (const names of [['II', 'V1'], ['I', 'V2'], ['V1', 'V6'], eightLeads] as LeadName[][]) {
    const { samples, beats } = signal(steady(24, 0.4), names, { noiseUv: 80, qtMs: 300 });
    const list = delineateTogether(samples, rate, beats).flatMap(({ p, qrs, t }) => [
      ...(p ? [p.onset, p.peak, p.offset] : []),
      ...(qrs ? [qrs.onset, qrs.offset] : []),
      ...(t ? [t.onset, t.peak, t.offset] : []),
    ]);
    expect(list.length).toBeGreaterThan(24 * 4);
    expect([...list].sort((a, b) => a - b)).toEqual(list);
  }
});
