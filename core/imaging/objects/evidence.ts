// What every object made from annotations has in common: patient and study as in the annotated images, series, equipment, references.
import { DataSet } from '../../dicom/data-set.ts';
import type { Keyword } from '../../dicom/dictionary.ts';
import { uidOf } from '../../dicom/uids.ts';
import { isText, layoutOf } from '../../dicom/vr.ts';
import { writePart10 } from '../../dicom/write.ts';
import type { ImageDescriptor } from '../descriptor.ts';
import { ownScheme, plainText } from './code.ts';
import { type ObjectReference, referenceItem } from './content.ts';

/** An image of the study that annotations lie on. */
export interface EvidenceImage {
  seriesUid: string;
  sopInstanceUid: string;
  sopClassUid: string;
  image: ImageDescriptor;
}

/** The objects are identified by the caller: equal input gives equal bytes, so that a repeated act stores nothing twice. */
export interface EvidenceContext {
  /** Head of one of the annotated objects: patient and study are copied from it. */
  subject: DataSet;
  images: ReadonlyMap<string, EvidenceImage>;
  observer: { name: string; organization: string };
  /** Local date (DA), time (TM) and offset (`+0800`) of the act. */
  at: { date: string; time: string; offset: string };
  /** Version of the annotations, from 1 on. */
  revision: number;
  /** A UID for a purpose, the same for the same purpose: `sr`, `sr-series`, `track:<id>` … */
  uid(purpose: string): string;
  softwareVersion: string;
}

/** PS3.3 C.7.1.1, C.7.2.1, C.7.2.2, C.7.1.3: what stays the same for every object of a study. */
const copied: readonly Keyword[] = [
  'StudyDate',
  'StudyTime',
  'AccessionNumber',
  'IssuerOfAccessionNumberSequence',
  'ReferringPhysicianName',
  'StudyDescription',
  'ProcedureCodeSequence',
  'PatientName',
  'PatientID',
  'IssuerOfPatientID',
  'IssuerOfPatientIDQualifiersSequence',
  'OtherPatientIDsSequence',
  'PatientBirthDate',
  'PatientBirthTime',
  'PatientSex',
  'PatientAge',
  'PatientSize',
  'PatientWeight',
  'PatientIdentityRemoved',
  'DeidentificationMethod',
  'StudyInstanceUID',
  'StudyID',
];
/** Type 2: present though empty. */
const required: readonly Keyword[] = [
  'StudyDate',
  'StudyTime',
  'AccessionNumber',
  'ReferringPhysicianName',
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'StudyID',
];

/** A deep copy whose text is no longer bound to the character set of where it came from. */
function unbound(from: DataSet, wanted?: readonly Keyword[]): DataSet {
  const into = new DataSet();
  const elements = wanted ? wanted.flatMap((key) => from.element(key) ?? []) : from.elements();
  for (const element of elements) {
    const { tag, vr } = element;
    if (tag === 0x00080005) continue;
    if (element.kind === 'sequence')
      into.set(
        tag,
        element.items.map((item) => unbound(item)),
        vr,
      );
    else if (isText(vr)) {
      // Codes, dates and numbers are ASCII; what else stands there is damage that must not stop the copy.
      const text = from.text(tag) ?? '';
      into.set(tag, layoutOf(vr).ownCharacters ? text : text.replaceAll(/[^\x20-\x7e]/g, ''), vr);
    } else if (element.kind === 'bytes') into.set(tag, from.littleEndianBytes(element), vr);
  }
  return into;
}

/** The modules of the patient, the study and the equipment (C.7.5.1), and the description of our codes (C.12.1.1.6). */
export function evidenceObject(context: EvidenceContext, sopClassUid: string, purpose: string): DataSet {
  const { at, uid } = context;
  const object = unbound(context.subject, copied);
  for (const key of required) if (!object.has(key)) object.set(key, null);
  const scheme = new DataSet()
    .set('CodingSchemeDesignator', ownScheme)
    .set('CodingSchemeName', 'Yishu annotation terms')
    .set('CodingSchemeResponsibleOrganization', 'Yishu');
  return object
    .set('SOPClassUID', sopClassUid)
    .set('SOPInstanceUID', uid(purpose))
    .set('SeriesInstanceUID', uid(`${purpose}-series`))
    .set('InstanceCreationDate', at.date)
    .set('InstanceCreationTime', at.time)
    .set('SeriesDate', at.date)
    .set('SeriesTime', at.time)
    .set('ContentDate', at.date)
    .set('ContentTime', at.time)
    .set('TimezoneOffsetFromUTC', at.offset)
    .set('InstanceNumber', 1)
    .set('Manufacturer', 'Yishu')
    .set('ManufacturerModelName', 'Yishu radiology station')
    .set('SoftwareVersions', plainText(context.softwareVersion, 64))
    .set('CodingSchemeIdentificationSequence', [scheme]);
}

/** Images by the series they belong to, as evidence sequences list them (C.17.2.3); each object once. */
export function evidenceSequence(subject: DataSet, images: readonly EvidenceImage[]): DataSet {
  const bySeries = Map.groupBy(new Set(images), ({ seriesUid }) => seriesUid);
  const series = [...bySeries].map(([seriesUid, of]) =>
    new DataSet().set('SeriesInstanceUID', seriesUid).set(
      'ReferencedSOPSequence',
      of.map((image) => referenceItem({ ...image, frames: [] })),
    ),
  );
  return new DataSet()
    .set('StudyInstanceUID', subject.string('StudyInstanceUID') ?? '')
    .set('ReferencedSeriesSequence', series);
}

/** A reference to one frame; images of one frame are referred to as a whole (PS3.3 table 10-3). */
export function frameReference(image: EvidenceImage, frame: number): ObjectReference {
  const { sopClassUid, sopInstanceUid } = image;
  return { sopClassUid, sopInstanceUid, frames: image.image.frames > 1 ? [frame] : [] };
}

/** Images that the marks lie on, in the order of the study; marks on objects that are gone cannot be referred to. */
export function imagesOf(
  context: Pick<EvidenceContext, 'images'>,
  marks: Iterable<{ sopInstanceUid: string }>,
): EvidenceImage[] {
  const wanted = new Set([...marks].map(({ sopInstanceUid }) => sopInstanceUid));
  return [...context.images.values()].filter(({ sopInstanceUid }) => wanted.has(sopInstanceUid));
}

export const evidenceClasses = {
  report: uidOf('ComprehensiveSRStorage'),
  keyObjects: uidOf('KeyObjectSelectionDocumentStorage'),
  grayscale: uidOf('GrayscaleSoftcopyPresentationStateStorage'),
  colour: uidOf('ColorSoftcopyPresentationStateStorage'),
} as const;

const explicitVr = '1.2.840.10008.1.2.1';
const implicitVr = '1.2.840.10008.1.2';
/** Lengths of FL have 16 bits in explicit VR (PS3.5 7.1.2). */
const longestShort = 0xfffe;

function hasLong(dataSet: DataSet): boolean {
  return dataSet
    .elements()
    .some((element) =>
      element.kind === 'sequence'
        ? element.items.some(hasLong)
        : element.kind === 'bytes' && element.vr === 'FL' && element.bytes.length > longestShort,
    );
}

/** The object as a file in UTF-8: explicit VR, implicit where an outline is too long for it. */
export function evidenceFile(object: DataSet): Uint8Array {
  const transferSyntax = hasLong(object) ? implicitVr : explicitVr;
  return writePart10(object, { transferSyntax, characterSet: ['ISO_IR 192'] });
}
