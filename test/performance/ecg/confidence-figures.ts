// Whether a confidence means what it says: of intervals that are called sure, how many lie within the tolerance, on recorders' values, experts' marks
// and made hearts of known intervals.
import { readEcg } from '../../../core/ecg/formats/index.ts';
import { measureRecording, type RecordingMeasurement } from '../../../core/ecg/measure/measure-recording.ts';
import { median } from '../../../core/ecg/signal/stats.ts';
import { sharedData } from '../../support/shared-data.ts';
import { asRecording } from '../../support/synthetic-ecg.ts';
import type { Figures } from './figures.ts';
import { madeHearts } from './made-hearts.ts';
import { percent } from './qrs-score.ts';
import { recordsOf } from './records.ts';
import { vendorFiles } from './vendor-score.ts';
import { type Annotation, readAnnotations, readRecord } from './wfdb.ts';

/** Mean and deviation of IEC 60601-2-25 (biological ECGs) added up, milliseconds; of QT in an expert's two leads his own scatter besides. */
const tolerance = { prMs: 20, qrsMs: 20, qtMs: 55 } as const;
type Interval = keyof typeof tolerance;
const intervals = Object.keys(tolerance) as Interval[];
const sure = 0.7;
const goal = 95;
const windowS = 10;
const stepS = 5;

interface Said {
  from: 'recorders' | 'experts' | 'made';
  where: string;
  interval: Interval;
  errorMs: number;
  confidence: number;
}

function said(
  from: Said['from'],
  where: string,
  measured: RecordingMeasurement | null,
  truth: Partial<Record<Interval, number | null>>,
): Said[] {
  return intervals.flatMap((interval) => {
    const right = truth[interval] ?? null;
    const own = measured?.[interval] ?? null;
    if (right === null || own === null) return [];
    return [{ from, where, interval, errorMs: own - right, confidence: measured?.confidence[interval] ?? 0 }];
  });
}

function ofRecorders(): Said[] {
  return vendorFiles.flatMap((file) => {
    const recording = readEcg(sharedData(`ecg/${file}`), { name: file });
    const value = (name: Interval) => recording.vendorMeasurements.find((one) => one.name === name)?.value ?? null;
    const truth = { prMs: value('prMs'), qrsMs: value('qrsMs'), qtMs: value('qtMs') };
    return said('recorders', file, measureRecording(recording), truth);
  });
}

interface Marked {
  p: number | null;
  onset: number;
  end: number;
  t: number | null;
}

/** Beats that the expert marked whole: QRS with both ends, P and T where he saw them. */
function markedBeats(list: readonly Annotation[]): Marked[] {
  return list.flatMap(({ code, sample }, i): Marked[] => {
    const [before, after] = [list[i - 1], list[i + 1]];
    if (code !== 'N' || before?.code !== '(' || after?.code !== ')') return [];
    const next = list.slice(i + 1).findIndex((mark) => mark.code === 'N');
    const later = list.slice(i + 1, next < 0 ? undefined : i + 1 + next);
    const last = later.findLastIndex((mark) => mark.code === 't');
    const tEnd = last >= 0 && later[last + 1]?.code === ')' ? (later[last + 1]?.sample ?? null) : null;
    const p = list.slice(0, i).findLastIndex((mark) => mark.code === 'p' || mark.code === 'N');
    const pMark = list[p]?.code === 'p' && list[p - 1]?.code === '(' ? (list[p - 1]?.sample ?? null) : null;
    return [{ p: pMark, onset: before.sample, end: after.sample, t: tEnd === null || tEnd <= sample ? null : tEnd }];
  });
}

/** Ten seconds at a time of what the expert marked; the middle of his values over the same beats. */
function ofExperts(): Said[] {
  return recordsOf('qtdb').flatMap((file) => {
    const { leads, sampleRateHz: rate, name } = readRecord(file.path);
    const beats = markedBeats(readAnnotations(`${file.path}.q1c`));
    const [first, last] = [beats[0], beats.at(-1)];
    if (!first || !last) return [];
    const found: Said[] = [];
    const width = windowS * rate;
    for (let from = Math.max(0, first.onset - rate); from + width <= last.onset + 2 * rate; from += stepS * rate) {
      const inside = beats.filter(({ onset }) => onset > from && onset < from + width - rate);
      if (inside.length < 4) continue;
      const ms = (samples: number[]) => (samples.length < 3 ? null : (1000 * median(samples)) / rate);
      const truth = {
        prMs: ms(inside.flatMap(({ p, onset }) => (p === null ? [] : [onset - p]))),
        qrsMs: ms(inside.map(({ onset, end }) => end - onset)),
        qtMs: ms(inside.flatMap(({ t, onset }) => (t === null ? [] : [t - onset]))),
      };
      const part = leads.map((lead) => ({ name: lead.name, samples: lead.samples.slice(from, from + width) }));
      const measured = measureRecording(asRecording({ leads: part, sampleRateHz: rate } as never));
      found.push(...said('experts', `${name} ${Math.round(from / rate)} s`, measured, truth));
    }
    return found;
  });
}

function ofMade(): Said[] {
  return madeHearts().flatMap(({ name, truth, recording }) => said('made', name, measureRecording(recording), truth));
}

export function confidenceFigures(figures: Figures): void {
  const all = [...ofRecorders(), ...ofExperts(), ...ofMade()];
  const wrong = (one: Said) => Math.abs(one.errorMs) > tolerance[one.interval];
  for (const one of all)
    if (wrong(one) && one.confidence >= sure)
      console.log(
        `sure and wrong: ${one.interval} ${Math.round(one.errorMs)} ms, confidence ${one.confidence.toFixed(2)}: ${one.from} ${one.where}`,
      );
  for (const interval of intervals) {
    const here = all.filter((one) => one.interval === interval);
    const named = here.filter(({ confidence }) => confidence >= sure);
    const right = named.filter((one) => !wrong(one));
    figures.atLeast(
      `${interval} with confidence ${sure} and more: within tolerance`,
      percent(right.length, named.length),
      goal,
    );
    const others = here.filter(({ confidence }) => confidence < sure);
    figures.told(
      `${interval} with less: within tolerance`,
      percent(others.filter((one) => !wrong(one)).length, others.length),
      `% of ${others.length}`,
    );
    figures.told(`${interval} that are called sure`, percent(named.length, here.length), `% of ${here.length}`);
    for (const from of ['recorders', 'experts', 'made'] as const) {
      const part = named.filter((one) => one.from === from);
      figures.told(
        `${interval} sure, ${from}`,
        percent(part.filter((one) => !wrong(one)).length, part.length),
        `% of ${part.length}`,
      );
    }
  }
}
