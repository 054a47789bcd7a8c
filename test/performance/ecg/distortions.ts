// What unseen recordings do differently, done to the labelled ones: other rates, gains, polarities, leads, noises, faults and cuts. Seeded, so
// that every run distorts alike. A distortion never looks at the labels, and never at which record it is.
import { highPass, lowPass, zeroPhase } from '../../../core/ecg/signal/biquad.ts';
import { inSpan, type Span } from '../../../core/ecg/signal/presence.ts';
import { standardDeviation } from '../../../core/ecg/signal/stats.ts';
import { seeded } from './noise.ts';

/** One recording with its reference beats, in samples of its own rate. */
export interface Strip {
  leads: Float32Array[];
  sampleRateHz: number;
  reference: number[];
  /** Where a beat may be found or not, since half of it is lost: counted neither way. */
  doubtful?: readonly Span[];
}

export interface Distortion {
  name: string;
  group: 'rate' | 'gain' | 'lead' | 'noise' | 'fault' | 'cut' | 'heart';
  apply: (strip: Strip, seed: number) => Strip;
}

/** Samples at another rate: low-passed below half of it, then cubic between the samples (Catmull and Rom). */
export function resampled(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  const still = toHz < fromHz ? zeroPhase(samples, [lowPass(fromHz, 0.42 * toHz)], fromHz) : samples;
  const count = Math.floor(((samples.length - 1) * toHz) / fromHz) + 1;
  const at = (i: number) => still[Math.min(Math.max(i, 0), still.length - 1)] ?? 0;
  return Float32Array.from({ length: count }, (_, n) => {
    const place = (n * fromHz) / toHz;
    const i = Math.floor(place);
    const t = place - i;
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  });
}

const atRate = (toHz: number): Distortion => ({
  name: `${toHz} Hz`,
  group: 'rate',
  apply: ({ leads, sampleRateHz, reference }) => ({
    leads: leads.map((lead) => resampled(lead, sampleRateHz, toHz)),
    sampleRateHz: toHz,
    reference: reference.map((sample) => Math.round((sample * toHz) / sampleRateHz)),
  }),
});

/** Every lead by itself. */
const each = (
  group: Distortion['group'],
  name: string,
  change: (lead: Float32Array, rate: number, index: number, seed: number) => Float32Array,
): Distortion => ({
  name,
  group,
  apply: (strip, seed) => ({
    ...strip,
    leads: strip.leads.map((lead, i) => change(lead, strip.sampleRateHz, i, seed + 31 * i)),
  }),
});

const gain = (factor: number) => each('gain', `gain x${factor}`, (lead) => lead.map((value) => factor * value));

const onlyLead = (index: number, name: string): Distortion => ({
  name,
  group: 'lead',
  apply: (strip) => ({ ...strip, leads: [strip.leads[index] ?? strip.leads[0] ?? new Float32Array(0)] }),
});

const flipped = (which: (index: number) => boolean, name: string) =>
  each('lead', name, (lead, _, index) => (which(index) ? lead.map((value) => -value) : lead));

/** Power of the beats' own band, by which the noise is measured: of an untouched signal its drift would count as signal. */
function signalSpread(lead: Float32Array, rate: number): number {
  return standardDeviation(zeroPhase(lead, [highPass(rate, 1)], 2 * rate));
}

const noisy = (kind: string, db: number, wave: (rate: number, random: () => number, count: number) => Float32Array) =>
  each('noise', `${kind} ${db} dB`, (lead, rate, _, seed) => {
    const noise = wave(rate, seeded(seed), lead.length);
    const share = (signalSpread(lead, rate) / standardDeviation(noise)) * 10 ** (-db / 20);
    return lead.map((value, i) => value + share * (noise[i] ?? 0));
  });

const mains = (hz: number) => (rate: number, random: () => number, count: number) => {
  const phase = 2 * Math.PI * random();
  return Float32Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * hz * i) / rate + phase;
    return Math.sin(angle) + 0.3 * Math.sin(3 * angle);
  });
};

