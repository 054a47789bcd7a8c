// Makes the descriptor of an object from its data set: read once at reception, so that opening a study reads no file.
import type { DataSet } from '../../dicom/data-set.ts';
import { integerOf } from '../../dicom/numbers.ts';
import type { FramePlane, ImageDescriptor, InstanceDescriptor, OverlayPlane, PixelLocation } from '../descriptor.ts';
import { displayOf } from './display.ts';
import { regionsOf, shutterGroupOf, shutterOf, suvOf } from './extras.ts';
import { overlaysOf } from './overlays.ts';
import { paletteOf } from './palette.ts';
import { planeOf } from './plane.ts';

const kinds: readonly [RegExp, InstanceDescriptor['kind']][] = [
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.88\.59$/, 'key-objects'],
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.88\./, 'report'],
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.11\./, 'presentation'],
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.66\.(4|7)$/, 'segmentation'],
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.9\./, 'waveform'],
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.104\./, 'document'],
];
/** More than the tiles of the largest slides; what declares more is a mistake or hostile, and every frame has an entry in a list. */
const mostFrames = 1 << 20;
const videoSyntax = /^1\.2\.840\.10008\.1\.2\.4\.10[0-8]/;

function kindOf(sopClassUid: string, transferSyntaxUid: string, hasImage: boolean): InstanceDescriptor['kind'] {
  const special = kinds.find(([pattern]) => pattern.test(sopClassUid))?.[1];
  if (special) return special;
  if (!hasImage) return 'other';
  return videoSyntax.test(transferSyntaxUid) ? 'video' : 'image';
}

function labelOf(dataSet: DataSet): string {
  return (
    dataSet.string('DocumentTitle') ??
    dataSet.string('ContentLabel') ??
    dataSet.item('ConceptNameCodeSequence')?.string('CodeMeaning') ??
    dataSet.string('SeriesDescription') ??
    ''
  );
}

type Groups = (name: Parameters<DataSet['item']>[0]) => DataSet | undefined;

/** Looks a functional group up in the frame's own item, then in the shared one (C.7.6.16). */
function groupsOf(dataSet: DataSet, frame: DataSet | undefined): Groups {
  const shared = dataSet.item('SharedFunctionalGroupsSequence');
  return (name) => frame?.item(name) ?? shared?.item(name);
}

function framePlane(dataSet: DataSet, groups: Groups): FramePlane {
  return planeOf(dataSet, {
    position: groups('PlanePositionSequence') ?? dataSet,
    orientation: groups('PlaneOrientationSequence') ?? dataSet,
    measures: groups('PixelMeasuresSequence') ?? dataSet,
  });
}

function frameDisplay(dataSet: DataSet, groups: Groups, signed: boolean) {
  const modality = groups('PixelValueTransformationSequence') ?? dataSet;
  return displayOf(dataSet, modality, groups('FrameVOILUTSequence') ?? dataSet, signed);
}

/** What tells a frame apart besides its place: the dimension indices, in words of the object. */
function frameLabel(frame: DataSet, dimension: readonly number[], placeIndex: number): string {
  const content = frame.item('FrameContentSequence');
  const label = content?.string('FrameLabel');
  if (label !== undefined) return label;
  if (dimension.length > 0) return dimension.filter((_, index) => index !== placeIndex).join('/');
  const bValue = frame.item('MRDiffusionSequence')?.number('DiffusionBValue');
  const own = [content?.string('StackID'), content?.number('TemporalPositionIndex'), bValue];
  return own.every((one) => one === undefined) ? '' : own.map((one) => one ?? '').join('/');
}

function perFrameOf(dataSet: DataSet, frames: number, signed: boolean): ImageDescriptor['perFrame'] {
  const items = dataSet.items('PerFrameFunctionalGroupsSequence');
  if (items.length === 0) return [];
  // (0020,9057) In-Stack Position Number or (0020,9113) Plane Position Sequence: that dimension is place.
  const placeIndex = dataSet
    .items('DimensionIndexSequence')
    .findIndex((item) => [0x00209057, 0x00209113, 0x00200032].includes(item.tags('DimensionIndexPointer')[0] ?? 0));
  return items.slice(0, frames).map((item) => {
    const groups = groupsOf(dataSet, item);
    const dimension = item.item('FrameContentSequence')?.numbers('DimensionIndexValues') ?? [];
    const own = item.item('FrameDisplayShutterSequence');
    const shutter = own && shutterOf(own);
    return {
      plane: framePlane(dataSet, groups),
      display: frameDisplay(dataSet, groups, signed),
      dimension,
      label: frameLabel(item, dimension, placeIndex),
      ...(shutter ? { shutter } : {}),
    };
  });
}

/** Pixel Padding Value and Range Limit (C.7.5.1.1.2), of floats and doubles too, whose samples are floats. */
function paddingOf(dataSet: DataSet, signed: boolean): ImageDescriptor['padding'] {
  const real = dataSet.number('FloatPixelPaddingValue') ?? dataSet.number('DoubleFloatPixelPaddingValue');
  if (real !== undefined) {
    const limit =
      dataSet.number('FloatPixelPaddingRangeLimit') ?? dataSet.number('DoubleFloatPixelPaddingRangeLimit') ?? real;
    return { from: Math.fround(real), to: Math.fround(limit) };
  }
  // US or SS as the pixels are; senders write 63536 for -2000 and the other way round.
  const asPixels = (value: number): number =>
    signed ? (value > 32_767 ? value - 65_536 : value) : value < 0 ? value + 65_536 : value;
  const value = dataSet.number('PixelPaddingValue');
  if (value === undefined) return null;
  return { from: asPixels(value), to: asPixels(dataSet.number('PixelPaddingRangeLimit') ?? value) };
}

