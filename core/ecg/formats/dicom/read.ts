// DICOM ECG waveforms (12-lead, general, ambulatory, hemodynamic) through the library's reader.
import type { DataSet } from '../../../dicom/data-set.ts';
import { formatDate, formatTime } from '../../../dicom/date-time.ts';
import { DicomError } from '../../../dicom/errors.ts';
import { displayName } from '../../../dicom/person-name.ts';
import { type Inflate, readPart10 } from '../../../dicom/read.ts';
import { uidName } from '../../../dicom/uids.ts';
import type { EcgPatient, EcgRecording } from '../../recording.ts';
import { fromCompact } from '../dates.ts';
import { knownFilters } from '../filters.ts';
import { readSex, yearsOf } from '../person.ts';
import { EcgRefusal, ProblemList } from '../refusal.ts';
import { joinedLeads, noteNoWaveform } from '../waveform.ts';
import { readDicomAnnotations } from './annotations.ts';
import { readGroup } from './group.ts';

/** Groups of one object: five by PS3.3 A.34.3. */
const maximumGroups = 32;

/** Waveforms in volts or sound that would pass for an ECG: of the brain, of muscles, of the eye, of breathing, of a voice. */
const notEcg =
  /Voice|Audio|Electroencephalogram|Electromyogram|Electrooculogram|Arterial Pulse|Respiratory|Body Position/i;

/** `DICM` after the preamble, or where a preamble is missing at the start. */
export const looksLikeDicom = (bytes: Uint8Array): boolean =>
  [128, 0].some((at) => [0x44, 0x49, 0x43, 0x4d].every((byte, index) => bytes[at + index] === byte));

/** A bare data set begins with group 0002 or 0008 in little endian. */
export const looksLikeBareDataSet = (bytes: Uint8Array): boolean =>
  (bytes[0] === 2 || bytes[0] === 8) && bytes[1] === 0 && bytes[3] === 0;

function patientOf(dataSet: DataSet, problems: ProblemList): EcgPatient {
  const id = dataSet.string('PatientID');
  const name = dataSet.name('PatientName');
  const shown = name && displayName(name);
  const sex = readSex(dataSet.string('PatientSex'), 'PatientSex', problems);
  const birth = dataSet.string('PatientBirthDate');
  // PS3.5 6.2: DA is eight bytes, so that a shorter one has lost its end.
  if (birth && /^\d{4}(\d{2})?$/.test(birth))
    problems.add('DATE_INVALID', 'PatientBirthDate', `"${birth}" is no whole date`);
  const birthDate = fromCompact(
    birth?.replace(/^(\d{4})\.(\d\d)\.(\d\d)$/, '$1$2$3'),
    'PatientBirthDate',
    problems,
  )?.slice(0, 10);
  const age = /^(\d{3})([DWMY])$/.exec(dataSet.string('PatientAge') ?? '');
  const ageYears = age ? yearsOf(Number(age[1]), age[2] === 'M' ? 'mo' : age[2]) : undefined;
  return {
    ...(id && { id }),
    ...(shown && { name: shown }),
    ...(sex && { sex }),
    ...(birthDate && { birthDate }),
    ...(ageYears !== undefined && { ageYears }),
  };
}

function recordedAtOf(dataSet: DataSet, problems: ProblemList): string | undefined {
  const whole = dataSet.string('AcquisitionDateTime');
  if (whole) return fromCompact(whole, 'AcquisitionDateTime', problems);
  for (const part of ['Acquisition', 'Content', 'Study'] as const) {
    const date = dataSet.date(`${part}Date`);
    const time = dataSet.time(`${part}Time`);
    if (date) return fromCompact(`${formatDate(date)}${time ? formatTime(time) : ''}`, `${part}Date`, problems);
  }
  return undefined;
}

function filtersOf(group: DataSet | undefined): EcgRecording['filters'] {
  const channel = group?.item('ChannelDefinitionSequence');
  return knownFilters({
    highPassHz: channel?.number('FilterLowFrequency'),
    lowPassHz: channel?.number('FilterHighFrequency'),
    notchHz: channel?.number('NotchFilterFrequency'),
  });
}

function deviceOf(dataSet: DataSet): EcgRecording['device'] {
  const manufacturer = dataSet.string('Manufacturer');
  const model = dataSet.string('ManufacturerModelName');
  const serial = dataSet.string('DeviceSerialNumber');
  const software = dataSet.string('SoftwareVersions');
  return {
    ...(manufacturer && { manufacturer }),
    ...(model && { model }),
    ...(serial && { serial }),
    ...(software && { software }),
  };
}

function recordingOf(dataSet: DataSet, problems: ProblemList): EcgRecording {
  const groups = dataSet.items('WaveformSequence');
  const sopClass = uidName(dataSet.string('SOPClassUID') ?? '');
  if (notEcg.test(sopClass)) {
    throw new EcgRefusal('NOT_RECOGNISED', 'SOPClassUID', `The DICOM waveform is no ECG: ${sopClass}`);
  }
  if (groups.length === 0 && !/ECG|Hemodynamic|Waveform/i.test(sopClass)) {
    throw new EcgRefusal(
      'NOT_RECOGNISED',
      'SOPClassUID',
      `The DICOM object is no waveform: ${sopClass || 'no SOP class'}`,
    );
  }
  if (groups.length > maximumGroups) throw new EcgRefusal('TOO_LARGE', 'WaveformSequence', `${groups.length} groups`);
  const made = groups.flatMap((group, index) => readGroup(group, index, problems) ?? []);
  const waveforms = joinedLeads([
    ...made.filter(({ kind }) => kind === 'rhythm'),
    ...made.filter(({ kind }) => kind === 'median'),
  ]);
  noteNoWaveform(waveforms, problems);
  const rates = groups.map((group) => group.number('SamplingFrequency') ?? 0);
  const said = readDicomAnnotations(dataSet.items('WaveformAnnotationSequence'), rates);
  const recordedAt = recordedAtOf(dataSet, problems);
  const filters = filtersOf(groups[0]);
  return {
    format: 'dicom',
    formatVersion: sopClass,
    waveforms,
    patient: patientOf(dataSet, problems),
    ...(recordedAt && { recordedAt }),
    device: deviceOf(dataSet),
    ...(filters && { filters }),
    ...said,
    remarks: (['VisitComments', 'ReasonForTheRequestedProcedure'] as const).flatMap((key) => dataSet.string(key) ?? []),
    problems: problems.list(),
  };
}

/** Throws EcgRefusal: also for what the DICOM library refuses. */
export function readDicomEcg(bytes: Uint8Array, inflate?: Inflate): EcgRecording {
  const problems = new ProblemList();
  try {
    const object = readPart10(bytes, inflate ? { inflate } : {});
    for (const problem of object.problems)
      problems.add(
        `DICOM_${problem.code}`.replaceAll('-', '_').toUpperCase(),
        `byte ${problem.offset ?? 0}`,
        problem.message,
      );
    return recordingOf(object.dataSet, problems);
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    const code =
      error.code === 'not-dicom'
        ? 'NOT_RECOGNISED'
        : error.code === 'unsupported'
          ? 'UNSUPPORTED'
          : error.code === 'limit-exceeded'
            ? 'TOO_LARGE'
            : 'MALFORMED';
    throw new EcgRefusal(code, error.offset === undefined ? 'DICOM' : `byte ${error.offset}`, error.message);
  }
}
