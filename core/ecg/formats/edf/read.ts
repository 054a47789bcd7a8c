// EDF, EDF+ and BDF: the ECG signals of the file in microvolts, gaps of an interrupted recording as missing samples.
import type { EcgLead, EcgRecording, EcgWaveform } from '../../recording.ts';
import { knownFilters } from '../filters.ts';
import { EcgRefusal, ProblemList } from '../refusal.ts';
import { checkedWaveform, noteNoWaveform } from '../waveform.ts';
import { finite } from '../xml/query.ts';
import { type EdfNote, readRecordNotes } from './annotations.ts';
import { type EdfHeader, parseEdfHeader } from './header.ts';
import { edfEquipment, edfPatient, edfStart } from './person.ts';
import { type ChosenSignal, ecgSignals, isAnnotation } from './signals.ts';
import { blocksOf, type Run, runsOf } from './timeline.ts';

/** As of WFDB: what fits into memory beside the file. */
const mostSamples = 400_000_000;
const mostNotes = 200;

/** Bytes of each data record, and how many there are; a file that ends early or late says so. */
function recordsOf(header: EdfHeader, bytes: Uint8Array, problems: ProblemList): { size: number; count: number } {
  const size = header.signals.reduce((sum, { samplesPerRecord }) => sum + samplesPerRecord, 0) * header.bytesPerSample;
  const room = bytes.length - header.headerBytes;
  const there = size === 0 ? 0 : Math.floor(room / size);
  const count = Math.min(header.records ?? there, there);
  if (header.records === undefined)
    problems.add('LENGTH_OPEN', 'header', `The number of records is open; ${there} are there`);
  else if (there < header.records) {
    problems.add('WAVEFORM_CUT', 'records', `${there} records where the header says ${header.records}`);
  }
  if (room > count * size && (header.records === undefined || there >= header.records)) {
    problems.add('WAVEFORM_LONGER', 'records', `${room - count * size} bytes are left after ${count} records`);
  }
  return { size, count };
}

/** Places of the signals in a record, in bytes. */
function placesOf({ signals, bytesPerSample }: EdfHeader): number[] {
  let at = 0;
  return signals.map(({ samplesPerRecord }) => {
    const place = at;
    at += samplesPerRecord * bytesPerSample;
    return place;
  });
}

interface Data {
  header: EdfHeader;
  view: DataView;
  places: readonly number[];
  /** Bytes of a record. */
  size: number;
}

/** One lead of a block: its runs where they belong, empty between. */
function leadOf(
  { header, view, places, size }: Data,
  chosen: ChosenSignal,
  block: readonly Run[],
  problems: ProblemList,
): EcgLead {
  const { signal, gain, offset, index, name } = chosen;
  const { samplesPerRecord, digitalMinimum, digitalMaximum } = signal;
  const width = header.bytesPerSample;
  const rate = samplesPerRecord / header.recordSeconds;
  const [first] = block;
  const last = block.at(-1);
  const placeOf = (run: Run) => Math.round((run.startS - (first?.startS ?? 0)) * rate);
  const samples = new Float32Array(last ? placeOf(last) + last.count * samplesPerRecord : 0).fill(Number.NaN);
  let outside = 0;
  for (const run of block) {
    let to = placeOf(run);
    for (let record = run.first; record < run.first + run.count; record++) {
      let at = header.headerBytes + record * size + (places[index] ?? 0);
      for (let sample = 0; sample < samplesPerRecord; sample++, at += width) {
        const value = width === 2 ? view.getInt16(at, true) : view.getUint16(at, true) | (view.getInt8(at + 2) << 16);
        if (value < digitalMinimum || value > digitalMaximum) outside += 1;
        samples[to++] = value * gain + offset;
      }
    }
  }
  if (outside > 0) {
    const text = `${outside} samples lie outside of ${digitalMinimum} to ${digitalMaximum}, which the header gives as the limits`;
    problems.add('SAMPLE_OUTSIDE', `lead ${name}`, text);
  }
  return { name, samples };
}

/** Signals of one rate share a waveform; most leads first. A rate within a thousandth of a whole number is that number. */
function waveformsOf(
  data: Data,
  chosen: readonly ChosenSignal[],
  runs: readonly Run[],
  problems: ProblemList,
): EcgWaveform[] {
  const { recordSeconds } = data.header;
  const byRate = Map.groupBy(chosen, ({ signal }) => signal.samplesPerRecord);
  if (byRate.size > 1) {
    // Two damaged numbers whose sum stays fit into the record: each lead then holds samples of the other.
    const each = [...byRate].map(([perRecord, of]) => `${of.map(({ name }) => name).join(' ')}: ${perRecord}`);
    problems.add(
      'RATES_DIFFER',
      'header',
      `The leads have different samples in a record (${each.join('; ')})`.slice(0, 300),
    );
  }
  return [...byRate]
    .toSorted(([rateA, a], [rateB, b]) => b.length - a.length || rateB - rateA)
    .flatMap(([perRecord, signals]) =>
      blocksOf(runs, recordSeconds).flatMap((block) => {
        const exact = perRecord / recordSeconds;
        const whole = Math.round(exact);
        const leads = signals.map((one) => leadOf(data, one, block, problems));
        const sampleRateHz = Math.abs(exact - whole) < 1e-3 ? whole : exact;
        const startMs = (block[0]?.startS ?? 0) * 1000;
        return checkedWaveform({ kind: 'rhythm', sampleRateHz, startMs, leads, where: `${whole} Hz` }, problems) ?? [];
      }),
    );
}

