// Delineation against an expert's marks (QT database, q1c): nearest mark within 148 ms; bias and SD per record, then their means. The expert saw
// both leads and marked once; a delineator of single leads is compared by the lead that comes nearer to each mark (Martinez 2004), one of all
// leads by its one mark. The SD of all marks pooled also holds how far the records' biases lie apart.
import { align } from '../../../core/ecg/delineate/average.ts';
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

interface PlacedBeat {
  /** Sample at which it lies best upon the first beat of its form, and the number of that form. */
  sample: number;
  form: number;
}

/** Beats of one form lie upon each other to a correlation of 0.98 over the QRS. */
export function repeatedBeats(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  beats: readonly { sample: number }[],
): PlacedBeat[] {
  const first: number[] = [];
  return beats.map(({ sample }) => {
    for (const [form, reference] of first.entries()) {
      const found = align(leads, sampleRateHz, reference, sample);
      if (found.likeness > 0.98) return { sample: found.sample, form };
    }
    first.push(sample);
    return { sample, form: first.length - 1 };
  });
}

/**
 * How far an expert's marks of like beats lie from their mean, milliseconds: whoever marks like beats alike, on one lead, cannot come nearer
 * to the marks than they come to each other.
 */
export function scatterOfAlike(
  point: Point,
  expert: readonly number[],
  beats: readonly PlacedBeat[],
  sampleRateHz: number,
): number[] {
  const forms = new Map<number, number[]>();
  for (const time of expert) {
    // P belongs to the beat after it, T to the one before.
    const own = beats.filter(({ sample }) => (point[0] === 'P' ? sample > time : point[0] !== 'T' || sample < time));
    let nearest: PlacedBeat | undefined;
    for (const beat of own)
      if (!nearest || Math.abs(beat.sample - time) < Math.abs(nearest.sample - time)) nearest = beat;
    if (!nearest || Math.abs(nearest.sample - time) > 0.6 * sampleRateHz) continue;
    const list = forms.get(nearest.form) ?? [];
    list.push(((time - nearest.sample) * 1000) / sampleRateHz);
    forms.set(nearest.form, list);
  }
  return [...forms.values()].flatMap((list) => {
    if (list.length < 3) return [];
    const centre = mean(list);
    // The mean is taken from the same few marks, which makes them look nearer than they are.
    const share = Math.sqrt(list.length / (list.length - 1));
    return list.map((value) => share * (value - centre));
  });
}
