// Manifests as the server gives them, made up for tests of the reading room: series of placed or unplaced images.
import type {
  ImageDescriptor,
  InstanceDescriptor,
  SeriesManifest,
  StudyManifest,
  Vector3,
} from '../../core/imaging/descriptor.ts';

export interface SeriesPlan {
  modality?: string;
  description?: string;
  bodyPart?: string;
  count?: number;
  /** Frames in each object. */
  frames?: number;
  frameOfReferenceUid?: string;
  row?: Vector3;
  column?: Vector3;
  /** Place of the first image and the step to the next; null: unplaced. */
  origin?: Vector3 | null;
  step?: Vector3;
  image?: Partial<ImageDescriptor>;
}

function imageOf(plan: SeriesPlan, index: number): ImageDescriptor {
  const origin = plan.origin === undefined ? ([0, 0, 0] as const) : plan.origin;
  const step = plan.step ?? [0, 0, 2];
  return {
    rows: 64,
    columns: 64,
    frames: plan.frames ?? 1,
    samplesPerPixel: 1,
    photometric: 'MONOCHROME2',
    planarConfiguration: 0,
    bitsAllocated: 16,
    bitsStored: 12,
    highBit: 11,
    signed: false,
    floating: false,
    padding: null,
    palette: null,
    display: {
      slope: 1,
      intercept: 0,
      rescaleType: 'HU',
      modalityLut: null,
      windows: [],
      voiFunction: 'linear',
      voiLuts: [],
      inverted: false,
    },
    plane: {
      position: origin && [origin[0] + step[0] * index, origin[1] + step[1] * index, origin[2] + step[2] * index],
      rowDirection: origin && (plan.row ?? [1, 0, 0]),
      columnDirection: origin && (plan.column ?? [0, 1, 0]),
      rowSpacing: 1,
      columnSpacing: 1,
      spacingSource: 'patient',
      sliceThickness: 2,
    },
    perFrame: [],
    frameOfReferenceUid: plan.frameOfReferenceUid ?? '1.2.3',
    imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    laterality: '',
    viewPosition: '',
    patientOrientation: [],
    temporal: { acquisitionNumber: null, echo: null, bValue: null, position: null, triggerTime: null },
    acquisitionTime: '',
    frameTimeMs: null,
    pixelAspect: null,
    lossy: false,
    burnedInAnnotation: false,
    regions: [],
    overlays: [],
    shutter: null,
    suv: null,
    ...plan.image,
  };
}

export function madeStudy(uid: string, plans: readonly SeriesPlan[], part: Partial<StudyManifest> = {}): StudyManifest {
  const series = plans.map(
    (plan, number): SeriesManifest => ({
      seriesInstanceUid: `${uid}.${number + 1}`,
      modality: plan.modality ?? 'CT',
      number: number + 1,
      description: plan.description ?? '',
      bodyPart: plan.bodyPart ?? '',
      protocol: '',
      date: '',
      time: '',
      frameOfReferenceUid: plan.frameOfReferenceUid ?? '1.2.3',
      instances: Array.from(
        { length: plan.count ?? 3 },
        (_, index): InstanceDescriptor => ({
          sopInstanceUid: `${uid}.${number + 1}.${index + 1}`,
          sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
          transferSyntaxUid: '1.2.840.10008.1.2.1',
          instanceNumber: index + 1,
          kind: 'image',
          label: '',
          contentDate: '',
          contentTime: '',
          image: imageOf(plan, index),
          pixels: { kind: 'native', offset: 0, frameLength: 8192, bigEndian: false },
          problem: '',
        }),
      ),
    }),
  );
  return {
    studyInstanceUid: uid,
    patientId: `P${uid}`,
    patientName: 'WANG^WU',
    sex: 'M',
    birthDate: '',
    age: '',
    date: '20260101',
    time: '',
    accession: '',
    description: '',
    institution: '',
    examId: null,
    series,
    revision: 1,
    ...part,
  };
}
