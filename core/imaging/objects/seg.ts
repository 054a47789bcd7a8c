// Reads segmentations (PS3.3 A.51): which segments there are, and for every frame its mask and the image that it lies on.
import type { DataSet } from '../../dicom/data-set.ts';
import { DicomError } from '../../dicom/errors.ts';
import type { Vector3 } from '../descriptor.ts';
import { type Code, readCode } from './code.ts';
import { labToRgb } from './lab-colour.ts';

export interface Segment {
  number: number;
  label: string;
  description: string;
  category: Code | undefined;
  type: Code | undefined;
  algorithm: string;
  trackingId: string;
  /** Red, green, blue 0 to 255; null: the viewer's own. */
  colour: [number, number, number] | null;
}

/** One frame: of one segment, or of a label map, in which the pixels name the segment. */
export interface SegmentFrame {
  /** Null in a label map. */
  segment: number | null;
  /** Images that it was made from, each a frame (1-based; null: the whole object). Empty where only the position says it. */
  sources: { sopInstanceUid: string; frame: number | null }[];
  position: Vector3 | null;
  orientation: readonly number[] | null;
  /** Millimetres between rows, between columns, and of the slice; null where it is not said. */
  rowSpacing: number | null;
  columnSpacing: number | null;
  sliceThickness: number | null;
}

export interface Segmentation {
  type: 'binary' | 'fractional' | 'labelmap';
  rows: number;
  columns: number;
  /** Value of certainty or full occupancy; 1 unless fractional. */
  maximum: number;
  fractionalType: string;
  frameOfReferenceUid: string;
  segments: Segment[];
  frames: SegmentFrame[];
}

function vectorOf(numbers: readonly number[]): Vector3 | null {
  const [x, y, z] = numbers;
  return x !== undefined && y !== undefined && z !== undefined && numbers.every(Number.isFinite) ? [x, y, z] : null;
}

function segmentOf(item: DataSet): Segment {
  const lab = item.numbers('RecommendedDisplayCIELabValue');
  return {
    number: item.number('SegmentNumber') ?? 0,
    label: item.string('SegmentLabel') ?? '',
    description: item.string('SegmentDescription') ?? '',
    category: readCode(item.item('SegmentedPropertyCategoryCodeSequence')),
    type: readCode(item.item('SegmentedPropertyTypeCodeSequence')),
    algorithm: [item.string('SegmentAlgorithmType'), item.string('SegmentAlgorithmName')].filter(Boolean).join(' '),
    trackingId: item.string('TrackingID') ?? '',
    colour: lab.length === 3 ? labToRgb(lab) : null,
  };
}

function sourcesOf(groups: readonly (DataSet | undefined)[]): SegmentFrame['sources'] {
  for (const group of groups) {
    const found = group
      ?.items('DerivationImageSequence')
      .flatMap((item) => item.items('SourceImageSequence'))
      .map((item) => ({
        sopInstanceUid: item.string('ReferencedSOPInstanceUID') ?? '',
        frame: item.number('ReferencedFrameNumber') ?? null,
      }));
    if (found && found.length > 0) return found;
  }
  return [];
}

/** The one image that a segmentation of one frame refers to without functional groups naming it. */
function onlyReference(dataSet: DataSet): SegmentFrame['sources'] {
  const all = dataSet
    .items('ReferencedSeriesSequence')
    .flatMap((series) => series.items('ReferencedInstanceSequence'))
    .map((item) => ({ sopInstanceUid: item.string('ReferencedSOPInstanceUID') ?? '', frame: null }));
  return all.length === 1 ? all : [];
}

const types: Record<string, Segmentation['type']> = {
  BINARY: 'binary',
  FRACTIONAL: 'fractional',
  LABELMAP: 'labelmap',
};

