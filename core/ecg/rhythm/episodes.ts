// Episodes of atrial fibrillation: from windows that overlap to the interval where each begins and ends.
import { clamp, median } from '../signal/stats.ts';
import type { FibrillationWindow } from './fibrillation.ts';
import type { Interval } from './intervals.ts';

export interface FibrillationSpan {
  fromMs: number;
  toMs: number;
  probability: number;
}

/**
 * Episodes: intervals whose windows say fibrillation in the mean, and of each end the interval where the rhythm truly changes, since a
 * window that lies half in the episode says the same of both halves.
 */
export function fibrillationSpans(
  windows: readonly FibrillationWindow[],
  list: readonly Interval[],
): FibrillationSpan[] {
  const sums = new Float64Array(list.length);
  const held = new Uint16Array(list.length);
  const inside = new Uint8Array(list.length);
  let k = 0;
  for (const { fromMs, toMs, probability } of windows) {
    while (k < list.length && (list[k]?.fromMs ?? 0) < fromMs) k++;
    for (let i = k; i < list.length && (list[i]?.toMs ?? 0) <= toMs; i++) {
      sums[i] = (sums[i] ?? 0) + probability;
      held[i] = (held[i] ?? 0) + 1;
      if (probability > 0.5) inside[i] = 1;
    }
  }
  const episodes: Episode[] = [];
  let free = 0;
  for (let i = 0; i < list.length; i++) {
    const says = (n: number) => (held[n] ?? 0) > 0 && (sums[n] ?? 0) > 0.5 * (held[n] ?? 0);
    if (!says(i)) continue;
    let end = i;
    while (end + 1 < list.length && says(end + 1)) end++;
    const usual = median(list.slice(i, end + 1).map(({ ms }) => ms));
    let earliest = i;
    while (earliest > free && inside[earliest - 1] === 1) earliest--;
    let latest = end;
    while (latest + 1 < list.length && inside[latest + 1] === 1) latest++;
    const from = edge(list, i, end, -1, usual, earliest);
    const to = edge(list, end, i, 1, usual, latest);
    let most = 0;
    for (let n = i; n <= end; n++) most = Math.max(most, (sums[n] ?? 0) / Math.max(1, held[n] ?? 0));
    const first = list[from];
    const last = list[to];
    i = Math.max(end, to);
    free = i + 1;
    if (!first || !last || to - from + 1 < fewestIntervals) continue;
    const before = episodes.at(-1);
    if (before && goesOn(list, before, from, usual)) {
      before.to = to;
      before.toMs = last.toMs;
      before.probability = Math.max(before.probability, most);
    } else episodes.push({ from, to, usual, fromMs: first.fromMs, toMs: last.toMs, probability: most });
  }
  return episodes.map(({ fromMs, toMs, probability }) => ({ fromMs, toMs, probability }));
}

/** A few intervals of the same length between two episodes of it: fast fibrillation is almost steady for some beats. */
function goesOn(list: readonly Interval[], before: Episode, from: number, usual: number): boolean {
  const between = list.slice(before.to + 1, from).map(({ ms }) => ms);
  if (between.length > mostBetween) return false;
  const near = (ms: number) => Math.abs(Math.log(ms / usual)) < 0.15;
  return near(before.usual) && (between.length === 0 || near(median(between)));
}

interface Episode extends FibrillationSpan {
  /** Indices of the first and the last interval. */
  from: number;
  to: number;
  usual: number;
}

const fewestIntervals = 5;
const mostBetween = 12;
/** Intervals to both sides of a rough end among which the true one is sought. */
const edgeReach = 12;

/**
 * The outermost interval of the episode on the side of `step`: where the sum of evidence for fibrillation, taken outward from well inside,
 * is greatest. An interval speaks for it when both its neighbours differ from it, and when it is nearer to the episode's usual one than to
 * that outside, where the two differ.
 */
function edge(
  list: readonly Interval[],
  rough: number,
  inner: number,
  step: -1 | 1,
  usual: number,
  limit: number,
): number {
  const from = step > 0 ? Math.max(inner, rough - edgeReach) : Math.min(inner, rough + edgeReach);
  const to = step > 0 ? Math.min(limit, rough + edgeReach) : Math.max(limit, rough - edgeReach);
  const beyond: number[] = [];
  for (let n = 1; n <= 2 * edgeReach; n++) {
    const other = list[rough + step * n];
    if (other) beyond.push(other.ms);
  }
  const outside = beyond.length >= 6 ? median(beyond) : usual;
  const apart = Math.abs(Math.log(outside / usual));
  let best = from;
  let most = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let n = from; step > 0 ? n <= to : n >= to; n += step) {
    const ms = list[n]?.ms ?? usual;
    const change =
      Math.min(...[list[n - 1], list[n + 1]].flatMap((one) => (one ? [Math.abs(one.ms - ms)] : []))) / usual;
    sum += clamp((change - 0.035) / 0.04, -1, 1);
    if (apart > 0.2) {
      const side = Math.abs(Math.log(ms / outside)) - Math.abs(Math.log(ms / usual));
      sum += clamp((2 * side) / apart, -2, 2);
    }
    if (sum >= most) {
      most = sum;
      best = n;
    }
  }
  return best;
}
