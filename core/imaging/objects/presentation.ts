// What a softcopy presentation state says, as a viewer draws it: window, area, turn, shutter and graphics per image.
import type { AnnotationPoint } from '../annotation/model.ts';
import type { DisplayPipeline, LookUpTable, Shutter, Window } from '../descriptor.ts';

export interface PresentedFrame {
  sopInstanceUid: string;
  /** 1-based; empty: all frames. */
  frames: number[];
}

export interface PresentedArea {
  of: PresentedFrame[];
  mode: 'fit' | 'true-size' | 'magnify';
  /** Corners in image pixels: (0, 0) is the upper left corner of the first pixel. */
  from: AnnotationPoint;
  to: AnnotationPoint;
  magnification: number | null;
}

export interface PresentedVoi {
  /** Empty: every image of the state. */
  of: PresentedFrame[];
  window: Window | null;
  lut: LookUpTable | null;
  voiFunction: 'linear' | 'linear-exact' | 'sigmoid';
}

/** Pixels of the image, or fractions of the displayed area (PS3.3 C.10.5.1.1). */
export type PresentedUnits = 'pixel' | 'display';

export type PresentedObject =
  | {
      kind: 'graphic';
      shape: 'POINT' | 'POLYLINE' | 'INTERPOLATED' | 'CIRCLE' | 'ELLIPSE';
      units: PresentedUnits;
      points: AnnotationPoint[];
      filled: boolean;
    }
  | {
      kind: 'text';
      text: string;
      units: PresentedUnits;
      /** Upper left and lower right of the box as it is displayed; null when only anchored. */
      box: { from: AnnotationPoint; to: AnnotationPoint; align: 'left' | 'center' | 'right' } | null;
      anchor: { at: AnnotationPoint; units: PresentedUnits; visible: boolean } | null;
    };

export interface PresentedLayer {
  name: string;
  order: number;
  description: string;
  /** Red, green, blue 0 to 255; null: the viewer's own. */
  colour: [number, number, number] | null;
  /** Overlay group of the images or of the state that belongs to it, if any. */
  annotations: { of: PresentedFrame[]; objects: PresentedObject[] }[];
}

export interface PresentationState {
  label: string;
  description: string;
  creator: string;
  created: string;
  colour: boolean;
  inverted: boolean;
  /** What the windows are in: it takes the place of the images' own (C.11.8). Slope 1, intercept 0 where the state has none. */
  modality: Pick<DisplayPipeline, 'slope' | 'intercept' | 'modalityLut'>;
  /** Degrees clockwise, then mirrored left to right. */
  rotation: 0 | 90 | 180 | 270;
  flipped: boolean;
  references: { seriesUid: string; sopInstanceUid: string; frames: number[] }[];
  voi: PresentedVoi[];
  areas: PresentedArea[];
  shutter: Shutter | null;
  /** Grey in which the shutter hides, 0 (black) to 1. */
  shutterGrey: number;
  layers: PresentedLayer[];
}
