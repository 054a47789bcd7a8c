// Signals of one WFDB record of signal files: samples in physical units, frames, skew, calibration and checksums.
import { EcgRefusal, type ProblemList } from '../refusal.ts';
import type { WfdbHeader, WfdbSignal } from './header.ts';
import { fitsChecksum, isFlac, openDifferences, openFlac, openSamples, type Samples } from './samples.ts';

export interface PhysicalSignal {
  name: string;
  unit: string;
  samplesPerFrame: number;
  /** Physical units. */
  samples: Float32Array;
}

/** 48 h of 16 leads at 500 Hz would be 1.4 G; this is what fits into memory beside the file. */
const maximumSamples = 400_000_000;
/** Gain where a header gives none or zero (header(5)). */
const defaultGain = 200;

/** Samples that the last bytes of a packed format hold beyond its signals. */
const packingSlack: Record<number, number> = { 212: 1, 310: 2, 311: 2 };

type Files = (name: string) => Uint8Array | undefined;

function openFile(signals: readonly WfdbSignal[], files: Files): Samples {
  const [first] = signals;
  if (!first) return { count: 0, at: () => Number.NaN };
  const bytes = files(first.file);
  if (!bytes) throw new EcgRefusal('COMPANION_MISSING', first.file, `The signal file ${first.file} is not there`);
  if (first.byteOffset > bytes.length)
    throw new EcgRefusal('MALFORMED', first.file, 'The signals begin after the end of the file');
  const body = bytes.subarray(first.byteOffset);
  if (signals.some(({ format }) => format !== first.format)) {
    throw new EcgRefusal('MALFORMED', first.file, 'Signals of one file in several formats');
  }
  const perFrame = signals.map(({ samplesPerFrame }) => samplesPerFrame);
  if (isFlac(first.format)) {
    return openFlac(body, first.format, perFrame, Math.floor(maximumSamples / signals.length), first.file);
  }
  if (first.format !== 8) return openSamples(body, first.format, first.file);
  const frame = perFrame.flatMap((count, at) => Array.from({ length: count }, () => at));
  return openDifferences(
    body,
    frame,
    signals.map(({ initialValue }) => initialValue),
  );
}

function physical(
  signal: WfdbSignal,
  gain: number,
  read: (index: number) => number,
  count: number,
  complete: boolean,
  problems: ProblemList,
) {
  const samples = new Float32Array(count);
  const { baseline, checksum, description, skew, samplesPerFrame } = signal;
  let sum = 0;
  let missing = 0;
  for (let at = 0; at < count; at++) {
    const value = read(at);
    if (Number.isNaN(value)) missing++;
    else sum += value;
    samples[at] = (value - baseline) / gain;
  }
  if (complete && checksum !== undefined && !fitsChecksum(sum, missing, signal.format, checksum)) {
    const said = (checksum << 16) >> 16;
    const text = `Samples add up to ${(sum << 16) >> 16}${missing > 0 ? `, ${missing} missing` : ''}, the header says ${said}`;
    problems.add('CHECKSUM_WRONG', `signal ${description}`, text);
  }
  if (skew > 0) {
    // A skewed signal was stored late by so many frames.
    const late = Math.min(count, skew * samplesPerFrame);
    samples.copyWithin(0, late);
    samples.fill(Number.NaN, count - late);
  }
  return samples;
}

/** Frames and signals of a single-segment record. Throws EcgRefusal. */
export function readSignals(
  header: WfdbHeader,
  files: Files,
  problems: ProblemList,
): { frames: number; signals: PhysicalSignal[] } {
  const groups = new Map<string, WfdbSignal[]>();
  for (const signal of header.signals) groups.set(signal.file, [...(groups.get(signal.file) ?? []), signal]);
  const opened = [...groups]
    .filter(([file]) => file !== '~')
    .map(([file, signals]) => {
      const source = openFile(signals, files);
      const perFrame = signals.reduce((sum, { samplesPerFrame }) => sum + samplesPerFrame, 0);
      return { file, signals, source, perFrame, frames: Math.floor(source.count / perFrame) };
    });
  if (header.signals.length > 0 && opened.length === 0) problems.add('LEAD_EMPTY', 'header', 'All signals are null');
  const shortest = Math.min(...opened.map(({ frames }) => frames));
  const there = Number.isFinite(shortest) ? shortest : 0;
  const frames = header.samples === undefined ? there : Math.min(header.samples, there);
  if (header.samples !== undefined && there < header.samples) {
    const [cut] = opened.filter((one) => one.frames === there);
    problems.add('WAVEFORM_CUT', cut?.file ?? 'header', `${there} frames where the header says ${header.samples}`);
  }
  const longer =
    header.samples !== undefined &&
    opened.find(
      ({ source, perFrame, signals }) =>
        source.count - frames * perFrame > (packingSlack[signals[0]?.format ?? 0] ?? 0),
    );
  if (longer)
    problems.add('WAVEFORM_LONGER', longer.file, `${longer.frames} frames where the header says ${header.samples}`);
  if (frames * header.signals.length > maximumSamples) throw new EcgRefusal('TOO_LARGE', 'header', `${frames} frames`);
  const made = new Map<WfdbSignal, PhysicalSignal>();
  for (const { signals, source, perFrame } of opened) {
    let before = 0;
    for (const signal of signals) {
      const { samplesPerFrame, description, unit } = signal;
      const place = before;
      before += samplesPerFrame;
      if (signal.gain === 0) {
        problems.add(
          'GAIN_ASSUMED',
          `signal ${description}`,
          `The signal is not calibrated; ${defaultGain} per ${unit} is assumed`,
        );
      }
      const read =
        samplesPerFrame === 1
          ? (at: number) => source.at(at * perFrame + place)
          : (at: number) => source.at(Math.floor(at / samplesPerFrame) * perFrame + place + (at % samplesPerFrame));
      // A header that leaves the length open often has noughts for sums too; any other sum is one of all that the file holds.
      const complete = header.samples === undefined ? signal.checksum !== 0 : header.samples === frames;
      const samples = physical(signal, signal.gain || defaultGain, read, frames * samplesPerFrame, complete, problems);
      made.set(signal, { name: description, unit, samplesPerFrame, samples });
    }
  }
  return { frames, signals: header.signals.flatMap((signal) => made.get(signal) ?? []) };
}
