// HL7 v2 ORU with an ECG in it: the encapsulated file read by its own reader, or the waveform of the message, under the patient of PID.
import { firstSegment, get } from '../../../hl7/index.ts';
import type { EcgPatient, EcgRecording } from '../../recording.ts';
import { fromCompact } from '../dates.ts';
import { EcgRefusal, ProblemList } from '../refusal.ts';
import { noteNoWaveform } from '../waveform.ts';
import { ecgMessage, encapsulatedFiles, messagePatient } from './message.ts';
import { messageObservations } from './observations.ts';
import { messageWaveforms } from './waveform.ts';

/** The file may be another person's than the message says: that is for a person to look at. */
function compare(said: EcgPatient, inside: EcgPatient, problems: ProblemList): void {
  const squeezed = (name: string | undefined) => (name ?? '').replaceAll(/[\s^,.]/g, '').toLowerCase();
  // Names in two scripts (王伟, WANG WEI) say nothing of each other.
  const isHan = (name: string | undefined) => /\p{Script=Han}/u.test(name ?? '');
  const differs = [
    said.id && inside.id && said.id !== inside.id ? `number ${inside.id} / ${said.id}` : '',
    said.name && inside.name && isHan(said.name) === isHan(inside.name) && squeezed(said.name) !== squeezed(inside.name)
      ? `name ${inside.name} / ${said.name}`
      : '',
    said.sex && inside.sex && said.sex !== inside.sex ? `sex ${inside.sex} / ${said.sex}` : '',
  ].filter(Boolean);
  if (differs.length > 0) {
    const text = `File and message name different patients: ${differs.join(', ')}`;
    problems.add('PATIENT_DIFFERS', 'PID', text.slice(0, 300));
  }
}

/** `inner` reads an encapsulated file. No waveform beside a picture; throws EcgRefusal, also for a message that carries neither. */
export function readHl7Ecg(bytes: Uint8Array, inner: (file: Uint8Array) => EcgRecording): EcgRecording {
  const problems = new ProblemList();
  const message = ecgMessage(bytes, problems);
  const all = encapsulatedFiles(message, problems);
  const files = all.filter(({ isPicture }) => !isPicture);
  const pictures = all.filter(({ isPicture }) => isPicture);
  const [picture] = pictures;
  const { waveforms, start } = messageWaveforms(message, problems);
  const [file, ...others] = files;
  if (!file && waveforms.length === 0) {
    const [why] = problems.list();
    if (!picture) {
      const text = why ? `${why.at}: ${why.text}` : 'no OBX of type ED, and no waveform';
      throw new EcgRefusal('UNSUPPORTED', 'OBX', `The message carries no ECG waveform; ${text}`);
    }
    const text =
      pictures.length > 1
        ? `${pictures.length} pictures and no tracing: each is filed when it is handed in by itself`
        : 'A picture of a tracing: it can be shown and filed, nothing can be measured on it';
    problems.add('DOCUMENT_ONLY', picture.where, text);
  }
  const patient = messagePatient(message, problems);
  const observations = messageObservations(message);
  if (file) {
    const recording = inner(file.bytes);
    if (others.length > 0 || waveforms.length > 0) {
      const count = others.length + waveforms.length;
      problems.add('PARTS_LEFT_OUT', 'OBX', `${count} more tracings in the message; the first file is read`);
    }
    compare(patient, recording.patient, problems);
    const measured = observations.vendorMeasurements.filter(
      (one) => !recording.vendorMeasurements.some((have) => have.name === one.name && have.formula === one.formula),
    );
    const told = observations.vendorStatements.filter(
      ({ text }) => !recording.vendorStatements.some((have) => have.text === text),
    );
    return {
      ...recording,
      patient: { ...recording.patient, ...patient },
      vendorMeasurements: [...recording.vendorMeasurements, ...measured],
      vendorStatements: [...recording.vendorStatements, ...told],
      problems: [...problems.list(), ...recording.problems],
    };
  }
  noteNoWaveform(waveforms, problems);
  const obr = firstSegment(message, 'OBR');
  const recordedAt = fromCompact(start || get(obr, 7), 'OBR-7', problems);
  // The one component behind a time is a letter for its precision, in old editions; more is the rest of a damaged time.
  const raw = (obr?.fields[7] ?? '').trim();
  if (!start && !/^([YLDHMS]?|.[YLDHMS])$/.test(raw.slice(get(obr, 7).length)))
    problems.add('DATE_INVALID', 'OBR-7', `"${raw.slice(0, 40)}" is no time`);
  const msh = firstSegment(message, 'MSH');
  const model = get(msh, 3);
  return {
    format: 'hl7',
    formatVersion: get(msh, 12),
    waveforms,
    patient,
    ...(recordedAt && { recordedAt }),
    ...(model && { device: { model } }),
    ...observations,
    vendorPacingMs: [],
    remarks: [],
    problems: problems.list(),
  };
}
