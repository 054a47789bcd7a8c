// Ventricular fibrillation or flutter: the signal is one running wave without complexes. Kuo and Dillman's leakage of a filter that doubles the wave away.
import { highPass, lowPass, zeroPhase } from '../signal/biquad.ts';
import { fillGaps } from '../signal/gaps.ts';
import { decimate } from '../signal/moving.ts';
import { roughQuantile } from '../signal/stats.ts';

export interface ChaoticSpan {
  fromMs: number;
  toMs: number;
  /** Waves a minute. */
  rateBpm: number;
}

const windowS = 4;
/** Leakage below which a window counts (Kuo and Dillman 1978: 0.406 for large signals). */
const leakageLimit = 0.406;
/** Range of nine tenths of the samples, microvolts: fine fibrillation is lower still, but so are tremor and hum upon a still line. */
const leastUv = 120;

/**
 * Windows of 4 s in which every usable lead is one running wave of 150 to 480 a minute with at least `leastUv` from crest to trough,
 * joined. A lone window is not reported: artefacts of movement look the same for that long.
 */
export function chaoticVentricles(leads: readonly Float32Array[], sampleRateHz: number): ChaoticSpan[] {
  const factor = Math.max(1, Math.floor(sampleRateHz / 100));
  const rate = sampleRateHz / factor;
  const slow = leads.map((lead) =>
    zeroPhase(decimate(fillGaps(lead).samples, factor), [highPass(rate, 1), lowPass(rate, 25)], rate),
  );
  const count = slow[0]?.length ?? 0;
  const width = Math.round(windowS * rate);
  const spans: (ChaoticSpan & { windows: number })[] = [];
  for (let from = 0; from + width <= count; from += Math.floor(width / 2)) {
    const waves = slow.flatMap((lead) => runningWave(lead.subarray(from, from + width), rate) ?? []);
    if (waves.length < 0.6 * slow.length || waves.length === 0) continue;
    const rateBpm = waves.reduce((a, b) => a + b, 0) / waves.length;
    const fromMs = (from * 1000) / rate;
    const toMs = ((from + width) * 1000) / rate;
    const last = spans.at(-1);
    if (last && last.toMs >= fromMs) {
      last.toMs = toMs;
      last.windows++;
      last.rateBpm += (rateBpm - last.rateBpm) / last.windows;
    } else spans.push({ fromMs, toMs, rateBpm, windows: 1 });
  }
  return spans.filter(({ windows }) => windows >= 2).map(({ fromMs, toMs, rateBpm }) => ({ fromMs, toMs, rateBpm }));
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
