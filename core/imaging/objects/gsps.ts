// Writes softcopy presentation states (PS3.3 A.33.1, A.33.2): how marked frames looked, and annotations as graphics that every viewer draws.

import { fromBase64 } from '../../dicom/base64.ts';
import { DataSet } from '../../dicom/data-set.ts';
import { tagNumber } from '../../dicom/tag.ts';
import type { Annotation, AnnotationPoint, KeyMark } from '../annotation/model.ts';
import type { ImageDescriptor, LookUpTable, OverlayPlane, Shutter } from '../descriptor.ts';
import { type QuantityName, shownValue } from '../measure/quantity.ts';
import { quarterLook, restingPlacement } from '../view-transform.ts';
import { plainText } from './code.ts';
import { referenceItem } from './content.ts';
import {
  type EvidenceContext,
  type EvidenceImage,
  evidenceClasses,
  evidenceObject,
  frameReference,
  imagesOf,
} from './evidence.ts';
import { srgbProfile } from './icc.ts';
import { flat, graphicsOf, isRegion, pixelAspect } from './shapes.ts';

/** How one frame is to be shown; what is absent is as the image itself says. */
export interface FrameLook {
  sopInstanceUid: string;
  /** 1-based; null: every frame. */
  frame: number | null;
  window?: { center: number; width: number };
  /** Corners in image pixels from the corner of the first one; outside the image is allowed. */
  area?: { from: AnnotationPoint; to: AnnotationPoint };
}

/** What holds for all images of a state. */
export interface PresentationLook {
  inverted: boolean;
  rotation: 0 | 90 | 180 | 270;
  flipped: boolean;
  shutter: Shutter | null;
}

export const plainLook: PresentationLook = { inverted: false, rotation: 0, flipped: false, shutter: null };

const layerName = 'ANNOTATIONS';

/** The words beside a shape: its text and its values, as the viewer shows them. */
function wordsOf({ text, quantities, kind }: Annotation): string {
  const values = quantities.map(({ name, value, unit }) =>
    [shownValue({ name: name as QuantityName, value, unit }), unit.replace('@detector', '')].join(' ').trim(),
  );
  const shown = kind === 'text' || kind === 'arrow' ? [text] : [text, ...values.slice(0, 4)];
  return [...shown.filter((line) => line !== '').join('\r\n')].slice(0, 1024).join('');
}

function graphicItems(annotation: Annotation, image: ImageDescriptor): DataSet[] {
  return graphicsOf(annotation, pixelAspect(image)).map(({ graphic, points }) => {
    const item = new DataSet()
      .set('GraphicAnnotationUnits', 'PIXEL')
      .set('GraphicDimensions', 2)
      .set('NumberOfGraphicPoints', points.length)
      .set('GraphicData', flat(points))
      .set('GraphicType', graphic);
    return isRegion(annotation.kind) ? item.set('GraphicFilled', 'N') : item;
  });
}

function textItems(annotation: Annotation): DataSet[] {
  const words = wordsOf(annotation);
  const at = annotation.label ?? annotation.points[0];
  if (words === '' || !at) return [];
  return [
    new DataSet()
      .set('AnchorPointAnnotationUnits', 'PIXEL')
      .set('UnformattedTextValue', words)
      .set('AnchorPoint', [at.x, at.y])
      .set('AnchorPointVisibility', 'N'),
  ];
}

function lutItem({ firstMapped, bitsPerEntry, data }: LookUpTable, signed: boolean): DataSet {
  const bytes = fromBase64(data);
  const entries = bytes.length / 2;
  return new DataSet()
    .set('LUTDescriptor', [entries === 65_536 ? 0 : entries, firstMapped, bitsPerEntry], signed ? 'SS' : 'US')
    .set('LUTData', bytes, 'OW');
}

/** A state replaces the image's own modality transformation by the one that it carries itself (C.11.6). */
function modalityOf(object: DataSet, { display, signed }: ImageDescriptor): void {
  const { modalityLut, slope, intercept, rescaleType } = display;
  if (modalityLut) {
    const item = lutItem(modalityLut, signed).set('ModalityLUTType', rescaleType || 'US');
    object.set('ModalityLUTSequence', [item]);
  } else if (slope !== 1 || intercept !== 0 || rescaleType !== '') {
    object
      .set('RescaleSlope', slope)
      .set('RescaleIntercept', intercept)
      .set('RescaleType', rescaleType || 'US');
  }
}

