// Detection on distorted recordings: sensitivity and predictivity per distortion, beside the undistorted ones, and where they fall.
import { detectQrs } from '../../../core/ecg/detect/qrs.ts';
import { inSpan } from '../../../core/ecg/signal/presence.ts';
import { type Distortion, distortions, pieces, type Strip } from './distortions.ts';
import type { Figures } from './figures.ts';
import { percent, scoreQrs } from './qrs-score.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { readRecord, referenceBeats } from './wfdb.ts';

export interface RobustnessScore {
  name: string;
  group: Distortion['group'] | 'none';
  sensitivity: number;
  predictivity: number;
  /** The records that lost most beside the undistorted ones, with missed and extra beats. */
  worst: string[];
}

interface Counts {
  reference: number;
  missed: number;
  extra: number;
}

interface Source {
  file: RecordFile;
  strip: Strip;
}

function sources(): Source[] {
  return (['mitdb', 'qtdb', 'cpsc2021'] as const).flatMap((set) =>
    recordsOf(set).map((file) => {
      const { leads, sampleRateHz } = readRecord(file.path);
      const reference = referenceBeats(file.path).map(({ sample }) => sample);
      return { file, strip: { leads: leads.map(({ samples }) => samples), sampleRateHz, reference } };
    }),
  );
}

/** A beat in a doubtful span may be found or not. */
function count({ leads, sampleRateHz, reference, doubtful = [] }: Strip): Counts {
  const found = detectQrs(leads, sampleRateHz).beats.map(({ sample }) => sample);
  const { match } = scoreQrs(reference, found, sampleRateHz);
  const matched = new Set(match);
  const asked = reference.map((sample) => !inSpan(doubtful, sample));
  return {
    reference: asked.filter(Boolean).length,
    missed: asked.filter((ask, i) => ask && (match[i] ?? -1) < 0).length,
    extra: found.filter((sample, k) => !matched.has(k) && !inSpan(doubtful, sample)).length,
  };
}

/** Each piece is a recording of its own; a beat whose mark lies within 100 ms of the cut is doubtful. */
function countPieces({ leads, sampleRateHz, reference }: Strip, seed: number): Counts {
  const total = { reference: 0, missed: 0, extra: 0 };
  const edge = 0.1 * sampleRateHz;
  for (const { from, to } of pieces(leads[0]?.length ?? 0, sampleRateHz, seed)) {
    const counts = count({
      leads: leads.map((lead) => lead.subarray(from, to)),
      sampleRateHz,
      reference: reference.filter((sample) => sample >= from && sample < to).map((sample) => sample - from),
      doubtful: [
        [0, edge],
        [to - from - edge, to - from],
      ],
    });
    total.reference += counts.reference;
    total.missed += counts.missed;
    total.extra += counts.extra;
  }
  return total;
}

const asItIs: Distortion = { name: 'as they are', group: 'rate', apply: (strip) => strip };

/** `only`: words of which a distortion's name must hold one; none for all. */
export function scoreRobustness(only: readonly string[] = []): RobustnessScore[] {
  const records = sources();
  const plain = new Map<string, Counts>();
  const seedOf = (file: RecordFile) => [...file.name].reduce((sum, letter) => 33 * sum + letter.charCodeAt(0), 7) >>> 0;
  const score = (name: string, group: RobustnessScore['group'], of: (source: Source) => Counts): RobustnessScore => {
    const total = { reference: 0, missed: 0, extra: 0 };
    const losses: { text: string; loss: number }[] = [];
    for (const source of records) {
      const counts = of(source);
      total.reference += counts.reference;
      total.missed += counts.missed;
      total.extra += counts.extra;
      const before = plain.get(source.file.name);
      const loss = counts.missed + counts.extra - (before ? before.missed + before.extra : 0);
      losses.push({ text: `${source.file.name} -${counts.missed} +${counts.extra}`, loss });
      if (group === 'none') plain.set(source.file.name, counts);
    }
    const right = total.reference - total.missed;
    const worst = losses.filter(({ loss }) => loss > 2).sort((a, b) => b.loss - a.loss);
    return {
      name,
      group,
      sensitivity: percent(right, total.reference),
      predictivity: percent(right, right + total.extra),
      worst: worst.slice(0, 5).map(({ text }) => text),
    };
  };
  const wanted = (name: string) => only.length === 0 || only.some((word) => name.includes(word));
  const list = [score(asItIs.name, 'none', ({ strip }) => count(strip))];
  for (const { name, group, apply } of distortions)
    if (wanted(name)) list.push(score(name, group, ({ file, strip }) => count(apply(strip, seedOf(file)))));
  const cut = 'pieces of 8 to 14 s cut anywhere';
  if (wanted(cut)) list.push(score(cut, 'cut', ({ file, strip }) => countPieces(strip, seedOf(file))));
  return list;
}

/**
 * What a recorder does (rate, gain, polarity, mains, drift, muscle, a lost lead, where the recording is cut) must not cost the goal; distortions
 * of the heart and of the electrodes beyond that are told, since no reference says how far they may go.
 */
export function robustnessFigures(figures: Figures): void {
  for (const { name, group, sensitivity, predictivity, worst } of scoreRobustness()) {
    if (worst.length > 0) console.log(`${name}: ${worst.join('  ')}`);
    const held = group !== 'heart' && !beyond.test(name);
    for (const [figure, value] of [
      ['sensitivity', sensitivity],
      ['PPV', predictivity],
    ] as const) {
      if (held) figures.atLeast(`${name}: QRS ${figure}`, value, 99.8);
      else figures.told(`${name}: QRS ${figure}`, value, '%');
    }
  }
}

/** The worse lead alone, a clipped QRS and jumps as large as beats: parts of the evidence are gone. */
const beyond = /second lead alone|clips|motion 6 dB/;