function notesOf(
  data: Data,
  records: number,
  problems: ProblemList,
): { onsets: (number | undefined)[]; notes: EdfNote[] } {
  const { header, view, places, size } = data;
  const lists = header.signals.flatMap((signal, index) => (isAnnotation(signal) ? [index] : []));
  if (lists.length === 0) {
    if (header.kind === 'interrupted') {
      const text = 'The recording was interrupted, and no annotation signal says when its records start';
      throw new EcgRefusal('MALFORMED', 'signals', text);
    }
    return { onsets: [], notes: [] };
  }
  const made = Array.from({ length: records }, (_, record) =>
    readRecordNotes(
      lists.map((index) => {
        const length = (header.signals[index]?.samplesPerRecord ?? 0) * header.bytesPerSample;
        const from = header.headerBytes + record * size + (places[index] ?? 0);
        return new Uint8Array(view.buffer, view.byteOffset + from, length);
      }),
    ),
  );
  const notes = made.flatMap(({ notes: of }) => of);
  if (notes.length > mostNotes) {
    problems.add('ANNOTATIONS_LEFT_OUT', 'annotations', `${notes.length} annotations; the first ${mostNotes} are kept`);
  }
  return { onsets: made.map(({ onsetS }) => onsetS), notes: notes.slice(0, mostNotes) };
}

/** `HP:0.05Hz LP:150Hz N:50Hz` (EDF+ 2.1.3.4). */
function filtersOf(text: string | undefined): EcgRecording['filters'] {
  const of = (letter: string) => finite(new RegExp(`\\b${letter}:\\s*([\\d.]+)\\s*Hz`, 'i').exec(text ?? '')?.[1]);
  return knownFilters({ highPassHz: of('HP'), lowPassHz: of('LP'), notchHz: of('N') });
}

/** Throws EcgRefusal: `MALFORMED`, `TOO_LARGE`. */
export function readEdf(bytes: Uint8Array): EcgRecording {
  const problems = new ProblemList();
  const header = parseEdfHeader(bytes);
  const { size, count } = recordsOf(header, bytes, problems);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = { header, view, places: placesOf(header), size };
  const chosen = ecgSignals(header, problems);
  const stored = chosen.reduce((sum, { signal }) => sum + signal.samplesPerRecord, 0) * count;
  if (stored > mostSamples) throw new EcgRefusal('TOO_LARGE', 'records', `${stored} samples`);
  // Files without lists have no time of each record, and are plain EDF; lists in one that calls itself plain tell its gaps all the same.
  const { onsets, notes } = notesOf(data, count, problems);
  const told = header.kind === 'plain' ? ('interrupted' as const) : header.kind;
  const timed = { ...header, kind: onsets.length > 0 ? told : ('plain' as const) };
  const isEmpty = header.recordSeconds === 0 || count === 0;
  const waveforms = isEmpty ? [] : waveformsOf(data, chosen, runsOf(timed, count, onsets, problems), problems);
  noteNoWaveform(waveforms, problems);
  const recordedAt = edfStart(header, problems);
  const model = edfEquipment(header);
  const filters = filtersOf(chosen[0]?.signal.prefiltering);
  const patient = edfPatient(header, problems);
  if (!header.patient && bytes.subarray(8, 88).some((byte) => byte !== 0 && byte !== 0x20)) {
    const text = 'The field of the patient holds control characters, and nothing is taken from it';
    problems.add('TEXT_DAMAGED', 'patient', text);
  }
  const said =
    Object.keys(patient).length === 0 && header.patient && !/^[X ]*$/.test(header.patient) ? [header.patient] : [];
  const name = header.bytesPerSample === 3 ? 'BDF' : 'EDF';
  return {
    format: 'edf',
    formatVersion: header.kind === 'plain' ? name : `${name}+${header.kind === 'interrupted' ? 'D' : 'C'}`,
    waveforms,
    patient,
    ...(recordedAt && { recordedAt }),
    ...(model && { device: { model } }),
    ...(filters && { filters }),
    vendorMeasurements: [],
    vendorStatements: [],
    vendorPacingMs: [],
    remarks: [...said, ...notes.map(({ onsetS, text }) => `${onsetS} s: ${text.slice(0, 200)}`)],
    problems: problems.list(),
  };
}