function areaItem(image: EvidenceImage, area: FrameLook['area'], of: DataSet[]): DataSet {
  const { rows, columns, plane, pixelAspect: ratio } = image.image;
  const item = new DataSet()
    .set('ReferencedImageSequence', of)
    .set('DisplayedAreaTopLeftHandCorner', area ? [Math.floor(area.from.x) + 1, Math.floor(area.from.y) + 1] : [1, 1])
    .set('DisplayedAreaBottomRightHandCorner', area ? [Math.ceil(area.to.x), Math.ceil(area.to.y)] : [columns, rows])
    .set('PresentationSizeMode', 'SCALE TO FIT');
  if (plane.rowSpacing && plane.columnSpacing) {
    return item.set('PresentationPixelSpacing', [plane.rowSpacing, plane.columnSpacing]);
  }
  return item.set('PresentationPixelAspectRatio', (ratio ?? [1, 1]).map(Math.round));
}

/** The plane as an overlay of the state (PS3.3 C.9.2), which its shutter names (C.7.6.15). */
function bitmapOn(object: DataSet, plane: OverlayPlane): void {
  const { group, rows, columns, originRow, originColumn, bits } = plane;
  const element = (number: number) => tagNumber(group, number);
  const words = fromBase64(bits);
  const even = new Uint8Array(words.length + (words.length % 2));
  even.set(words);
  object
    .set(element(0x0010), rows, 'US')
    .set(element(0x0011), columns, 'US')
    .set(element(0x0040), 'G', 'CS')
    .set(element(0x0050), [originRow, originColumn], 'SS')
    .set(element(0x0100), 1, 'US')
    .set(element(0x0102), 0, 'US')
    .set(element(0x3000), even, 'OW')
    .set('ShutterOverlayGroup', group);
}

function shutterOn(object: DataSet, shutter: Shutter): void {
  const { left, right, upper, lower, centre, radius, polygon, bitmap } = shutter;
  // A state is of many frames: a bitmap of several, each of one, says nothing in it.
  const whole = bitmap?.frames === 1 ? bitmap : null;
  const shapes = shutter.shapes.filter((shape) => shape !== 'bitmap' || whole);
  if (shapes.length === 0) return;
  object.set(
    'ShutterShape',
    shapes.map((shape) => shape.toUpperCase()),
  );
  if (whole) bitmapOn(object, whole);
  if (left !== null) object.set('ShutterLeftVerticalEdge', left);
  if (right !== null) object.set('ShutterRightVerticalEdge', right);
  if (upper !== null) object.set('ShutterUpperHorizontalEdge', upper);
  if (lower !== null) object.set('ShutterLowerHorizontalEdge', lower);
  if (centre) object.set('CenterOfCircularShutter', [...centre]);
  if (radius !== null) object.set('RadiusOfCircularShutter', radius);
  if (polygon.length > 0) object.set('VerticesOfThePolygonalShutter', polygon);
  object.set('ShutterPresentationValue', 0);
}

/** A state for images of one kind: all grey with one modality transformation, or all colour. */
export function writePresentation(
  context: EvidenceContext,
  parts: {
    /** Tells several states of one act apart. */
    purpose: string;
    images: readonly EvidenceImage[];
    annotations: readonly Annotation[];
    looks: readonly FrameLook[];
    look: PresentationLook;
  },
): DataSet {
  const { images, annotations, looks, look, purpose } = parts;
  const { at, observer, revision } = context;
  const [first] = images;
  const colour = (first?.image.samplesPerPixel ?? 1) > 1;
  const object = evidenceObject(context, colour ? evidenceClasses.colour : evidenceClasses.grayscale, purpose);
  const whole = (image: EvidenceImage) => referenceItem({ ...image, frames: [] });
  const frameOf = ({ sopInstanceUid, frame }: { sopInstanceUid: string; frame: number | null }) => {
    const image = images.find((one) => one.sopInstanceUid === sopInstanceUid);
    if (!image) return undefined;
    return { image, item: frame === null ? whole(image) : referenceItem(frameReference(image, frame)) };
  };
  const series = [...Map.groupBy(images, ({ seriesUid }) => seriesUid)].map(([seriesUid, of]) =>
    new DataSet().set('SeriesInstanceUID', seriesUid).set('ReferencedImageSequence', of.map(whole)),
  );
  object
    .set('Modality', 'PR')
    .set('SeriesNumber', 9002)
    .set('SeriesDescription', `标注显示 Annotations ${revision}`)
    .set('ContentLabel', layerName)
    .set('ContentDescription', `第${revision}版 revision ${revision}`)
    .set('PresentationCreationDate', at.date)
    .set('PresentationCreationTime', at.time)
    .set('ContentCreatorName', plainText(observer.name, 64))
    .set('ReferencedSeriesSequence', series);
  object.delete('ContentDate');
  object.delete('ContentTime');
  const windows: DataSet[] = [];
  const areas: DataSet[] = [];
  const withArea = new Set<string>();
  for (const one of looks) {
    const found = frameOf(one);
    if (!found) continue;
    if (one.window && !colour) {
      windows.push(
        new DataSet()
          .set('ReferencedImageSequence', [found.item])
          .set('WindowCenter', one.window.center)
          .set('WindowWidth', one.window.width),
      );
    }
    if (one.area) {
      areas.push(areaItem(found.image, one.area, [found.item]));
      withArea.add(one.sopInstanceUid);
    }
  }
  for (const image of images) {
    if (!withArea.has(image.sopInstanceUid)) areas.push(areaItem(image, undefined, [whole(image)]));
  }
  object.set('DisplayedAreaSelectionSequence', areas);
  const graphics = annotations.flatMap((annotation) => {
    const found = frameOf(annotation);
    if (!found) return [];
    const drawn = graphicItems(annotation, found.image.image);
    const words = textItems(annotation);
    if (drawn.length + words.length === 0) return [];
    const item = new DataSet().set('ReferencedImageSequence', [found.item]).set('GraphicLayer', layerName);
    if (drawn.length > 0) item.set('GraphicObjectSequence', drawn);
    return [words.length > 0 ? item.set('TextObjectSequence', words) : item];
  });
  if (graphics.length > 0) {
    object
      .set('GraphicAnnotationSequence', graphics)
      .set('GraphicLayerSequence', [new DataSet().set('GraphicLayer', layerName).set('GraphicLayerOrder', 1)]);
  }
  if (look.rotation !== 0 || look.flipped) {
    object.set('ImageRotation', look.rotation).set('ImageHorizontalFlip', look.flipped ? 'Y' : 'N');
  }
  if (look.shutter) shutterOn(object, look.shutter);
  // Black in CIELab.
  if (look.shutter && colour) object.set('ShutterPresentationColorCIELabValue', [0, 0x8080, 0x8080]);
  if (colour) return object.set('ICCProfile', srgbProfile());
  if (first) modalityOf(object, first.image);
  if (windows.length > 0) object.set('SoftcopyVOILUTSequence', windows);
  return object.set('PresentationLUTShape', look.inverted ? 'INVERSE' : 'IDENTITY');
}

