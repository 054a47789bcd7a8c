// ISHNE Holter standard output file 1.0 (Badilini 1998): a fixed header under a CRC, a free block, interleaved 16-bit samples.
import { leadName } from '../leads.ts';
import type { EcgLead, EcgRecording } from '../recording.ts';
import { crcCcitt } from './crc.ts';
import { isoDate, isoTime } from './dates.ts';
import { EcgRefusal, ProblemList } from './refusal.ts';
import { fieldText } from './text.ts';
import { checkedWaveform, noteNoWaveform } from './waveform.ts';

const fixedEnd = 522;
const mostLeads = 12;
/** As of WFDB: what fits into memory beside the file. */
const mostSamples = 400_000_000;
/** Writers mark samples of a lead that was off with the lowest value. */
const leadFault = -32_768;

/** Lead specification (table 2 of the standard), from 0. */
const leadNames = [
  ...['Unknown', 'Bipolar', 'X', 'Y', 'Z', 'I', 'II', 'III', 'aVR', 'aVL', 'aVF'],
  ...['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'ES', 'AS', 'AI'],
];
const pacemakers = [
  '',
  'Pacemaker of unknown type',
  'Pacemaker, single chamber, unipolar',
  'Pacemaker, dual chamber, unipolar',
].concat(['Pacemaker, single chamber, bipolar', 'Pacemaker, dual chamber, bipolar']);

const begins = (bytes: Uint8Array, text: string): boolean =>
  [...text].every((letter, at) => bytes[at] === letter.charCodeAt(0));

/** A recording, or an annotation file of one, which is told apart when it is read. */
export const looksLikeIshne = (bytes: Uint8Array): boolean => begins(bytes, 'ISHNE1.0') || begins(bytes, 'ANN  1.0');

/** Three words: day, month, year; all below one where the recorder did not know. */
function dateOf(view: DataView, at: number, where: string, problems: ProblemList): string | undefined {
  const [day = 0, month = 0, year = 0] = [0, 2, 4].map((offset) => view.getInt16(at + offset, true));
  if (day <= 0 && month <= 0 && year <= 0) return undefined;
  const date = isoDate(year, month, day);
  if (!date) problems.add('DATE_INVALID', where, `${year}-${month}-${day} is no date`);
  return date;
}

/** Samples of each lead that the data block has room for, held against what the header announces. */
function lengthOf(view: DataView, from: number, leads: number, problems: ProblemList): number {
  const there = Math.floor((view.byteLength - from) / (2 * leads));
  const announced = view.getInt32(14, true);
  const left = (view.byteLength - from) % (2 * leads);
  if (left > 0) problems.add('WAVEFORM_CUT', 'data', `${left} bytes at the end are no whole sample of ${leads} leads`);
  // The standard counts samples of a lead; some writers count those of all leads together.
  if (announced === there || announced === there * leads) return there;
  if (announced > there) problems.add('WAVEFORM_CUT', 'data', `${there} samples where the header says ${announced}`);
  else problems.add('WAVEFORM_LONGER', 'data', `${there} samples where the header says ${announced}`);
  return announced > 0 ? Math.min(there, announced) : there;
}

function leadsOf(view: DataView, from: number, count: number, problems: ProblemList): EcgLead[] {
  const samples = lengthOf(view, from, count, problems);
  if (samples * count > mostSamples) throw new EcgRefusal('TOO_LARGE', 'data', `${samples * count} samples`);
  return Array.from({ length: count }, (_, lead) => lead).flatMap((lead): EcgLead[] => {
    const code = view.getInt16(158 + 2 * lead, true);
    const nanovolts = view.getUint16(206 + 2 * lead, true);
    const known = leadNames[code];
    const name = code >= 2 && known ? leadName(known) : `Channel ${lead + 1}`;
    if (code < 2 || !known) {
      const text =
        code === 0 || code === 1 ? 'The recorder does not say which lead it is' : `${code} is the code of no lead`;
      problems.add('LEAD_UNNAMED', `lead ${lead + 1}`, text);
    }
    if (nanovolts === 0) {
      problems.add('SCALE_INVALID', `lead ${name}`, 'The lead has no resolution and is left out');
      return [];
    }
    const microvolts = nanovolts / 1000;
    const values = new Float32Array(samples);
    for (let sample = 0, at = from + 2 * lead; sample < samples; sample++, at += 2 * count) {
      const value = view.getInt16(at, true);
      values[sample] = value === leadFault ? Number.NaN : value * microvolts;
    }
    return [{ name, samples: values }];
  });
}

/** Throws EcgRefusal: `UNSUPPORTED` for an annotation file, `MALFORMED`, `TOO_LARGE`. */
export function readIshne(bytes: Uint8Array): EcgRecording {
  if (begins(bytes, 'ANN')) {
    throw new EcgRefusal(
      'UNSUPPORTED',
      'file',
      'An ISHNE annotation file holds beats and no tracing; hand in the .ecg file',
    );
  }
  if (bytes.length < fixedEnd) throw new EcgRefusal('MALFORMED', 'header', 'The header is cut off');
  const problems = new ProblemList();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const freeLength = view.getInt32(10, true);
  const from = view.getInt32(22, true);
  if (freeLength < 0 || from < fixedEnd + freeLength || from > bytes.length) {
    const text = `A free block of ${freeLength} bytes and data from byte ${from} do not fit into ${bytes.length} bytes`;
    throw new EcgRefusal('MALFORMED', 'header', text);
  }
  if (crcCcitt(bytes.subarray(10, fixedEnd + freeLength)) !== view.getUint16(8, true)) {
    problems.add('CRC_WRONG', 'header', 'The CRC of the header is wrong: something in it was changed');
  }
  const leadCount = view.getInt16(156, true);
  if (leadCount < 1 || leadCount > mostLeads) throw new EcgRefusal('MALFORMED', 'byte 156', `${leadCount} leads`);
  const leads = leadsOf(view, from, leadCount, problems);
  const sampleRateHz = view.getInt16(272, true);
  const waveform = checkedWaveform({ kind: 'rhythm', sampleRateHz, leads, where: 'data' }, problems);
  const waveforms = waveform ? [waveform] : [];
  noteNoWaveform(waveforms, problems);

  const text = (at: number, length: number) => fieldText(bytes.subarray(at, at + length));
  const name = [text(68, 40), text(28, 40)].filter(Boolean).join(' ');
  const id = text(108, 20);
  const sexCode = view.getInt16(128, true);
  const birthDate = dateOf(view, 132, 'date of birth', problems);
  const date = dateOf(view, 138, 'date of recording', problems);
  const time = isoTime(view.getInt16(150, true), view.getInt16(152, true), view.getInt16(154, true));
  const model = text(232, 40);
  const free = text(fixedEnd, Math.min(freeLength, 1000));
  const pacemaker = pacemakers[view.getInt16(230, true)] ?? '';
  return {
    format: 'ishne',
    formatVersion: '1.0',
    waveforms,
    patient: {
      ...(id && { id }),
      ...(name && { name }),
      ...((sexCode === 1 || sexCode === 2) && { sex: sexCode === 1 ? ('male' as const) : ('female' as const) }),
      ...(birthDate && { birthDate }),
    },
    ...(date && { recordedAt: time ? `${date}T${time}` : date }),
    ...(model && { device: { model } }),
    vendorMeasurements: [],
    vendorStatements: [],
    vendorPacingMs: [],
    remarks: [pacemaker, free].filter(Boolean),
    problems: problems.list(),
  };
}
