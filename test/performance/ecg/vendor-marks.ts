// The marks of every beat of all leads together against the intervals that the recorder printed: the middle value over the beats.
import { delineateRecording } from '../../../core/ecg/delineate/delineate-recording.ts';
import type { BeatMarks } from '../../../core/ecg/delineate/marks.ts';
import { readEcg } from '../../../core/ecg/formats/index.ts';
import { mean, median, standardDeviation } from '../../../core/ecg/signal/stats.ts';
import { sharedData } from '../../support/shared-data.ts';
import { vendorFiles } from './vendor-score.ts';

const intervals = {
  pMs: ({ p }: BeatMarks) => (p ? p.offset - p.onset : null),
  prMs: ({ p, qrs }: BeatMarks) => (p && qrs ? qrs.onset - p.onset : null),
  qrsMs: ({ qrs }: BeatMarks) => (qrs ? qrs.offset - qrs.onset : null),
  qtMs: ({ qrs, t }: BeatMarks) => (qrs && t ? t.offset - qrs.onset : null),
};

export interface VendorMarks {
  interval: keyof typeof intervals;
  tracings: number;
  meanMs: number;
  sdMs: number;
}

export function scoreVendorMarks(): VendorMarks[] {
  const files = vendorFiles.map((file) => {
    const recording = readEcg(sharedData(`ecg/${file}`), { name: file });
    return { vendor: recording.vendorMeasurements, marks: delineateRecording(recording) };
  });
  return (Object.keys(intervals) as (keyof typeof intervals)[]).map((interval) => {
    const differences = files.flatMap(({ vendor, marks }) => {
      const printed = vendor.find(({ name }) => name === interval)?.value;
      const own = marks?.beats.flatMap((beat) => intervals[interval](beat) ?? []) ?? [];
      if (printed === undefined || !marks || own.length === 0) return [];
      return [(1000 * median(own)) / marks.sampleRateHz - printed];
    });
    return {
      interval,
      tracings: differences.length,
      meanMs: mean(differences),
      sdMs: standardDeviation(differences),
    };
  });
}