/** Breath and slow electrode potentials: a line at 0.3 Hz and a wandering sum below it. */
const wander = (rate: number, random: () => number, count: number) => {
  const lines = [0.05, 0.11, 0.19, 0.31, 0.47].map((hz) => ({
    hz,
    phase: 2 * Math.PI * random(),
    size: random() + 0.3,
  }));
  return Float32Array.from({ length: count }, (_, i) =>
    lines.reduce((sum, { hz, phase, size }) => sum + size * Math.sin((2 * Math.PI * hz * i) / rate + phase), 0),
  );
};

const gaussian = (random: () => number) => random() + random() + random() + random() - 2;

/** Muscle: noise from 20 Hz on, that swells and fades within seconds. */
const muscle = (rate: number, random: () => number, count: number) => {
  const white = Float32Array.from({ length: count }, () => gaussian(random));
  const band = zeroPhase(white, [highPass(rate, 20)], rate / 2);
  let swell = 1;
  return band.map((value, i) => {
    if (i % Math.round(rate) === 0) swell = 0.4 + 1.2 * random();
    return swell * value;
  });
};

/** Electrode motion: jumps every few seconds that die away within half a second, in the band of the beats. */
const motion = (rate: number, random: () => number, count: number) => {
  let jump = 0;
  const jumps = Float32Array.from({ length: count }, () => {
    if (random() < 1 / (4 * rate)) jump += 8 * (random() - 0.5);
    jump *= 1 - 3 / rate;
    return jump;
  });
  return zeroPhase(jumps, [lowPass(rate, 15)], rate);
};

/** Clips at the level that the highest share of the samples passes. */
const clipped = (share: number) =>
  each('fault', `ADC clips the outer ${100 * share} %`, (lead) => {
    const sorted = Float32Array.from(lead).sort();
    const low = sorted[Math.floor(share * sorted.length)] ?? 0;
    const high = sorted[Math.ceil((1 - share) * sorted.length) - 1] ?? 0;
    return lead.map((value) => Math.min(high, Math.max(low, value)));
  });

/** Spans of 4 to 12 s about every `everyS`, of which one lead at a time, or all, are lost. */
function spans(count: number, rate: number, everyS: number, seed: number): Span[] {
  const random = seeded(seed);
  const found: Span[] = [];
  for (let at = everyS * rate * random(); at < count; at += everyS * rate * (0.7 + 0.6 * random())) {
    const from = Math.round(at);
    found.push([from, Math.min(count, Math.round(from + rate * (4 + 8 * random())))]);
  }
  return found;
}

const oneLost = (name: string, fill: (lead: Float32Array, at: number, rate: number) => number): Distortion => ({
  name: `one lead ${name} for 4 to 12 s`,
  group: 'fault',
  apply: (strip, seed) => {
    // Of one lead alone nothing would be left.
    if (strip.leads.length < 2) return strip;
    const leads = strip.leads.map((lead) => Float32Array.from(lead));
    spans(leads[0]?.length ?? 0, strip.sampleRateHz, 30, seed).forEach(([from, to], k) => {
      const lead = leads[k % leads.length];
      for (let i = from; lead && i < to; i++) lead[i] = fill(lead, from, strip.sampleRateHz);
    });
    return { ...strip, leads };
  },
});

/** Beats inside a stretch without any signal are not asked for; what is found there counts as extra. */
const allLost = (name: string, fill: (lead: Float32Array, at: number) => number): Distortion => ({
  name: `all leads ${name} for 4 to 12 s`,
  group: 'fault',
  apply: (strip, seed) => {
    const leads = strip.leads.map((lead) => Float32Array.from(lead));
    const lost = spans(leads[0]?.length ?? 0, strip.sampleRateHz, 60, seed);
    for (const [from, to] of lost) for (const lead of leads) for (let i = from; i < to; i++) lead[i] = fill(lead, from);
    const edge = 0.3 * strip.sampleRateHz;
    return {
      ...strip,
      leads,
      reference: strip.reference.filter((sample) => !inSpan(lost, sample)),
      doubtful: lost.flatMap(([from, to]): Span[] => [
        [from - edge, from + edge],
        [to - edge, to + edge],
      ]),
    };
  },
});

