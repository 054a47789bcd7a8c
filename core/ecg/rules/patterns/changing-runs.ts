// Fast runs whose beats are not alike: polymorphic ventricular tachycardia, its twisting kind (torsades de pointes), bidirectional tachycardia.
import type { Measured } from '../../measure/measurement.ts';
import type { NamedLead } from '../../signal/limb-leads.ts';
import { median, quantile } from '../../signal/stats.ts';
import type { ChangingRun } from './facts.ts';
import { likeness, type Stretch, stretchOf } from './signal.ts';

const fewestBeats = 6;
const mostRuns = 30;
const beforeS = 0.09;
const afterS = 0.13;

/** Share of a beat's energy outside its middle 100 ms; runs that were not called ventricular with less of it are conducted, whatever their form. */
const wideShare = 0.15;

/** Torsades turns over 5 to 20 beats, spends its time on both sides of the line, and swells and fades as it turns. */
const mostBeatsToTurn = 25;
const leastShare = 0.1;
const leastSwelling = 1.4;

export function changingRuns(leads: readonly NamedLead[], measured: Measured): ChangingRun[] {
  const { rhythmDetail, beats, sampleRateHz } = measured;
  const runs = [
    ...rhythmDetail.ventricularRuns.map((run) => ({ ...run, least: 0 })),
    ...rhythmDetail.fastRuns.map((run) => ({ ...run, least: wideShare })),
  ]
    .filter((run) => run.beats >= fewestBeats && run.rateBpm >= 110)
    .slice(0, mostRuns);
  const found: ChangingRun[] = [];
  for (const run of runs) {
    if (found.some(({ fromMs, toMs }) => fromMs <= run.fromMs && toMs >= run.toMs)) continue;
    const inside = beats.filter(({ sample }) => {
      const ms = (sample * 1000) / sampleRateHz;
      return ms >= run.fromMs - 1 && ms <= run.toMs + 1;
    });
    const [first, last] = [inside[0], inside.at(-1)];
    // Paced and fused beats in turns change their form as well.
    const paced = inside.filter((beat) => beat.class === 'paced').length > 0.2 * inside.length;
    if (!first || !last || paced) continue;
    const stretch = stretchOf(leads, sampleRateHz, first.sample, last.sample, [1, 25]);
    const windows = inside.map(({ sample }) => windowAt(stretch, stretch.place(sample)));
    const kind = formOf(windows, steadiness(inside.map(({ sample }) => sample)));
    // Two forms in turns at one even distance are no conducted rhythm, however narrow they look; of other changes width must speak.
    const wide =
      kind?.kind === 'bidirectional' || median(windows.map((one) => outside(one, stretch.rate))) >= run.least;
    if (kind && wide)
      found.push({ ...kind, fromMs: run.fromMs, toMs: run.toMs, beats: inside.length, rateBpm: run.rateBpm });
  }
  return found;
}

function formOf(windows: readonly Float32Array[][], steady: number): Pick<ChangingRun, 'kind' | 'likeness'> | null {
  const next = windows.slice(1).map((window, i) => likeness(windows[i] ?? [], window));
  const second = windows.slice(2).map((window, i) => likeness(windows[i] ?? [], window));
  const alike = median(next);
  // Alternating beats at one even distance: bigeminy, which couples early and pauses after, is not that.
  if (alike < 0.3 && median(second) > 0.85 && steady < 0.12) return { kind: 'bidirectional', likeness: alike };
  const turned = windows.map((window) => likeness(windows[0] ?? [], window));
  const changes = next.filter((value) => value < 0.8).length / next.length;
  const signs = turned.map((value) => Math.sign(value));
  // A turn that lasts: at least two beats in each direction, one beat still like the next.
  const flips = signs.slice(1).filter((sign, i) => sign !== signs[i]).length;
  const against = signs.filter((sign) => sign < 0).length;
  const turning = flips >= Math.max(1, windows.length / mostBeatsToTurn) && flips <= windows.length / 3;
  const share = against / windows.length;
  const bothWays = against >= 2 && windows.length - against >= 3 && share >= leastShare && share <= 1 - leastShare;
  if (turning && bothWays && alike > 0.3 && swelling(windows) >= leastSwelling) {
    return { kind: 'twisting', likeness: alike };
  }
  if (changes >= 0.5 && Math.min(...turned) < 0.3) return { kind: 'polymorphic', likeness: alike };
  return null;
}

/** Size of the large beats over that of the small ones, in the lead where it differs most: as the axis turns, no lead keeps its height. */
function swelling(windows: readonly Float32Array[][]): number {
  const ratios = (windows[0] ?? []).map((_, k) => {
    const sizes = windows.map((leads) => Math.sqrt((leads[k] ?? new Float32Array(0)).reduce((a, v) => a + v * v, 0)));
    return quantile(sizes, 0.9) / Math.max(1, quantile(sizes, 0.1));
  });
  return Math.max(0, ...ratios);
}

/** Median step from one distance to the next, over the median distance. */
function steadiness(samples: readonly number[]): number {
  const gaps = samples.slice(1).map((sample, i) => sample - (samples[i] ?? 0));
  const steps = gaps.slice(1).map((gap, i) => Math.abs(gap - (gaps[i] ?? 0)));
  return steps.length === 0 ? 1 : median(steps) / median(gaps);
}

function windowAt({ leads, rate }: Stretch, at: number): Float32Array[] {
  const from = Math.max(0, at - Math.round(beforeS * rate));
  return leads.map(({ samples }) => samples.slice(from, at + Math.round(afterS * rate)));
}

function outside(window: readonly Float32Array[], rate: number): number {
  const middle = Math.round(beforeS * rate);
  const half = Math.round(0.05 * rate);
  let inner = 0;
  let all = 0;
  for (const lead of window)
    lead.forEach((value, i) => {
      all += value * value;
      if (Math.abs(i - middle) <= half) inner += value * value;
    });
  return all > 0 ? 1 - inner / all : 0;
}
