// Ventricular fibrillation or flutter: the signal is one running wave without complexes. Kuo and Dillman's leakage of a filter that doubles the wave away.
// A running wave that repeats itself slower than flutter is a tachycardia of one form, and is kept apart.
import { highPass, lowPass, zeroPhase } from '../signal/biquad.ts';
import { fillGaps } from '../signal/gaps.ts';
import { decimate } from '../signal/moving.ts';
import { roughQuantile } from '../signal/stats.ts';
import { steadyRepetition } from './organised.ts';

export interface ChaoticSpan {
  fromMs: number;
  toMs: number;
  /** Waves a minute. */
  rateBpm: number;
  /** Every wave is like the one before, evenly apart: flutter, not fibrillation. Absent where it is not, and in older measurements. */
  isRegular?: true;
}

export interface RunningVentricles {
  /** Fibrillation and flutter: no beats are to be told. */
  chaotic: ChaoticSpan[];
  /** One form at an even distance, slower than flutter: a monomorphic tachycardia whose beats can be counted. */
  tachycardia: ChaoticSpan[];
}

const windowS = 4;
/** Leakage below which a window counts (Kuo and Dillman 1978: 0.406 for large signals). */
const leakageLimit = 0.406;
/** Ventricular flutter begins here (about 300/min; ACC/AHA/HRS 2006 definitions: regular, cycle of 200 ms or so, no isoelectric line). */
const flutterBpm = 240;
/** Range of nine tenths of the samples, microvolts: fine fibrillation is lower still, but so are tremor and hum upon a still line. */
const leastUv = 120;

/**
 * Windows of 4 s in which every usable lead is one running wave of 150 to 480 a minute with at least `leastUv` from crest to trough,
 * joined with their like. A lone window is not reported: artefacts of movement look the same for that long.
 */
export function runningVentricles(leads: readonly Float32Array[], sampleRateHz: number): RunningVentricles {
  const factor = Math.max(1, Math.floor(sampleRateHz / 100));
  const rate = sampleRateHz / factor;
  const slow = leads.map((lead) =>
    zeroPhase(decimate(fillGaps(lead).samples, factor), [highPass(rate, 1), lowPass(rate, 25)], rate),
  );
  const count = slow[0]?.length ?? 0;
  const width = Math.round(windowS * rate);
  const spans: (ChaoticSpan & { windows: number; isSlow: boolean })[] = [];
  for (let from = 0; from + width <= count; from += Math.floor(width / 2)) {
    const waves = slow.flatMap((lead) => {
      const part = lead.subarray(from, from + width);
      const bpm = runningWave(part, rate);
      return bpm === null ? [] : [{ part, bpm }];
    });
    if (waves.length < 0.6 * slow.length || waves.length === 0) continue;
    const steadyBpm = steadyRepetition(
      waves.map(({ part }) => part),
      rate,
    );
    const rateBpm = steadyBpm ?? waves.reduce((sum, { bpm }) => sum + bpm, 0) / waves.length;
    const isSlow = steadyBpm !== null && steadyBpm < flutterBpm;
    const fromMs = (from * 1000) / rate;
    const toMs = ((from + width) * 1000) / rate;
    const last = spans.at(-1);
    if (last && last.toMs >= fromMs && last.isSlow === isSlow) {
      last.toMs = toMs;
      last.windows++;
      last.rateBpm += (rateBpm - last.rateBpm) / last.windows;
      if (steadyBpm === null) delete last.isRegular;
    } else
      spans.push({ fromMs, toMs, rateBpm, windows: 1, isSlow, ...(steadyBpm === null ? {} : { isRegular: true }) });
  }
  const found = (slower: boolean) =>
    spans
      .filter(({ windows, isSlow }) => windows >= 2 && isSlow === slower)
      .map(({ windows, isSlow, ...span }): ChaoticSpan => span);
  return { chaotic: found(false), tachycardia: found(true) };
}

export function chaoticVentricles(leads: readonly Float32Array[], sampleRateHz: number): ChaoticSpan[] {
  return runningVentricles(leads, sampleRateHz).chaotic;
}

/** Rate of the wave that fills the window, or `null`. */
function runningWave(samples: Float32Array, rate: number): number | null {
  const range = roughQuantile(samples, 0.95) - roughQuantile(samples, 0.05);
  if (range < leastUv) return null;
  let size = 0;
  let change = 0;
  for (let i = 1; i < samples.length; i++) {
    size += Math.abs(samples[i] ?? 0);
    change += Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0));
  }
  const half = (Math.PI * size) / change + 0.5;
  const bpm = (60 * rate) / (2 * half);
  if (bpm < 150 || bpm > 480) return null;
  const shift = Math.round(half);
  let left = 0;
  let total = 0;
  for (let i = shift; i < samples.length; i++) {
    const a = samples[i] ?? 0;
    const b = samples[i - shift] ?? 0;
    left += Math.abs(a + b);
    total += Math.abs(a) + Math.abs(b);
  }
  return left / total < leakageLimit ? bpm : null;
}
