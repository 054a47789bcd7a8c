// Intervals of the same recordings through bad recorders: how often they are confidently wrong, how often absent, and which alarms that adds.
import { readEcg } from '../../../core/ecg/formats/index.ts';
import { measureRecording, type RecordingMeasurement } from '../../../core/ecg/measure/measure-recording.ts';
import { rhythmWaveform } from '../../../core/ecg/measure/rhythm-waveform.ts';
import { standardName } from '../../../core/ecg/signal/limb-leads.ts';
import { badRecorders, type Change, type Rhythm } from '../../support/bad-recorders.ts';
import { sharedData } from '../../support/shared-data.ts';
import { asRecording } from '../../support/synthetic-ecg.ts';
import type { Figures } from './figures.ts';
import { recordsOf } from './records.ts';
import { vendorFiles } from './vendor-score.ts';
import { readRecord } from './wfdb.ts';

/** Mean and deviation of IEC 60601-2-25 (biological ECGs) added up, milliseconds. */
const limits = { pMs: 25, prMs: 20, qrsMs: 20, qtMs: 55 } as const;
const names = Object.keys(limits) as (keyof typeof limits)[];
const sure = 0.5;
const rateShare = 0.03;

/** The twelve-lead recordings of the data set, with the standard names of their leads. */
function rhythms(): Rhythm[] {
  const files = vendorFiles.flatMap((name) => rhythmWaveform(readEcg(sharedData(`ecg/${name}`), { name })) ?? []);
  return [...files, ...recordsOf('cinc2021').map(({ path }) => readRecord(path))].map(({ sampleRateHz, leads }) => ({
    sampleRateHz,
    leads: leads.map(({ name, samples }) => ({ name: standardName(name) ?? name, samples })),
  }));
}

const measure = (rhythm: Rhythm) => measureRecording(asRecording(rhythm as Parameters<typeof asRecording>[0]));

interface Errors {
  rate: number;
  intervals: number;
  sure: number;
  absent: number;
  /** Critical alarms added, and major-positive ones. */
  alarms: number;
  lower: number;
  held: number;
}

function errorsOf(change: Change, list: readonly Rhythm[], before: readonly (RecordingMeasurement | null)[]): Errors {
  const errors: Errors = { rate: 0, intervals: 0, sure: 0, absent: 0, alarms: 0, lower: 0, held: 0 };
  list.forEach((rhythm, i) => {
    const was = before[i];
    const now = measure(change(rhythm));
    if (!was || !now) return;
    const [a, b] = [was.heartRateBpm, now.heartRateBpm];
    if (a !== null && b !== null && Math.abs(a - b) > rateShare * a) errors.rate++;
    for (const name of names) {
      const [right, said] = [was[name], now[name]];
      if (right === null) continue;
      errors.held++;
      if (said === null) errors.absent++;
      else if (Math.abs(said - right) > limits[name]) {
        errors.intervals++;
        if ((now.confidence[name] ?? 0) >= sure) errors.sure++;
      }
    }
    const known = new Set(was.critical.map(({ rule }) => rule));
    // That nothing can be read is said where it is so.
    const added = now.critical.filter(({ rule }) => !known.has(rule) && rule !== 'no-signal');
    errors.alarms += added.filter(({ level }) => level === 'critical').length;
    errors.lower += added.filter(({ level }) => level !== 'critical').length;
  });
  return errors;
}

/** The undistorted recording is the truth; the rate of a shorter piece may truly differ. */
export function badRecorderFigures(figures: Figures): void {
  const list = rhythms();
  const before = list.map(measure);
  console.log('rate wrong, intervals wrong (of these confidently), absent, critical alarms added (lower ones)');
  const total: Errors = { rate: 0, intervals: 0, sure: 0, absent: 0, alarms: 0, lower: 0, held: 0 };
  for (const [name, change] of badRecorders) {
    const errors = errorsOf(change, list, before);
    console.log(
      `${name.padEnd(36)} ${errors.rate}  ${errors.intervals} (${errors.sure})  ${errors.absent}  ${errors.alarms} (${errors.lower})  of ${list.length} recordings, ${errors.held} intervals`,
    );
    for (const key of Object.keys(total) as (keyof Errors)[]) total[key] += errors[key];
  }
  figures.told('bad recorders: intervals confidently wrong', total.sure, `of ${total.held}`);
  figures.told('bad recorders: intervals wrong and marked as unsure', total.intervals - total.sure, `of ${total.held}`);
  figures.told('bad recorders: intervals absent', total.absent, `of ${total.held}`);
  const measurements = `in ${list.length * badRecorders.length} measurements`;
  figures.told('bad recorders: critical alarms added', total.alarms, measurements);
  figures.told('bad recorders: major-positive alarms added', total.lower, measurements);
}
