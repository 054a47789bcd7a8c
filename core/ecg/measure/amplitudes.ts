// Amplitudes and ST levels of one lead, on the median beat, from the PR level; microvolts.
import type { Waves } from '../delineate/waves.ts';
import { quantile } from '../signal/stats.ts';

export interface LeadAmplitudes {
  p: number | null;
  /** First negative deflection before the R wave; negative. */
  q: number | null;
  r: number | null;
  /** Negative deflection after the R wave; negative. */
  s: number | null;
  t: number | null;
  stJ: number | null;
  stJ60: number | null;
  stJ80: number | null;
  qDurationMs: number | null;
  /** Robust deviation of stJ from beat to beat; absent where the beats of the lead are not at hand, and in older measurements. */
  stScatter?: number | null;
}

/** Smallest deflection that counts as a Q, R or S wave. */
const least = 20;

export function leadAmplitudes(lead: Float32Array, rate: number, waves: Waves): LeadAmplitudes {
  const { p, qrs, t } = waves;
  const none = { p: null, q: null, r: null, s: null, t: null, stJ: null, stJ60: null, stJ80: null, qDurationMs: null };
  if (!qrs) return none;
  const ms = (value: number) => Math.round((value * rate) / 1000);
  const level = meanOf(lead, qrs.onset - ms(20), qrs.onset - ms(4));
  const at = (index: number) => (index < lead.length ? (lead[Math.max(0, index)] ?? 0) - level : null);
  let rAt = qrs.onset;
  for (let i = qrs.onset; i <= qrs.offset; i++) if ((lead[i] ?? 0) > (lead[rAt] ?? 0)) rAt = i;
  const r = (lead[rAt] ?? 0) - level;
  const hasR = r >= least;
  const q = lowest(lead, qrs.onset, hasR ? rAt : qrs.offset, level);
  const s = hasR ? lowest(lead, rAt, qrs.offset, level) : null;
  const spread = ms(4);
  const st = (offsetMs: number) => {
    const index = qrs.offset + ms(offsetMs);
    return index + spread < lead.length ? meanOf(lead, index - spread, index + spread) - level : null;
  };
  return {
    p: p ? extreme(lead, p.onset, p.offset, meanOf(lead, p.onset - ms(8), p.onset)) : null,
    q: q !== null && q.value <= -least ? q.value : null,
    r: hasR ? r : null,
    s: s !== null && s.value <= -least ? s.value : null,
    t: t ? extreme(lead, t.onset, t.offset, level) : null,
    stJ: at(qrs.offset) === null ? null : st(0),
    stJ60: st(60),
    stJ80: st(80),
    qDurationMs: q !== null && q.value <= -least && hasR ? qDuration(lead, qrs.onset, rAt, level, rate) : null,
  };
}

/** How far ST at J lies apart in the single beats of one lead (`members`, in the indices of the median beat); `null` for fewer than three. */
export function stScatter(members: readonly Float32Array[], rate: number, { qrs }: Waves): number | null {
  if (!qrs || members.length < 3) return null;
  const ms = (value: number) => Math.round((value * rate) / 1000);
  const levels = members.map(
    (lead) =>
      meanOf(lead, qrs.offset - ms(4), qrs.offset + ms(4)) - meanOf(lead, qrs.onset - ms(20), qrs.onset - ms(4)),
  );
  return (quantile(levels, 0.75) - quantile(levels, 0.25)) / 1.349;
}

export function meanOf(lead: Float32Array, from: number, to: number): number {
  let sum = 0;
  let held = 0;
  for (let i = Math.max(0, from); i <= Math.min(to, lead.length - 1); i++) {
    sum += lead[i] ?? 0;
    held++;
  }
  return held > 0 ? sum / held : (lead[Math.max(0, Math.min(from, lead.length - 1))] ?? 0);
}

function lowest(lead: Float32Array, from: number, to: number, level: number): { at: number; value: number } | null {
  if (to <= from) return null;
  let at = from;
  for (let i = from; i <= to; i++) if ((lead[i] ?? 0) < (lead[at] ?? 0)) at = i;
  return { at, value: (lead[at] ?? 0) - level };
}

/** Signed value furthest from the level. */
function extreme(lead: Float32Array, from: number, to: number, level: number): number {
  let largest = 0;
  for (let i = Math.max(0, from); i <= Math.min(to, lead.length - 1); i++) {
    const value = (lead[i] ?? 0) - level;
    if (Math.abs(value) > Math.abs(largest)) largest = value;
  }
  return largest;
}

function qDuration(lead: Float32Array, onset: number, rAt: number, level: number, rate: number): number {
  let below = 0;
  for (let i = onset; i < rAt; i++) if ((lead[i] ?? 0) < level) below++;
  return (below * 1000) / rate;
}
