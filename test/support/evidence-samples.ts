// Images of several modalities and orientations with random annotations of every kind on them, as a reader would leave them.
import fc from 'fast-check';
import { DataSet } from '../../core/dicom/data-set.ts';
import { uidOf } from '../../core/dicom/uids.ts';
import { Annotation, type AnnotationKind, annotationKinds, pointsNeeded } from '../../core/imaging/annotation/model.ts';
import { describeInstance } from '../../core/imaging/describe/describe.ts';
import { measure } from '../../core/imaging/measure/measure.ts';
import type { EvidenceContext, EvidenceImage } from '../../core/imaging/objects/evidence.ts';

const turned = (degrees: number): number[] => {
  const angle = (degrees * Math.PI) / 180;
  const row = [Math.cos(angle), Math.sin(angle) * 0.6, Math.sin(angle) * 0.8];
  return [...row, -Math.sin(angle), Math.cos(angle) * 0.6, Math.cos(angle) * 0.8];
};

interface Kind {
  modality: string;
  sopClass: Parameters<typeof uidOf>[0];
  rows: number;
  columns: number;
  frames?: number;
  orientation?: number[];
  spacing?: [number, number];
  detector?: [number, number];
  colour?: boolean;
}

const kinds: readonly Kind[] = [
  {
    modality: 'CT',
    sopClass: 'CTImageStorage',
    rows: 512,
    columns: 512,
    orientation: [1, 0, 0, 0, 1, 0],
    spacing: [0.7031, 0.7031],
  },
  { modality: 'CT', sopClass: 'CTImageStorage', rows: 512, columns: 512, orientation: turned(17), spacing: [0.9, 0.9] },
  {
    modality: 'MR',
    sopClass: 'MRImageStorage',
    rows: 320,
    columns: 256,
    orientation: [0, 1, 0, 0, 0, -1],
    spacing: [0.5, 0.8],
  },
  {
    modality: 'MR',
    sopClass: 'MRImageStorage',
    rows: 256,
    columns: 256,
    orientation: [1, 0, 0, 0, 0, -1],
    spacing: [1.25, 1.25],
  },
  {
    modality: 'MR',
    sopClass: 'EnhancedMRImageStorage',
    rows: 256,
    columns: 256,
    frames: 40,
    orientation: [1, 0, 0, 0, 1, 0],
    spacing: [1, 1],
  },
  {
    modality: 'DX',
    sopClass: 'DigitalXRayImageStorageForPresentation',
    rows: 3072,
    columns: 2500,
    detector: [0.139, 0.139],
  },
  {
    modality: 'MG',
    sopClass: 'DigitalMammographyXRayImageStorageForPresentation',
    rows: 4096,
    columns: 3328,
    detector: [0.07, 0.07],
  },
  { modality: 'US', sopClass: 'UltrasoundMultiFrameImageStorage', rows: 768, columns: 1024, frames: 60, colour: true },
  {
    modality: 'PT',
    sopClass: 'PositronEmissionTomographyImageStorage',
    rows: 200,
    columns: 200,
    orientation: [1, 0, 0, 0, 1, 0],
    spacing: [4.07, 4.07],
  },
  { modality: 'NM', sopClass: 'NuclearMedicineImageStorage', rows: 128, columns: 128, frames: 2, spacing: [2.4, 2.4] },
];

function headOf(kind: Kind, index: number): DataSet {
  const head = new DataSet()
    .set('SOPClassUID', uidOf(kind.sopClass))
    .set('SOPInstanceUID', `1.2.826.0.1.3680043.9.7.1.${index + 1}`)
    .set('StudyInstanceUID', '1.2.826.0.1.3680043.9.7')
    .set('SeriesInstanceUID', `1.2.826.0.1.3680043.9.7.2.${index + 1}`)
    .set('PatientName', 'Wang^XiaoDong=王^小东')
    .set('PatientID', 'P0042')
    .set('PatientBirthDate', '19560402')
    .set('PatientSex', 'F')
    .set('StudyDate', '20261120')
    .set('StudyTime', '083000')
    .set('StudyID', '7')
    .set('AccessionNumber', 'A2026112001')
    .set('StudyDescription', '胸部平扫')
    .set('Modality', kind.modality)
    .set('Rows', kind.rows)
    .set('Columns', kind.columns)
    .set('BitsAllocated', kind.colour ? 8 : 16)
    .set('BitsStored', kind.colour ? 8 : 12)
    .set('HighBit', kind.colour ? 7 : 11)
    .set('PixelRepresentation', 0)
    .set('SamplesPerPixel', kind.colour ? 3 : 1)
    .set('PhotometricInterpretation', kind.colour ? 'RGB' : kind.modality === 'DX' ? 'MONOCHROME1' : 'MONOCHROME2');
  if (kind.frames) head.set('NumberOfFrames', kind.frames);
  if (kind.modality === 'CT') head.set('RescaleSlope', 1).set('RescaleIntercept', -1024).set('RescaleType', 'HU');
  if (kind.orientation)
    head.set('ImageOrientationPatient', kind.orientation).set('ImagePositionPatient', [-100, -120, index]);
  if (kind.spacing) head.set('PixelSpacing', kind.spacing);
  if (kind.detector) head.set('ImagerPixelSpacing', kind.detector);
  return head;
}