/** @throws DicomError `frames-invalid` when the object does not say what its pixels are */
export function readSegmentation(dataSet: DataSet): Segmentation {
  const rows = dataSet.number('Rows') ?? 0;
  const columns = dataSet.number('Columns') ?? 0;
  const type = types[dataSet.string('SegmentationType') ?? ''];
  if (!(rows > 0 && columns > 0) || !type) {
    throw new DicomError('frames-invalid', 'Rows, Columns or Segmentation Type are missing');
  }
  const shared = dataSet.item('SharedFunctionalGroupsSequence');
  const count = Math.max(1, dataSet.number('NumberOfFrames') ?? 1);
  const perFrame = dataSet.items('PerFrameFunctionalGroupsSequence');
  const segments = dataSet.items('SegmentSequence').map(segmentOf);
  const fallback = onlyReference(dataSet);
  const frames = Array.from({ length: count }, (_, index): SegmentFrame => {
    const groups = [perFrame[index], shared];
    const group = (name: Parameters<DataSet['item']>[0]) => groups.map((one) => one?.item(name)).find(Boolean);
    const sources = sourcesOf(groups);
    const orientation = group('PlaneOrientationSequence')?.numbers('ImageOrientationPatient') ?? [];
    const measures = group('PixelMeasuresSequence');
    const spacing = measures?.numbers('PixelSpacing') ?? [];
    return {
      segment:
        type === 'labelmap'
          ? null
          : (group('SegmentIdentificationSequence')?.number('ReferencedSegmentNumber') ?? segments[0]?.number ?? 1),
      sources: sources.length > 0 ? sources : fallback,
      position: vectorOf(group('PlanePositionSequence')?.numbers('ImagePositionPatient') ?? []),
      orientation: orientation.length === 6 ? orientation : null,
      rowSpacing: spacing[0] ?? null,
      columnSpacing: spacing[1] ?? null,
      sliceThickness: measures?.number('SliceThickness') ?? measures?.number('SpacingBetweenSlices') ?? null,
    };
  });
  return {
    type,
    rows,
    columns,
    maximum: type === 'fractional' ? (dataSet.number('MaximumFractionalValue') ?? 255) : 1,
    fractionalType: dataSet.string('SegmentationFractionalType') ?? '',
    frameOfReferenceUid: dataSet.string('FrameOfReferenceUID') ?? '',
    segments,
    frames,
  };
}

/**
 * Values of one frame of uncompressed pixel data, one a pixel: bits are packed across frames without padding (PS3.5 8.1.1).
 * @param frame from 0
 * @throws DicomError `frames-invalid` when the pixel data ends before it
 */
export function maskOf(dataSet: DataSet, frame: number): Uint8Array | Uint16Array {
  const size = (dataSet.number('Rows') ?? 0) * (dataSet.number('Columns') ?? 0);
  const allocated = dataSet.number('BitsAllocated') ?? 1;
  const bytes = dataSet.bytes('PixelData') ?? new Uint8Array();
  const first = frame * size;
  if (bytes.length * 8 < (first + size) * allocated) {
    throw new DicomError('frames-invalid', `The pixel data ends before frame ${frame + 1}`, { tag: 0x7fe00010 });
  }
  if (allocated === 8) return bytes.subarray(first, first + size);
  if (allocated === 16) return dataSet.words('PixelData').subarray(first, first + size);
  const mask = new Uint8Array(size);
  // Bit planes in 16-bit words of big-endian objects would have to be turned; none was ever seen, and PS3.5 retired them.
  for (let at = 0; at < size; at += 1) mask[at] = ((bytes[(first + at) >> 3] ?? 0) >> ((first + at) & 7)) & 1;
  return mask;
}

/** Runs of equal values: value, length, value, length … Masks of organs take some hundred numbers. */
export function runsOf(mask: ArrayLike<number>): number[] {
  const runs: number[] = [];
  for (let at = 0; at < mask.length; ) {
    const value = mask[at] ?? 0;
    let end = at + 1;
    while (end < mask.length && mask[end] === value) end += 1;
    runs.push(value, end - at);
    at = end;
  }
  return runs;
}

export function maskFrom(runs: readonly number[], size: number): Uint16Array {
  const mask = new Uint16Array(size);
  let at = 0;
  for (let index = 0; index + 1 < runs.length; index += 2) {
    const length = runs[index + 1] ?? 0;
    mask.fill(runs[index] ?? 0, at, at + length);
    at += length;
  }
  return mask;
}
