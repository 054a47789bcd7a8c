// Atrial flutter conducted 2:1: a steady narrow rhythm in whose cycle, with the QRS bridged, one half is like the other in inferior leads and V1.
import type { Measured } from '../../measure/measurement.ts';
import { median } from '../../signal/stats.ts';
import type { RateLimits } from '../../statements/rate-by-age.ts';
import type { Flutter } from './facts.ts';
import type { Stretch } from './signal.ts';

/** Ventricular rates at which every second wave of 250 to 350 a minute is conducted; slower ones are far more often sinus. */
const slowestBpm = 125;
const fastestBpm = 175;
const widestQrsMs = 120;
/** Scatter of the intervals, as a share of the median: a conducted circuit is steadier than most sinus nodes. */
const mostScatter = 0.012;
const fewestBeats = 8;
/**
 * Share of the cycle's power that repeats twice a beat. P and T in turns differ in height, width and distance: of 208 made sinus tachycardias one
 * lead came to 0.83. In the second lead the half suffices.
 */
const leastShare = 0.8;
const leastSecondShare = 0.5;
const leastUv = 40;
const harmonics = 10;
const phases = 64;

/** `beats` are samples of the recording inside the stretch. Only the four leads in `shownIn` are looked at. */
export function twoToOne(
  stretch: Stretch,
  beats: readonly number[],
  measured: Measured,
  shownIn: ReadonlySet<string>,
  limits: RateLimits,
): Flutter | null {
  const { heartRateBpm, qrsMs, medianBeat, rhythmDetail } = measured;
  const qrs = medianBeat?.waves.qrs;
  if (!medianBeat || !qrs || heartRateBpm === null || qrsMs === null || qrsMs >= widestQrsMs) return null;
  // What is a usual rate at the patient's age is far more often sinus.
  if (
    heartRateBpm < Math.max(slowestBpm, limits.high) ||
    heartRateBpm > fastestBpm ||
    rhythmDetail.fibrillationShare > 0
  )
    return null;
  const gaps = beats.slice(1).map((sample, i) => sample - (beats[i] ?? 0));
  const usual = median(gaps);
  if (gaps.length + 1 < fewestBeats || scatter(gaps, usual) > mostScatter * usual) return null;
  const places = beats.map((sample) => stretch.place(sample));
  const index = (at: number) => ((at - medianBeat.origin) * stretch.rate) / medianBeat.sampleRateHz;
  const bridge: [number, number] = [Math.floor(index(qrs.onset)) - 1, Math.ceil(index(qrs.offset)) + 1];
  const found = stretch.leads.flatMap(({ name, samples }) => {
    if (!shownIn.has(name)) return [];
    const { share, uv } = twiceABeat(cycleOf(samples, places, bridge));
    return uv >= leastUv ? [{ name, share }] : [];
  });
  const [first, second] = found.toSorted((a, b) => b.share - a.share);
  if (!first || !second || first.share < leastShare || second.share < leastSecondShare) return null;
  return {
    fromMs: stretch.ms(places[0] ?? 0),
    toMs: stretch.ms(places.at(-1) ?? 0),
    atrialRateBpm: (2 * 60 * measured.sampleRateHz) / usual,
    leads: found.filter(({ share }) => share >= leastSecondShare).map(({ name }) => name),
  };
}

function scatter(gaps: readonly number[], usual: number): number {
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - usual) ** 2, 0) / gaps.length);
}

/** Mean of the lead from one beat to the next, in phases of the interval, each QRS replaced by a line between its ends. */
function cycleOf(samples: Float32Array, places: readonly number[], [onset, offset]: [number, number]): Float64Array {
  const quiet = Float32Array.from(samples);
  for (const place of places) {
    const from = Math.max(0, place + onset);
    const to = Math.min(quiet.length - 1, place + offset);
    const [a, b] = [quiet[from] ?? 0, quiet[to] ?? 0];
    for (let i = from; i <= to; i++) quiet[i] = a + ((b - a) * (i - from)) / Math.max(1, to - from);
  }
  const cycle = new Float64Array(phases);
  for (let k = 0; k + 1 < places.length; k++) {
    const [from, to] = [places[k] ?? 0, places[k + 1] ?? 0];
    for (let i = 0; i < phases; i++) {
      const value = quiet[Math.round(from + ((to - from) * i) / phases)] ?? 0;
      cycle[i] = (cycle[i] ?? 0) + value / (places.length - 1);
    }
  }
  return cycle;
}

/** Share of the even harmonics of the cycle, and the height of the second from crest to trough. */
function twiceABeat(cycle: Float64Array): { share: number; uv: number } {
  let even = 0;
  let all = 0;
  let uv = 0;
  for (let n = 1; n <= harmonics; n++) {
    let [real, imaginary] = [0, 0];
    cycle.forEach((value, i) => {
      const angle = (2 * Math.PI * n * i) / phases;
      real += value * Math.cos(angle);
      imaginary += value * Math.sin(angle);
    });
    const size = (2 * Math.hypot(real, imaginary)) / phases;
    all += size ** 2;
    if (n === 2) uv = 2 * size;
    if (n === 2 || n === 4 || n === 6) even += size ** 2;
  }
  return { share: all > 0 ? even / all : 0, uv };
}