/** Images that one state can hold together: of one class, grey or colour, shown inverted or not, one modality transformation. */
function groupKey({ image, sopClassUid }: EvidenceImage, inverted: boolean): string {
  if (image.samplesPerPixel > 1) return `colour ${sopClassUid}`;
  const { slope, intercept, rescaleType, modalityLut } = image.display;
  return JSON.stringify([inverted, sopClassUid, slope, intercept, rescaleType, modalityLut]);
}

export interface WrittenPresentation {
  object: DataSet;
  /** Frames (`sop/frame`) that it says how to show. */
  frames: Set<string>;
}

/** The states that together show all annotations and marked frames: one for each kind of image. */
export function writePresentations(
  document: { annotations: readonly Annotation[]; keyMarks: readonly KeyMark[] },
  context: EvidenceContext,
): WrittenPresentation[] {
  const frameOf = (mark: { sopInstanceUid: string; frame: number }) => `${mark.sopInstanceUid}/${mark.frame}`;
  const marked = new Map(document.keyMarks.map((mark) => [frameOf(mark), mark]));
  // Turn and mirror hold for a whole state, so frames that were marked turned have one of their own.
  const turnOf = (mark: { sopInstanceUid: string; frame: number }) => {
    const turn = marked.get(frameOf(mark))?.turn;
    return quarterLook(turn ?? restingPlacement);
  };
  const keyOf = (mark: { sopInstanceUid: string; frame: number }) => {
    const image = context.images.get(mark.sopInstanceUid);
    if (!image) return '';
    // What is stored inverted is shown inverted by shape: a state knows no photometric interpretation (C.11.6).
    const inverted = marked.get(frameOf(mark))?.invert === true;
    const { rotation, flipped } = turnOf(mark);
    return `${groupKey(image, inverted !== image.image.display.inverted)} ${rotation} ${flipped}`;
  };
  const marks = [...document.annotations, ...document.keyMarks].filter((mark) => keyOf(mark) !== '');
  return [...Map.groupBy(marks, keyOf)].map(([key, [first]], index) => {
    const isOf = (mark: { sopInstanceUid: string; frame: number }) => keyOf(mark) === key;
    const annotations = document.annotations.filter(isOf);
    const keyMarks = document.keyMarks.filter(isOf);
    const looks = keyMarks.map(({ sopInstanceUid, frame, window }) => ({
      sopInstanceUid,
      frame,
      ...(window && window.width > 0 ? { window } : {}),
    }));
    const object = writePresentation(context, {
      purpose: `pr-${index + 1}`,
      images: imagesOf(context, [...annotations, ...keyMarks]),
      annotations,
      looks,
      look: { ...plainLook, inverted: key.startsWith('[true'), ...(first ? turnOf(first) : {}) },
    });
    return { object, frames: new Set(keyMarks.map(frameOf)) };
  });
}