/** Milliseconds from frame to frame: as said for all, the mean of what is said for each (C.7.6.5), or by the rate of playing. */
function frameTimeOf(dataSet: DataSet): number | null {
  const time = dataSet.number('FrameTime');
  if (time && time > 0) return time;
  const steps = dataSet.numbers('FrameTimeVector').filter((step) => step > 0);
  if (steps.length > 0) return steps.reduce((sum, step) => sum + step, 0) / steps.length;
  const rate = dataSet.number('CineRate') ?? dataSet.number('RecommendedDisplayFrameRate');
  return rate && rate > 0 ? 1000 / rate : null;
}

/** @param present frames that the pixels hold: a header may declare any number, and all else goes by the number that is there */
function imageOf(dataSet: DataSet, present: number): ImageDescriptor | null {
  const rows = dataSet.number('Rows');
  const columns = dataSet.number('Columns');
  if (!rows || !columns) return null;
  const frames = Math.max(1, Math.min(present, Math.trunc(dataSet.number('NumberOfFrames') ?? 1)));
  const signed = dataSet.number('PixelRepresentation') === 1;
  const bitsAllocated = dataSet.number('BitsAllocated') ?? 8;
  const bitsStored = dataSet.number('BitsStored') ?? bitsAllocated;
  const photometric = dataSet.string('PhotometricInterpretation') ?? 'MONOCHROME2';
  const groups = groupsOf(dataSet, undefined);
  const [aspectRows, aspectColumns] = dataSet.numbers('PixelAspectRatio');
  const divided = dataSet.string('ConcatenationUID');
  return {
    rows,
    columns,
    frames,
    samplesPerPixel: dataSet.number('SamplesPerPixel') ?? 1,
    photometric,
    planarConfiguration: dataSet.number('PlanarConfiguration') ?? 0,
    bitsAllocated,
    bitsStored,
    highBit: dataSet.number('HighBit') ?? bitsStored - 1,
    signed,
    floating: dataSet.has('FloatPixelData') || dataSet.has('DoubleFloatPixelData'),
    padding: paddingOf(dataSet, signed),
    palette: photometric === 'PALETTE COLOR' ? paletteOf(dataSet, signed) : null,
    display: frameDisplay(dataSet, groups, signed),
    plane: framePlane(dataSet, groups),
    perFrame: perFrameOf(dataSet, frames, signed),
    ...(divided ? { concatenation: { uid: divided, part: dataSet.number('InConcatenationNumber') ?? 0 } } : {}),
    frameOfReferenceUid: dataSet.string('FrameOfReferenceUID') ?? '',
    imageType: dataSet.strings('ImageType'),
    laterality: dataSet.string('ImageLaterality') ?? dataSet.string('Laterality') ?? '',
    viewPosition: dataSet.string('ViewPosition') ?? '',
    patientOrientation: dataSet.strings('PatientOrientation'),
    temporal: {
      acquisitionNumber: dataSet.number('AcquisitionNumber') ?? null,
      echo: dataSet.number('EchoNumbers') ?? null,
      bValue: dataSet.number('DiffusionBValue') ?? null,
      position: dataSet.number('TemporalPositionIdentifier') ?? null,
      triggerTime: dataSet.number('TriggerTime') ?? null,
    },
    acquisitionTime: dataSet.string('AcquisitionTime') ?? '',
    frameTimeMs: frameTimeOf(dataSet),
    pixelAspect: aspectRows && aspectColumns ? [aspectRows, aspectColumns] : null,
    lossy: dataSet.string('LossyImageCompression') === '01',
    burnedInAnnotation: dataSet.string('BurnedInAnnotation') === 'YES',
    regions: regionsOf(dataSet),
    overlays: overlaysOf(dataSet).filter(({ group }) => group !== shutterGroupOf(dataSet)),
    shutter: shutterOf(groups('FrameDisplayShutterSequence') ?? dataSet),
    suv: suvOf(dataSet),
  };
}

/**
 * @param dataSet everything before the pixel data, and what follows it where it is known
 * @param stored where the pixels lie, or why they do not; `frames`: how many of them are there, where that is known
 */
export function describeInstance(
  dataSet: DataSet,
  stored: {
    transferSyntaxUid: string;
    pixels: PixelLocation | null;
    problem: string;
    floating?: boolean;
    frames?: number;
    /** What was found in unused bits of the pixels. */
    overlays?: OverlayPlane[];
  },
): InstanceDescriptor {
  const present = stored.pixels ? Math.min(stored.frames ?? mostFrames, mostFrames) : 1;
  const described = imageOf(dataSet, present);
  // Where only the head was read, the pixel element itself is not in the data set.
  const image = described && {
    ...described,
    floating: described.floating || stored.floating === true,
    overlays: [...described.overlays, ...(stored.overlays ?? [])],
  };
  const sopClassUid = dataSet.string('SOPClassUID') ?? '';
  return {
    sopInstanceUid: dataSet.string('SOPInstanceUID') ?? '',
    sopClassUid,
    transferSyntaxUid: stored.transferSyntaxUid,
    instanceNumber: integerOf(dataSet.number('InstanceNumber')),
    kind: kindOf(sopClassUid, stored.transferSyntaxUid, image !== null && stored.pixels !== null),
    label: labelOf(dataSet),
    // A presentation state says when it was made by attributes of its own (PS3.3 C.11.10).
    contentDate: dataSet.string('ContentDate') ?? dataSet.string('PresentationCreationDate') ?? '',
    contentTime: dataSet.string('ContentTime') ?? dataSet.string('PresentationCreationTime') ?? '',
    image,
    pixels: image ? stored.pixels : null,
    problem: image && !stored.pixels ? stored.problem || 'The object has no pixel data.' : stored.problem,
  };
}
