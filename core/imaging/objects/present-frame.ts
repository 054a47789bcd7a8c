// How a presentation state shows one frame: its grey scale, turn and mirror, displayed area, shutter (PS3.3 A.33.1, C.10.4, C.11.8, C.10.6).
import type { AnnotationPoint } from '../annotation/model.ts';
import type { DisplayPipeline, Shutter } from '../descriptor.ts';
import { type Voi, voiOfLut } from '../lookup.ts';
import { fitScale, type ImageSize, type Placement, restingPlacement, type ViewSize } from '../view-transform.ts';
import { isFor } from './draw-list.ts';
import type { PresentationState, PresentedArea } from './presentation.ts';

/** What a chosen state puts in the place of what the image says of itself. */
export interface FrameBase {
  /** The state's own modality transformation and polarity in place of the image's; null: as the image says (colour). */
  display: Pick<DisplayPipeline, 'slope' | 'intercept' | 'modalityLut' | 'inverted'> | null;
  /** Null: the state names none for this frame, and the image's own holds. */
  voi: Voi | null;
  shutter: Shutter | null;
  /** 0 black to 1. */
  shutterGrey: number;
}

/** True where the state is about the frame; a state never changes how other images look. */
export function isPresented(state: PresentationState, sopInstanceUid: string, frame: number): boolean {
  return state.references.some(
    (one) => one.sopInstanceUid === sopInstanceUid && (one.frames.length === 0 || one.frames.includes(frame)),
  );
}

/**
 * The greys of a frame under the state. The transformations of the state replace those of the image completely (C.11.8, A.33.1.1): one
 * without a modality transformation leaves the stored values, and Photometric Interpretation no longer counts.
 */
export function frameBase(state: PresentationState, sopInstanceUid: string, frame: number): FrameBase | null {
  if (!isPresented(state, sopInstanceUid, frame)) return null;
  const chosen = state.voi.find(({ of }) => isFor(of, sopInstanceUid, frame));
  const voi: Voi | null = chosen?.window
    ? {
        kind: 'window',
        window: { center: chosen.window.center, width: chosen.window.width, shape: chosen.voiFunction },
      }
    : chosen?.lut
      ? voiOfLut(chosen.lut)
      : null;
  return {
    display: state.colour ? null : { ...state.modality, inverted: state.inverted },
    voi: state.colour ? null : voi,
    shutter: state.shutter,
    shutterGrey: state.shutterGrey,
  };
}

export function areaFor(state: PresentationState, sopInstanceUid: string, frame: number): PresentedArea | null {
  return state.areas.find(({ of }) => isFor(of, sopInstanceUid, frame)) ?? null;
}

/** The displayed area, or the whole image where the state names none. */
export function areaCorners(
  area: Pick<PresentedArea, 'from' | 'to'> | null,
  image: Pick<ImageSize, 'columns' | 'rows'>,
): { from: AnnotationPoint; to: AnnotationPoint } {
  return area ?? { from: { x: 0, y: 0 }, to: { x: image.columns, y: image.rows } };
}

/**
 * Turn, mirror, zoom and pan that bring the displayed area into the view. MAGNIFY has its ratio in screen pixels for one of the image;
 * TRUE SIZE needs the size of a screen pixel, which a browser does not know: it is shown fitted.
 * @param screenPixels device pixels in one pixel of the view
 */
export function placementFor(
  state: Pick<PresentationState, 'rotation' | 'flipped'>,
  area: PresentedArea | null,
  image: ImageSize,
  view: ViewSize,
  screenPixels: number,
): Placement {
  const placement: Placement = { ...restingPlacement, rotation: state.rotation, flipH: state.flipped };
  if (!area) return placement;
  const width = (area.to.x - area.from.x) * image.aspect;
  const height = area.to.y - area.from.y;
  if (!(width > 0 && height > 0)) return placement;
  const fit = fitScale(image, view, state.rotation);
  const turned = state.rotation % 180 === 0 ? { width, height } : { width: height, height: width };
  const scale =
    area.mode === 'magnify' && area.magnification && area.magnification > 0
      ? area.magnification / screenPixels
      : Math.min(view.width / turned.width, view.height / turned.height);
  // From the middle of the image to the middle of the area, as it is seen.
  const x = ((area.from.x + area.to.x) / 2 - image.columns / 2) * image.aspect * scale;
  const y = ((area.from.y + area.to.y) / 2 - image.rows / 2) * scale;
  const sine = { 0: 0, 90: 1, 180: 0, 270: -1 }[state.rotation];
  const cosine = { 0: 1, 90: 0, 180: -1, 270: 0 }[state.rotation];
  const seenX = (cosine * x - sine * y) * (state.flipped ? -1 : 1);
  const seenY = sine * x + cosine * y;
  return { ...placement, zoom: scale / fit, pan: { x: -seenX, y: -seenY } };
}

/**
 * A point in fractions of the displayed area, counted from its upper left corner as it is seen under the state (C.10.5.1.1), in image
 * pixels: through the mirror and the turn back.
 */
export function displayToImage(
  state: Pick<PresentationState, 'rotation' | 'flipped'>,
  area: { from: AnnotationPoint; to: AnnotationPoint },
  point: AnnotationPoint,
): AnnotationPoint {
  const u = state.flipped ? 1 - point.x : point.x;
  const v = point.y;
  const [x, y] = { 0: [u, v], 90: [v, 1 - u], 180: [1 - u, 1 - v], 270: [1 - v, u] }[state.rotation] as [
    number,
    number,
  ];
  return { x: area.from.x + x * (area.to.x - area.from.x), y: area.from.y + y * (area.to.y - area.from.y) };
}
