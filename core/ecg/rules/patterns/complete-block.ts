// Complete AV block: what is left without QRS and T repeats at an even distance of its own, faster than the QRS and in no fixed place to it.
import type { Measured } from '../../measure/measurement.ts';
import { median } from '../../signal/stats.ts';
import type { Block } from './facts.ts';
import type { Stretch } from './signal.ts';

const fastestS = 0.4;
const slowestS = 1.25;

/** `beats` are samples of the recording inside the stretch; at least five, evenly apart. */
export function completeBlock(stretch: Stretch, beats: readonly number[], measured: Measured): Block | null {
  const { medianBeat, heartRateBpm, rhythmDetail } = measured;
  const { qrs, t } = medianBeat?.waves ?? {};
  if (!medianBeat || !qrs || heartRateBpm === null || heartRateBpm > 60 || rhythmDetail.fibrillationShare > 0.2)
    return null;
  const places = beats.map((sample) => stretch.place(sample));
  const gaps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
  if (gaps.length < 4) return null;
  const usual = median(gaps);
  if (gaps.some((gap) => Math.abs(gap - usual) > 0.12 * usual)) return null;
  const scale = stretch.rate / medianBeat.sampleRateHz;
  const from = Math.round((qrs.onset - medianBeat.origin) * scale) - Math.round(0.04 * stretch.rate);
  const to = t
    ? Math.round((t.offset - medianBeat.origin) * scale) + Math.round(0.04 * stretch.rate)
    : Math.round(0.45 * stretch.rate);
  const first = places[0] ?? 0;
  const last = places.at(-1) ?? 0;
  const rests = stretch.leads.map(({ samples }) => withoutBeats(samples, places, from, to).subarray(first, last));
  const train = periodOf(rests, stretch.rate);
  if (!train || train.period > 0.85 * usual) return null;
  // The same place in the cycle for every QRS would be conduction.
  let sin = 0;
  let cos = 0;
  for (const place of places) {
    const phase = (2 * Math.PI * (place - first)) / train.period;
    sin += Math.sin(phase);
    cos += Math.cos(phase);
  }
  if (Math.hypot(sin, cos) / places.length > 0.6) return null;
  const pMs: number[] = [];
  for (let at = first + train.peak; at < last; at += train.period) pMs.push(stretch.ms(at));
  return {
    kind: 'complete',
    fromMs: stretch.ms(first),
    toMs: stretch.ms(last),
    count: pMs.length,
    pMs,
    atrialRateBpm: (60 * stretch.rate) / train.period,
  };
}

/** The mean beat taken off each beat: what stands in no fixed place to the QRS stays. */
function withoutBeats(samples: Float32Array, places: readonly number[], from: number, to: number): Float32Array {
  const rest = samples.slice();
  const width = to - from;
  const middle = Float32Array.from({ length: width }, (_, i) =>
    median(places.map((place) => samples[place + from + i] ?? 0)),
  );
  for (const place of places)
    for (let i = 0; i < width; i++) {
      const at = place + from + i;
      if (at >= 0 && at < rest.length) rest[at] = (rest[at] ?? 0) - (middle[i] ?? 0);
    }
  // Where QRS stood, its own variation outweighs any P wave.
  const half = Math.round(width * 0.12);
  for (const place of places)
    for (let at = Math.max(0, place - half); at <= Math.min(rest.length - 1, place + half); at++) rest[at] = 0;
  return rest;
}

/** Period whose folding keeps most of the energy, in one wave; the shortest among the equally good, since its multiples keep it too. */
function periodOf(rests: readonly Float32Array[], rate: number): { period: number; peak: number } | null {
  const count = rests[0]?.length ?? 0;
  const tried: { period: number; share: number; peak: number; compact: number; height: number }[] = [];
  for (let period = fastestS * rate; period <= Math.min(slowestS * rate, count / 5); period += 0.5)
    tried.push({ period, ...folded(rests, period, rate) });
  const best = Math.max(0, ...tried.map(({ share }) => share));
  const found = tried.find(({ share }) => share >= 0.93 * best);
  return found && best >= 0.45 && found.compact >= 0.42 && found.height >= 50 ? found : null;
}

function folded(rests: readonly Float32Array[], period: number, rate: number) {
  const bins = Math.round(period);
  const cycles = (rests[0]?.length ?? 0) / period;
  const power = new Float64Array(bins);
  let all = 0;
  let kept = 0;
  let height = 0;
  for (const rest of rests) {
    const sums = new Float64Array(bins);
    const held = new Float64Array(bins);
    // A running place instead of a remainder for each sample: hundreds of periods are tried.
    const step = bins / period;
    let place = 0;
    for (let i = 0; i < rest.length; i++) {
      const value = rest[i] ?? 0;
      const bin = Math.floor(place);
      sums[bin] = (sums[bin] ?? 0) + value;
      held[bin] = (held[bin] ?? 0) + 1;
      all += value * value;
      place += step;
      if (place >= bins) place -= bins;
    }
    let low = 0;
    let high = 0;
    sums.forEach((sum, bin) => {
      const value = sum / Math.max(1, held[bin] ?? 1);
      low = Math.min(low, value);
      high = Math.max(high, value);
      power[bin] = (power[bin] ?? 0) + value * value;
      kept += value * value * (held[bin] ?? 0);
    });
    height = Math.max(height, high - low);
  }
  const half = Math.round(0.07 * rate);
  let peak = 0;
  power.forEach((value, bin) => {
    if (value > (power[peak] ?? 0)) peak = bin;
  });
  let near = 0;
  let total = 0;
  power.forEach((value, bin) => {
    const distance = Math.min(Math.abs(bin - peak), bins - Math.abs(bin - peak));
    total += value;
    if (distance <= half) near += value;
  });
  // Folding noise keeps one part in `cycles`: that is no wave.
  const share = all > 0 ? (kept / all - 1 / cycles) / (1 - 1 / cycles) : 0;
  return { share, peak, compact: total > 0 ? near / total : 0, height };
}
