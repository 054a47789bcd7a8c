// Delineation against the experts' marks of the QT database, by three protocols.
import { delineateBeats } from '../../../core/ecg/delineate/delineate.ts';
import { detectQrs } from '../../../core/ecg/detect/qrs.ts';
import { mean, standardDeviation } from '../../../core/ecg/signal/stats.ts';
import {
  differences,
  expertPoints,
  nearerLead,
  ownPoints,
  type Point,
  points,
  repeatedBeats,
  scatterOfAlike,
  scorePoint,
} from './delineation-score.ts';
import type { Figures } from './figures.ts';
import { scoreLeadAgreement } from './lead-agreement.ts';
import { percent } from './qrs-score.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { readAnnotations, readRecord } from './wfdb.ts';

/** Best of two leads, mean of the records' SD: how the reference figures of ecgpuwave were taken (105 records). */
const delineationGoals: Partial<Record<Point, number>> = {
  'P onset': 13,
  'QRS onset': 8.5,
  'QRS end': 7.9,
  'T end': 21.4,
};

const protocols = ['nearer of two leads', 'all leads together', 'expert 2 of expert 1'] as const;
type Protocol = (typeof protocols)[number];

const tenths = (value: number) => Math.round(10 * value) / 10;

export function delineationFigures(figures: Figures): void {
  const all: Record<Protocol, Map<Point, number[][]>> = {
    'nearer of two leads': new Map(),
    'all leads together': new Map(),
    'expert 2 of expert 1': new Map(),
  };
  const ownScatter = new Map<Point, number[]>();
  const ends: Record<RecordFile['half'], number[]> = { tune: [], 'hold-out': [] };
  for (const file of recordsOf('qtdb')) {
    const record = readRecord(file.path);
    const rate = record.sampleRateHz;
    const annotations = readAnnotations(`${file.path}.q1c`);
    const first = annotations[0]?.sample ?? 0;
    const last = annotations.at(-1)?.sample ?? 0;
    const leads = record.leads.map(({ samples }) => samples);
    const near = detectQrs(leads, rate).beats.filter(
      ({ sample }) => sample > first - 10 * rate && sample < last + 10 * rate,
    );
    const together = ownPoints(delineateBeats(leads, rate, near));
    const single = leads.map((lead) => ownPoints(delineateBeats([lead], rate, near)));
    const expert = expertPoints(annotations);
    const second = expertPoints(readAnnotations(`${file.path}.q2c`));
    const placed = repeatedBeats(leads, rate, near);
    for (const point of ['QRS onset', 'QRS end'] as const) {
      const scatter = scatterOfAlike(expert[point], placed, rate);
      if (scatter.length > 1) ownScatter.set(point, [...(ownScatter.get(point) ?? []), standardDeviation(scatter)]);
    }
    const line = points.map((point) => {
      const of = (own: readonly number[]) => differences(expert[point], own, rate);
      const found: Record<Protocol, number[]> = {
        'nearer of two leads': nearerLead(single.map((own) => of(own[point]))),
        'all leads together': of(together[point]),
        'expert 2 of expert 1': second[point].length > 0 ? of(second[point]) : [],
      };
      for (const protocol of protocols) {
        if (found[protocol].length === 0) continue;
        all[protocol].set(point, [...(all[protocol].get(point) ?? []), found[protocol]]);
      }
      const nearer = scorePoint(found['nearer of two leads']);
      if (point === 'QRS end') ends[file.half].push(nearer.sdMs);
      const joint = scorePoint(found['all leads together']);
      return `${point} ${nearer.sdMs.toFixed(1)}, together ${joint.biasMs.toFixed(1)}/${joint.sdMs.toFixed(1)} ms ${joint.found}/${joint.expert}`;
    });
    console.log(`qtdb ${file.name.padEnd(10)} ${line.join('  ')}`);
  }
  for (const [point, list] of ownScatter)
    figures.told(`${point}, expert 1 among like beats: SD`, tenths(mean(list)), `ms, ${list.length} records`);
  for (const half of ['tune', 'hold-out'] as const)
    figures.told(
      `QRS end, nearer of two leads, ${half}: SD`,
      tenths(mean(ends[half])),
      `ms, ${ends[half].length} records`,
    );
  for (const { leads, records, distanceMs, failures } of scoreLeadAgreement()) {
    figures.told(`QRS end of ${leads} from that of all: distance`, tenths(distanceMs), `ms, ${records} records`);
    figures.told(`QRS end of ${leads} from that of all: 40 ms or more`, tenths(failures), '%');
  }
  for (const protocol of protocols) {
    for (const point of points) {
      const records = all[protocol].get(point) ?? [];
      const scores = records.map(scorePoint).filter(({ found }) => found > 1);
      if (scores.length === 0) continue;
      const name = `${point}, ${protocol}:`;
      const sd = tenths(mean(scores.map(({ sdMs }) => sdMs)));
      const goal = protocol === 'nearer of two leads' ? delineationGoals[point] : undefined;
      if (goal === undefined) figures.told(`${name} SD`, sd, `ms, ${scores.length} records`);
      else figures.atMost(`${name} SD`, sd, goal);
      const pooled = scorePoint(records.flat());
      figures.told(`${name} bias`, tenths(mean(scores.map(({ biasMs }) => biasMs))), 'ms');
      figures.told(`${name} SD of all marks pooled`, tenths(pooled.sdMs), 'ms');
      if (protocol !== 'expert 2 of expert 1') figures.told(`${name} found`, percent(pooled.found, pooled.expert), '%');
    }
  }
}
