// Delineation against the experts' marks of the QT database, by three protocols; our marks are those that `yishu ecg delineate` prints.
import { delineateRecording } from '../../../core/ecg/delineate/delineate-recording.ts';
import { mean, standardDeviation } from '../../../core/ecg/signal/stats.ts';
import { readEcgAt } from '../../support/ecg-corpus.ts';
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
import { scoreVendorMarks } from './vendor-marks.ts';
import { readAnnotations, readRecord } from './wfdb.ts';

/** Best of two leads, mean of the records' SD: how the reference figures of ecgpuwave were taken (105 records). One mark of all leads has the same goals. */
const delineationGoals: Partial<Record<Point, number>> = {
  'P onset': 13,
  'QRS onset': 8.5,
  'QRS end': 7.9,
  'T end': 21.4,
};

const protocols = ['nearer of two leads', 'all leads together', 'expert 2 of expert 1'] as const;
type Protocol = (typeof protocols)[number];

const tenths = (value: number) => Math.round(10 * value) / 10;

/** One point of one record: our differences, or expert 2's, from the marks of expert 1. */
interface Row {
  point: Point;
  half: RecordFile['half'];
  found: Record<Protocol, number[]>;
  /** SD of expert 1's own marks of like beats; null where too few beats are alike. */
  expertSdMs: number | null;
}

function rowsOf(file: RecordFile): Row[] {
  const recording = readEcgAt(`${file.path}.hea`);
  const { sampleRateHz: rate, leads } = readRecord(file.path);
  const together = delineateRecording(recording)?.beats ?? [];
  const single = leads.map(({ name }) => ownPoints(delineateRecording(recording, name)?.beats ?? []));
  const annotations = readAnnotations(`${file.path}.q1c`);
  const expert = expertPoints(annotations);
  const second = expertPoints(readAnnotations(`${file.path}.q2c`));
  const first = annotations[0]?.sample ?? 0;
  const last = annotations.at(-1)?.sample ?? 0;
  const placed = repeatedBeats(
    leads.map(({ samples }) => samples),
    rate,
    together.filter(({ sample }) => sample > first - 10 * rate && sample < last + 10 * rate),
  );
  return points.map((point) => {
    const of = (own: readonly number[]) => differences(expert[point], own, rate);
    const scatter = scatterOfAlike(point, expert[point], placed, rate);
    return {
      point,
      half: file.half,
      found: {
        'nearer of two leads': nearerLead(single.map((own) => of(own[point]))),
        'all leads together': of(ownPoints(together)[point]),
        'expert 2 of expert 1': second[point].length > 0 ? of(second[point]) : [],
      },
      expertSdMs: scatter.length > 1 ? standardDeviation(scatter) : null,
    };
  });
}

/** Mean over the records of a figure of each, and how many there are. */
function perRecord(rows: readonly Row[], protocol: Protocol, figure: 'sdMs' | 'biasMs') {
  const scores = rows.map(({ found }) => scorePoint(found[protocol])).filter(({ found }) => found > 1);
  return { value: tenths(mean(scores.map((score) => score[figure]))), records: scores.length };
}

function pointFigures(figures: Figures, point: Point, protocol: Protocol, rows: readonly Row[]): void {
  const { value, records } = perRecord(rows, protocol, 'sdMs');
  if (records === 0) return;
  const name = `${point}, ${protocol}:`;
  const goal = protocol === 'expert 2 of expert 1' ? undefined : delineationGoals[point];
  if (goal === undefined) figures.told(`${name} SD`, value, `ms, ${records} records`);
  else figures.atMost(`${name} SD`, value, goal);
  figures.told(`${name} bias`, perRecord(rows, protocol, 'biasMs').value, 'ms');
  const pooled = scorePoint(rows.flatMap(({ found }) => found[protocol]));
  figures.told(`${name} SD of all marks pooled`, tenths(pooled.sdMs), 'ms');
  if (protocol === 'expert 2 of expert 1') return;
  figures.told(`${name} found`, percent(pooled.found, pooled.expert), '%');
  for (const half of ['tune', 'hold-out'] as const) {
    const part = perRecord(
      rows.filter((row) => row.half === half),
      protocol,
      'sdMs',
    );
    figures.told(`${name} SD, ${half}`, part.value, `ms, ${part.records} records`);
  }
}

export function delineationFigures(figures: Figures): void {
  const rows = recordsOf('qtdb').flatMap((file) => {
    const own = rowsOf(file);
    const line = own.map(({ point, found }) => {
      const nearer = scorePoint(found['nearer of two leads']);
      const joint = scorePoint(found['all leads together']);
      return `${point} ${nearer.sdMs.toFixed(1)}, together ${joint.biasMs.toFixed(1)}/${joint.sdMs.toFixed(1)} ms ${joint.found}/${joint.expert}`;
    });
    console.log(`qtdb ${file.name.padEnd(10)} ${line.join('  ')}`);
    return own;
  });
  const ofPoint = (point: Point) => rows.filter((row) => row.point === point);
  for (const point of points) {
    const own = ofPoint(point).flatMap(({ expertSdMs }) => expertSdMs ?? []);
    figures.told(`${point}, expert 1 among like beats: SD`, tenths(mean(own)), `ms, ${own.length} records`);
  }
  for (const { leads, records, distanceMs, failures } of scoreLeadAgreement()) {
    figures.told(`QRS end of ${leads} from that of all: distance`, tenths(distanceMs), `ms, ${records} records`);
    figures.told(`QRS end of ${leads} from that of all: 40 ms or more`, tenths(failures), '%');
  }
  for (const { interval, tracings, meanMs, sdMs } of scoreVendorMarks()) {
    figures.told(`${interval} of the marks against recorders: mean`, tenths(meanMs), `ms, ${tracings} tracings`);
    figures.told(`${interval} of the marks against recorders: SD`, tenths(sdMs), 'ms');
  }
  for (const protocol of protocols) for (const point of points) pointFigures(figures, point, protocol, ofPoint(point));
}
