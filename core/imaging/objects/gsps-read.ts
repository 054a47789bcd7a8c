// Reads softcopy presentation states of anybody (PS3.3 A.33) into what a viewer draws.
import type { DataSet } from '../../dicom/data-set.ts';
import { displayName } from '../../dicom/person-name.ts';
import { displayOf } from '../describe/display.ts';
import { shutterOf } from '../describe/extras.ts';
import { evidenceClasses } from './evidence.ts';
import { labToRgb } from './lab-colour.ts';
import type {
  PresentationState,
  PresentedArea,
  PresentedFrame,
  PresentedLayer,
  PresentedObject,
  PresentedUnits,
  PresentedVoi,
} from './presentation.ts';
import { pairs } from './shapes.ts';

const framesOf = (item: DataSet): PresentedFrame[] =>
  item.items('ReferencedImageSequence').map((image) => ({
    sopInstanceUid: image.string('ReferencedSOPInstanceUID') ?? '',
    frames: image.numbers('ReferencedFrameNumber').filter(Number.isInteger),
  }));

const unitsOf = (word: string | undefined): PresentedUnits => (word === 'DISPLAY' ? 'display' : 'pixel');

const shapes = ['POINT', 'POLYLINE', 'INTERPOLATED', 'CIRCLE', 'ELLIPSE'] as const;

function graphicOf(item: DataSet): PresentedObject[] {
  const word = item.string('GraphicType');
  const shape = shapes.find((one) => one === word);
  const points = pairs(item.numbers('GraphicData'));
  if (!shape || points.length === 0) return [];
  const filled = item.string('GraphicFilled') === 'Y';
  return [{ kind: 'graphic', shape, units: unitsOf(item.string('GraphicAnnotationUnits')), points, filled }];
}

const aligned: Record<string, 'left' | 'center' | 'right'> = { LEFT: 'left', CENTER: 'center', RIGHT: 'right' };

function textOf(item: DataSet): PresentedObject[] {
  const text = item.text('UnformattedTextValue') ?? '';
  const [from] = pairs(item.numbers('BoundingBoxTopLeftHandCorner'));
  const [to] = pairs(item.numbers('BoundingBoxBottomRightHandCorner'));
  const [at] = pairs(item.numbers('AnchorPoint'));
  if (text === '' || (!at && !(from && to))) return [];
  return [
    {
      kind: 'text',
      text,
      units: unitsOf(item.string('BoundingBoxAnnotationUnits')),
      box:
        from && to
          ? { from, to, align: aligned[item.string('BoundingBoxTextHorizontalJustification') ?? ''] ?? 'left' }
          : null,
      anchor: at
        ? {
            at,
            units: unitsOf(item.string('AnchorPointAnnotationUnits')),
            visible: item.string('AnchorPointVisibility') === 'Y',
          }
        : null,
    },
  ];
}

function layersOf(dataSet: DataSet): PresentedLayer[] {
  const layers = new Map<string, PresentedLayer>();
  for (const item of dataSet.items('GraphicLayerSequence')) {
    const name = item.string('GraphicLayer') ?? '';
    const lab = item.numbers('GraphicLayerRecommendedDisplayCIELabValue');
    const grey = item.number('GraphicLayerRecommendedDisplayGrayscaleValue');
    const level = grey === undefined ? null : Math.round(grey / 257);
    layers.set(name, {
      name,
      order: item.number('GraphicLayerOrder') ?? 0,
      description: item.string('GraphicLayerDescription') ?? '',
      colour: lab.length === 3 ? labToRgb(lab) : level === null ? null : [level, level, level],
      annotations: [],
    });
  }
  for (const item of dataSet.items('GraphicAnnotationSequence')) {
    const name = item.string('GraphicLayer') ?? '';
    const layer = layers.get(name) ?? { name, order: 0, description: '', colour: null, annotations: [] };
    layers.set(name, layer);
    const objects = [
      ...item.items('GraphicObjectSequence').flatMap(graphicOf),
      ...item.items('TextObjectSequence').flatMap(textOf),
    ];
    if (objects.length > 0) layer.annotations.push({ of: framesOf(item), objects });
  }
  return [...layers.values()].sort((a, b) => a.order - b.order);
}

const modes: Record<string, PresentedArea['mode']> = { 'TRUE SIZE': 'true-size', MAGNIFY: 'magnify' };

function areaOf(item: DataSet): PresentedArea[] {
  const [left, top] = item.numbers('DisplayedAreaTopLeftHandCorner');
  const [right, bottom] = item.numbers('DisplayedAreaBottomRightHandCorner');
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return [];
  // Numbers of pixels, from 1, whose whole squares are shown (C.10.4); the state is turned, so either may be the greater.
  return [
    {
      of: framesOf(item),
      mode: modes[item.string('PresentationSizeMode') ?? ''] ?? 'fit',
      from: { x: Math.min(left, right) - 1, y: Math.min(top, bottom) - 1 },
      to: { x: Math.max(left, right), y: Math.max(top, bottom) },
      magnification: item.number('PresentationPixelMagnificationRatio') ?? null,
    },
  ];
}

function voiOf(dataSet: DataSet): PresentedVoi[] {
  return dataSet.items('SoftcopyVOILUTSequence').map((item) => {
    // The state's own modality transformation is what its tables follow; of the pixels it says nothing.
    const { windows, voiLuts, voiFunction } = displayOf(dataSet, dataSet, item, null);
    return { of: framesOf(item), window: windows[0] ?? null, lut: voiLuts[0] ?? null, voiFunction };
  });
}

function modalityOf(dataSet: DataSet): PresentationState['modality'] {
  const { slope, intercept, modalityLut } = displayOf(dataSet, dataSet, dataSet, null);
  return { slope, intercept, modalityLut };
}

function referencesOf(dataSet: DataSet): PresentationState['references'] {
  return dataSet
    .items('ReferencedSeriesSequence')
    .flatMap((series) =>
      framesOf(series).map((frame) => ({ seriesUid: series.string('SeriesInstanceUID') ?? '', ...frame })),
    );
}

const rotations: Record<number, PresentationState['rotation']> = { 90: 90, 180: 180, 270: 270 };

export function readPresentation(dataSet: DataSet): PresentationState {
  const creator = dataSet.name('ContentCreatorName');
  const shutter = shutterOf(dataSet);
  return {
    label: dataSet.string('ContentLabel') ?? '',
    description: dataSet.string('ContentDescription') ?? '',
    creator: creator ? displayName(creator) : '',
    created: `${dataSet.string('PresentationCreationDate') ?? ''}${dataSet.string('PresentationCreationTime') ?? ''}`,
    colour: dataSet.string('SOPClassUID') === evidenceClasses.colour,
    inverted: dataSet.string('PresentationLUTShape') === 'INVERSE',
    modality: modalityOf(dataSet),
    rotation: rotations[dataSet.number('ImageRotation') ?? 0] ?? 0,
    flipped: dataSet.string('ImageHorizontalFlip') === 'Y',
    references: referencesOf(dataSet),
    voi: voiOf(dataSet),
    areas: dataSet.items('DisplayedAreaSelectionSequence').flatMap(areaOf),
    shutter,
    shutterGrey: shutter?.grey ?? 0,
    layers: layersOf(dataSet),
  };
}
