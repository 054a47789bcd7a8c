// Delineation against an expert's marks (QT database, q1c): nearest mark within 148 ms; bias and SD per record, then their means. The expert saw
// both leads and marked once; a delineator of single leads is compared by the lead that comes nearer to each mark (Martinez 2004).
import type { BeatMarks } from '../../../core/ecg/delineate/marks.ts';
import { mean, standardDeviation } from '../../../core/ecg/signal/stats.ts';
import type { Annotation } from './wfdb.ts';

export const points = ['P onset', 'P end', 'QRS onset', 'QRS end', 'T end'] as const;
export type Point = (typeof points)[number];
type Times = Record<Point, number[]>;

/** The expert's points: `(` and `)` around p, N and (the last of a biphasic) t. */
export function expertPoints(annotations: readonly Annotation[]): Times {
  const times: Times = { 'P onset': [], 'P end': [], 'QRS onset': [], 'QRS end': [], 'T end': [] };
  annotations.forEach(({ code }, i) => {
    const before = annotations[i - 1];
    const after = annotations[i + 1];
    const add = (point: Point, mark: Annotation | undefined, is: string) => {
      if (mark?.code === is) times[point].push(mark.sample);
    };
    if (code === 'p') {
      add('P onset', before, '(');
      add('P end', after, ')');
    } else if (code === 'N') {
      add('QRS onset', before, '(');
      add('QRS end', after, ')');
    } else if (code === 't') add('T end', after, ')');
  });
  return times;
}

export function ownPoints(marks: readonly BeatMarks[]): Times {
  return {
    'P onset': marks.flatMap(({ p }) => p?.onset ?? []),
    'P end': marks.flatMap(({ p }) => p?.offset ?? []),
    'QRS onset': marks.flatMap(({ qrs }) => qrs?.onset ?? []),
    'QRS end': marks.flatMap(({ qrs }) => qrs?.offset ?? []),
    'T end': marks.flatMap(({ t }) => t?.offset ?? []),
  };
}

export interface PointScore {
  biasMs: number;
  sdMs: number;
  found: number;
  expert: number;
}

/** Difference of each expert mark from the nearest of our own, milliseconds; NaN where none lies within the window. */
export function differences(expert: readonly number[], own: readonly number[], sampleRateHz: number): number[] {
  return expert.map((time) => {
    let best = Number.POSITIVE_INFINITY;
    for (const value of own) if (Math.abs(value - time) < Math.abs(best)) best = value - time;
    const ms = (best * 1000) / sampleRateHz;
    return Math.abs(ms) <= 148 ? ms : Number.NaN;
  });
}

/** Of each mark the difference of the lead that comes nearer. */
export function nearerLead(leads: readonly (readonly number[])[]): number[] {
  const [first = []] = leads;
  return first.map((_, i) => {
    let best = Number.NaN;
    for (const lead of leads) {
      const value = lead[i] ?? Number.NaN;
      if (Number.isNaN(best) || Math.abs(value) < Math.abs(best)) best = value;
    }
    return best;
  });
}

export function scorePoint(all: readonly number[]): PointScore {
  const held = all.filter((value) => !Number.isNaN(value));
  return { biasMs: mean(held), sdMs: standardDeviation(held), found: held.length, expert: all.length };
}