/** What lies over the line between the ends of a window around each chosen beat, in other size: a Hann window, so that nothing jumps. */
const resized = (name: string, fromS: number, toS: number, factor: number, every: number): Distortion => ({
  name,
  group: 'heart',
  apply: (strip) => ({
    ...strip,
    leads: strip.leads.map((lead) => {
      const changed = Float32Array.from(lead);
      strip.reference.forEach((sample, k) => {
        const from = Math.round(sample + fromS * strip.sampleRateHz);
        const to = Math.round(sample + toS * strip.sampleRateHz);
        if (k % every !== every - 1 || from < 0 || to >= lead.length) return;
        const first = lead[from] ?? 0;
        const slope = ((lead[to] ?? 0) - first) / (to - from);
        for (let i = from; i <= to; i++) {
          const over = (lead[i] ?? 0) - first - slope * (i - from);
          const share = Math.min(1, 4 * Math.sin((Math.PI * (i - from)) / (to - from)) ** 2);
          changed[i] = (lead[i] ?? 0) + (factor - 1) * share * over;
        }
      });
      return changed;
    }),
  }),
});

/** The same samples at another rate of the clock: another heart rate, with all waves as much narrower or wider. */
const played = (factor: number): Distortion => ({
  name: `played ${factor} times as fast`,
  group: 'heart',
  apply: (strip) => ({ ...strip, sampleRateHz: factor * strip.sampleRateHz }),
});

/** The record in pieces of 8 to 14 s that begin and end anywhere: apply gives the pieces one after another with 0 s between. */
export interface Piece {
  from: number;
  to: number;
}

export function pieces(count: number, rate: number, seed: number): Piece[] {
  const random = seeded(seed);
  const list: Piece[] = [];
  for (let from = 0; from < count - 8 * rate; ) {
    const to = Math.min(count, from + Math.round(rate * (8 + 6 * random())));
    list.push({ from, to });
    from = to + Math.round(rate * 4 * random());
  }
  return list;
}

/** A lead that is off stands at the end of its range; a shorted one at zero; a floating one is far off and hums. */
export const distortions: readonly Distortion[] = [
  ...[100, 125, 128, 180, 200, 250, 257, 360, 500, 512, 1000].map(atRate),
  ...[0.1, 0.3, 3].map(gain),
  each('gain', 'gain falls to a third within the record', (lead) =>
    lead.map((value, i) => value * (1 - (0.67 * i) / lead.length)),
  ),
  each('gain', 'offset of 300 mV', (lead) => lead.map((value) => value + 300_000)),
  each('gain', 'steps of 20 µV (coarse ADC)', (lead) => lead.map((value) => 20 * Math.round(value / 20))),
  flipped(() => true, 'all leads turned over'),
  flipped((index) => index === 0, 'first lead turned over'),
  flipped((index) => index === 1, 'second lead turned over'),
  onlyLead(0, 'first lead alone'),
  onlyLead(1, 'second lead alone'),
  ...[24, 18, 12].flatMap((db) => [
    noisy('mains 50 Hz', db, mains(50)),
    noisy('baseline wander', db, wander),
    noisy('muscle', db, muscle),
  ]),
  noisy('baseline wander', -12, wander),
  noisy('mains 60 Hz', 6, mains(60)),
  noisy('muscle', 6, muscle),
  noisy('electrode motion', 12, motion),
  noisy('electrode motion', 6, motion),
  clipped(0.005),
  clipped(0.02),
  resized('every 7th QRS at a third of its size', -0.1, 0.1, 0.33, 7),
  resized('every 2nd QRS at a third of its size', -0.1, 0.1, 0.33, 2),
  resized('every 7th QRS three times its size', -0.1, 0.1, 3, 7),
  resized('T three times as tall', 0.14, 0.42, 3, 1),
  resized('P three times as tall', -0.26, -0.07, 3, 1),
  played(1.5),
  played(0.7),
  oneLost('flat', () => 0),
  oneLost('at its rail', () => 5000),
  oneLost('missing', () => Number.NaN),
  allLost('flat', () => 0),
  allLost('frozen', (lead, at) => lead[at - 1] ?? 0),
  allLost('at their rails', () => 5000),
  allLost('missing', () => Number.NaN),
];