export const sampleHeads: readonly DataSet[] = kinds.map(headOf);

const sampleImages: readonly EvidenceImage[] = sampleHeads.map((head) => {
  const described = describeInstance(head, {
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    pixels: { kind: 'native', offset: 0, frameLength: 1, bigEndian: false },
    problem: '',
  });
  if (!described.image) throw new Error('a sample has no image');
  return {
    seriesUid: head.string('SeriesInstanceUID') ?? '',
    sopInstanceUid: described.sopInstanceUid,
    sopClassUid: described.sopClassUid,
    image: described.image,
  };
});

/** Numbers of a text as a UID: enough for tests, equal for equal text. */
function uidFor(text: string): string {
  let a = 0xcbf29ce484222325n;
  for (const character of text) a = BigInt.asUintN(64, (a ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return `2.25.${a}`;
}

export const sampleContext = (revision = 1): EvidenceContext => ({
  subject: sampleHeads[0] ?? new DataSet(),
  images: new Map(sampleImages.map((image) => [image.sopInstanceUid, image])),
  observer: { name: '李^医生', organization: '枢医院' },
  at: { date: '20261121', time: '091500', offset: '+0800' },
  revision,
  uid: (purpose) => uidFor(`${revision} ${purpose}`),
  softwareVersion: '1.0.0',
});

const words = fc
  .string({ unit: fc.constantFrom(...'abcXYZ 09.,:/?()^=\n左肺结节增大见小磨玻璃影é€'), maxLength: 40 })
  .map((text) => text.trim());

/** Statistics of pixels that are not there: any doubles. */
const statistics = fc.record({
  value: fc.double({ noNaN: true, noDefaultInfinity: true, min: -32768, max: 65535 }),
  unit: fc.constantFrom('HU', '', 'g/ml', 'CNTS', 'US', '百分比', 'PROPCNT'),
});

/** An annotation of that kind as the tools make it: points on an image, values by the measuring code. */
export function annotationOf(kind: AnnotationKind): fc.Arbitrary<Annotation> {
  const needed = pointsNeeded(kind);
  return fc
    .record({
      image: fc.constantFrom(...sampleImages),
      fractions: fc.array(
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        {
          minLength: needed ?? 3,
          maxLength: needed ?? 40,
        },
      ),
      frame: fc.double({ min: 0, max: 0.999, noNaN: true }),
      id: fc.uuid(),
      text: words,
      label: fc.option(
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      ),
      statistics,
      madeAt: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    })
    .map(({ image: at, fractions, frame, id, text, label, statistics: found, madeAt }) => {
      const { image } = at;
      const place = ([x, y]: readonly [number, number]) => ({ x: x * image.columns, y: y * image.rows });
      const points = fractions.map(place);
      const values = { columns: image.columns, rows: image.rows, at: () => found.value };
      const measured = measure(
        { kind, points },
        {
          image,
          plane: image.plane,
          // Statistics over large regions are slow, and their values do not matter here.
          values: kind === 'probe' ? values : null,
          valueUnit: found.unit,
          suvFactor: null,
        },
      ).filter(({ value }) => Number.isFinite(value));
      const quantities = measured.some(({ name }) => name === 'area')
        ? [
            ...measured,
            { name: 'mean', value: found.value, unit: found.unit },
            { name: 'deviation', value: Math.abs(found.value) / 7, unit: found.unit },
            { name: 'count', value: Math.round(Math.abs(found.value)), unit: 'px' },
            { name: 'suv-maximum', value: found.value / 3, unit: 'g/ml' },
          ]
        : measured;
      const drawn: Annotation = {
        id,
        kind,
        seriesUid: at.seriesUid,
        sopInstanceUid: at.sopInstanceUid,
        frame: 1 + Math.floor(frame * image.frames),
        points,
        text,
        label: label && place(label),
        quantities,
        madeAt: madeAt.toISOString(),
      };
      // As they are kept: JSON has no negative zero.
      return Annotation.parse(JSON.parse(JSON.stringify(drawn)));
    });
}

export const anyAnnotation: fc.Arbitrary<Annotation> = fc.oneof(...annotationKinds.map(annotationOf));
