// What a DICOMDIR says of a patient, a study, a series and an object (PS3.3 annex F.5): keys with values where the type asks for one.
import type { DataSet } from './data-set.ts';
import { DataSet as Made } from './data-set.ts';
import type { Keyword } from './dictionary.ts';
import { uidOf } from './uids.ts';

interface Kind {
  type: string;
  /** Type 1: without a value the record gets the substitute. */
  required: readonly (readonly [Keyword, string])[];
  /** Type 2 and 1C: empty when absent, or copied when there. */
  copied?: readonly Keyword[];
  empty?: readonly Keyword[];
}

const content = [
  ['ContentDate', '19000101'],
  ['ContentTime', '000000'],
  ['InstanceNumber', '0'],
] as const;

const image: Kind = { type: 'IMAGE', required: [['InstanceNumber', '0']], copied: ['ImageType', 'NumberOfFrames'] };
const report: Kind = {
  type: 'SR DOCUMENT',
  required: [['CompletionFlag', 'PARTIAL'], ['VerificationFlag', 'UNVERIFIED'], ...content],
  copied: ['ConceptNameCodeSequence'],
};
const byClass = new Map<string, Kind>();
function classes(kind: Kind, uids: readonly string[]): void {
  for (const uid of uids) byClass.set(uid, kind);
}
classes({ type: 'KEY OBJECT DOC', required: content, copied: ['ConceptNameCodeSequence'] }, [
  uidOf('KeyObjectSelectionDocumentStorage'),
]);
classes(
  {
    type: 'ENCAP DOC',
    required: [
      ['InstanceNumber', '0'],
      ['MIMETypeOfEncapsulatedDocument', 'application/pdf'],
    ],
    copied: ['ConceptNameCodeSequence'],
    empty: ['ContentDate', 'ContentTime', 'DocumentTitle'],
  },
  [uidOf('EncapsulatedPDFStorage'), uidOf('EncapsulatedCDAStorage'), uidOf('EncapsulatedSTLStorage')],
);
classes({ type: 'RAW DATA', required: content }, [uidOf('RawDataStorage')]);
classes(
  {
    type: 'REGISTRATION',
    required: [...content, ['ContentLabel', 'REGISTRATION']],
    empty: ['ContentDescription', 'ContentCreatorName'],
  },
  [uidOf('SpatialRegistrationStorage')],
);
classes(
  {
    type: 'RT DOSE',
    required: [
      ['InstanceNumber', '0'],
      ['DoseSummationType', 'PLAN'],
    ],
  },
  [uidOf('RTDoseStorage')],
);
classes(
  {
    type: 'RT STRUCTURE SET',
    required: [
      ['InstanceNumber', '0'],
      ['StructureSetLabel', 'RTSTRUCT'],
    ],
    empty: ['StructureSetDate', 'StructureSetTime'],
  },
  [uidOf('RTStructureSetStorage')],
);
classes(
  {
    type: 'RT PLAN',
    required: [
      ['InstanceNumber', '0'],
      ['RTPlanLabel', 'RTPLAN'],
    ],
    empty: ['RTPlanDate', 'RTPlanTime'],
  },
  [uidOf('RTPlanStorage')],
);

const presentation: Kind = {
  type: 'PRESENTATION',
  required: [
    ['PresentationCreationDate', '19000101'],
    ['PresentationCreationTime', '000000'],
    ['InstanceNumber', '0'],
    ['ContentLabel', 'STATE'],
  ],
  copied: ['ReferencedSeriesSequence', 'BlendingSequence'],
  empty: ['ContentDescription', 'ContentCreatorName'],
};
const waveform: Kind = { type: 'WAVEFORM', required: content };

/** Null: PS3.3 has no record type that we write for it, and the object cannot go on a medium. */
function kindOf(sopClass: string): Kind | null {
  const exact = byClass.get(sopClass);
  if (exact) return exact;
  const family = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(9|11|88)\./.exec(sopClass)?.[1];
  if (family === '88') return report;
  if (family === '11') return presentation;
  if (family === '9') return waveform;
  return null;
}

/** A record without its links. The character set goes with it where the keys need one. */
function record(of: DataSet, type: string): DataSet {
  const made = new Made({ littleEndian: of.littleEndian, characterSet: of.characterSet });
  made
    .set('OffsetOfTheNextDirectoryRecord', 0)
    .set('RecordInUseFlag', 0xffff)
    .set('OffsetOfReferencedLowerLevelDirectoryEntity', 0)
    .set('DirectoryRecordType', type);
  const declared = of.element('SpecificCharacterSet');
  if (declared) made.put(declared);
  return made;
}

function copy(of: DataSet, to: DataSet, key: Keyword, substitute: string | null): void {
  const element = of.element(key);
  const filled = element && (element.kind === 'sequence' ? element.items.length > 0 : of.string(key) !== undefined);
  if (element && filled) to.put(element);
  else if (substitute !== null) to.set(key, substitute);
}

export function patientRecord(of: DataSet, number: number): DataSet {
  const made = record(of, 'PATIENT');
  copy(of, made, 'PatientName', '');
  copy(of, made, 'PatientID', `NOID_${number}`);
  return made;
}

export function studyRecord(of: DataSet, number: number): DataSet {
  const made = record(of, 'STUDY');
  copy(of, made, 'StudyDate', '19000101');
  copy(of, made, 'StudyTime', '000000');
  copy(of, made, 'AccessionNumber', '');
  copy(of, made, 'StudyDescription', '');
  copy(of, made, 'StudyInstanceUID', null);
  copy(of, made, 'StudyID', `STUDY_${number}`);
  return made;
}

export function seriesRecord(of: DataSet, number: number): DataSet {
  const made = record(of, 'SERIES');
  copy(of, made, 'Modality', 'OT');
  copy(of, made, 'SeriesDescription', null);
  copy(of, made, 'SeriesInstanceUID', null);
  copy(of, made, 'SeriesNumber', String(number));
  return made;
}

export interface FileOnMedium {
  /** Components of the path, 8 characters each at most of A-Z, 0-9 and _ (PS3.10 8.2). */
  path: readonly string[];
  transferSyntaxUid: string;
  /** Whether it has pixels: then it is an IMAGE whatever its class. */
  isImage: boolean;
}

export function objectRecord(of: DataSet, file: FileOnMedium): DataSet | null {
  const sopClass = of.string('SOPClassUID') ?? '';
  const kind = kindOf(sopClass) ?? (file.isImage ? image : null);
  if (!kind) return null;
  const made = record(of, kind.type)
    .set('ReferencedFileID', file.path)
    .set('ReferencedSOPClassUIDInFile', sopClass)
    .set('ReferencedSOPInstanceUIDInFile', of.string('SOPInstanceUID') ?? '')
    .set('ReferencedTransferSyntaxUIDInFile', file.transferSyntaxUid);
  for (const [key, substitute] of kind.required) copy(of, made, key, substitute);
  for (const key of kind.copied ?? []) copy(of, made, key, null);
  for (const key of kind.empty ?? []) copy(of, made, key, '');
  return made;
}
