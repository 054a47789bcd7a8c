// What the index keeps of a received object, taken from its data set: the rows of study, series and instance.
import type { DataSet } from '../../../../core/dicom/data-set.ts';
import { type Keyword, tagOf } from '../../../../core/dicom/dictionary.ts';
import { type DicomJson, toJson } from '../../../../core/dicom/json.ts';
import { integerOf } from '../../../../core/dicom/numbers.ts';
import { displayName, formatPersonName } from '../../../../core/dicom/person-name.ts';
import type { InstanceDescriptor } from '../../../../core/imaging/descriptor.ts';
import { fail } from '../../../../core/kernel/errors.ts';

/** Attributes that a query may return per level (PS3.4 C.6.2.1, PS3.18 10.6.3.3). */
const studyKeys: readonly Keyword[] = [
  'SpecificCharacterSet',
  'StudyDate',
  'StudyTime',
  'AccessionNumber',
  'ReferringPhysicianName',
  'StudyDescription',
  'NameOfPhysiciansReadingStudy',
  'PatientName',
  'PatientID',
  'IssuerOfPatientID',
  'PatientBirthDate',
  'PatientSex',
  'PatientAge',
  'PatientWeight',
  'PatientSize',
  'OtherPatientIDs',
  'StudyInstanceUID',
  'StudyID',
  'InstitutionName',
];
const seriesKeys: readonly Keyword[] = [
  'SeriesDate',
  'SeriesTime',
  'Modality',
  'SeriesDescription',
  'BodyPartExamined',
  'ProtocolName',
  'PatientPosition',
  'SeriesInstanceUID',
  'SeriesNumber',
  'Laterality',
  'PerformedProcedureStepStartDate',
  'PerformedProcedureStepStartTime',
  'PerformedProcedureStepID',
  'RequestAttributesSequence',
  'Manufacturer',
  'ManufacturerModelName',
  'StationName',
  'FrameOfReferenceUID',
  'OperatorsName',
];

export interface StudyRow {
  uid: string;
  patient_id: string;
  issuer: string;
  patient_name: string;
  name_search: string;
  sex: string;
  birth_date: string;
  study_date: string;
  study_time: string;
  accession: string;
  study_id: string;
  description: string;
  referring: string;
  institution: string;
  main: DicomJson;
}

export interface SeriesRow {
  uid: string;
  study_uid: string;
  modality: string;
  number: number | null;
  description: string;
  body_part: string;
  main: DicomJson;
}

export interface InstanceRow {
  id: string;
  sop_uid: string;
  series_uid: string;
  study_uid: string;
  sop_class: string;
  transfer_syntax: string;
  number: number | null;
  path: string;
  length: number;
  sha256: string;
  descriptor: InstanceDescriptor;
  received_at: string;
  source: string;
}

export interface IndexEntry {
  /** Asked for where the study is new to the index; the same for each image of it. @throws DICOM_REFUSED */
  study(): StudyRow;
  series(): SeriesRow;
  instance: InstanceRow;
}

function pick(dataSet: DataSet, keys: readonly Keyword[]): DicomJson {
  const picked = dataSet.copy();
  const wanted = new Set(keys.map(tagOf));
  for (const { tag } of dataSet) if (!wanted.has(tag)) picked.delete(tag);
  return toJson(picked);
}

/** All groups of the name in one lower-case line: alphabetic, ideographic and phonetic are all searched. */
function searchable(dataSet: DataSet, key: Keyword): string {
  return (dataSet.string(key) ?? '').toLowerCase();
}

/** What is kept as a UID though PS3.5 9.1 forbids it: a leading zero or a letter too many must not lose a patient's images. */
const usableUid = /^[0-9A-Za-z._-]{1,128}$/;

/** @throws DICOM_REFUSED when a UID that the index needs is missing or cannot be used */
export function requiredUid(
  dataSet: DataSet,
  key: 'StudyInstanceUID' | 'SeriesInstanceUID' | 'SOPInstanceUID' | 'SOPClassUID',
): string {
  const value = dataSet.string(key) ?? '';
  if (usableUid.test(value)) return value;
  throw fail('DICOM_REFUSED', {
    what: value ? `${key} is no UID: ${value.slice(0, 70)}` : `${key} is missing`,
    tag: key,
  });
}

/** Longer than any of these texts may be (PS3.5 6.2), short enough for an index: a value that goes on for pages is cut in the index alone. */
const longestColumn = 256;
const columnOf = (dataSet: DataSet, key: Keyword): string => (dataSet.string(key) ?? '').slice(0, longestColumn);

export function studyOf(dataSet: DataSet): StudyRow {
  const name = dataSet.name('PatientName');
  return {
    uid: requiredUid(dataSet, 'StudyInstanceUID'),
    patient_id: columnOf(dataSet, 'PatientID'),
    issuer: columnOf(dataSet, 'IssuerOfPatientID'),
    patient_name: (name ? formatPersonName(name) : '').slice(0, longestColumn),
    name_search: [searchable(dataSet, 'PatientName'), name ? displayName(name).toLowerCase() : '']
      .join(' ')
      .trim()
      .slice(0, 2 * longestColumn),
    sex: columnOf(dataSet, 'PatientSex'),
    birth_date: columnOf(dataSet, 'PatientBirthDate'),
    study_date: columnOf(dataSet, 'StudyDate'),
    study_time: columnOf(dataSet, 'StudyTime'),
    accession: columnOf(dataSet, 'AccessionNumber'),
    study_id: columnOf(dataSet, 'StudyID'),
    description: columnOf(dataSet, 'StudyDescription'),
    referring: columnOf(dataSet, 'ReferringPhysicianName'),
    institution: columnOf(dataSet, 'InstitutionName'),
    main: pick(dataSet, studyKeys),
  };
}

export function seriesOf(dataSet: DataSet): SeriesRow {
  return {
    uid: requiredUid(dataSet, 'SeriesInstanceUID'),
    study_uid: requiredUid(dataSet, 'StudyInstanceUID'),
    modality: dataSet.string('Modality') ?? 'OT',
    number: integerOf(dataSet.number('SeriesNumber')),
    description: columnOf(dataSet, 'SeriesDescription'),
    body_part: columnOf(dataSet, 'BodyPartExamined'),
    main: pick(dataSet, seriesKeys),
  };
}
