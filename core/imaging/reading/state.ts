// What the reading room shows, as one value: which studies are open, which stack and frame each viewport has, how it is presented.
import type { ColourMapId } from '../colour-map.ts';
import type { StudyManifest } from '../descriptor.ts';
import type { VoiWindow } from '../lookup.ts';
import { type Stack, stacksOf } from '../stack.ts';
import { type Placement, restingPlacement } from '../view-transform.ts';

export interface OpenStudy {
  uid: string;
  role: 'current' | 'prior';
  manifest: StudyManifest;
  stacks: readonly Stack[];
}

export interface Presentation {
  /** Null: as the object asks for (its own window or look-up table). In modality units. */
  window: VoiWindow | null;
  /** Which of the object's own windows while `window` is null. */
  ownWindow: number;
  invert: boolean;
  colours: ColourMapId;
  placement: Placement;
}

export const restingPresentation: Presentation = {
  window: null,
  ownWindow: 0,
  invert: false,
  colours: 'grey',
  placement: restingPlacement,
};

export interface Cine {
  playing: boolean;
  framesPerSecond: number;
}

export interface Viewport {
  /** Null: an empty cell. Only the reader's own acts change it once it is set. */
  studyUid: string | null;
  stackId: string | null;
  /** 0-based place in the stack. */
  index: number;
  presentation: Presentation;
  /** As it came into the viewport: what a reset goes back to. */
  opening: Presentation;
  cine: Cine;
  /** An empty cell that a hanging protocol keeps for a study of this role. */
  awaits: 'current' | 'prior' | null;
}

export const emptyViewport: Viewport = {
  studyUid: null,
  stackId: null,
  index: 0,
  presentation: restingPresentation,
  opening: restingPresentation,
  cine: { playing: false, framesPerSecond: 15 },
  awaits: null,
};

/** How scrolling one viewport moves the others. */
export interface Link {
  /** off, by place in the patient, or by the offsets that held when it was switched on. */
  scroll: 'off' | 'position' | 'offset';
  /** Index of each viewport when `offset` was switched on. */
  anchors: readonly number[];
  window: boolean;
  placement: boolean;
  referenceLines: boolean;
}

export interface ReadingState {
  /** What the reader asked to be open, in order; nothing else is ever taken in. */
  wanted: readonly { studyUid: string; role: 'current' | 'prior' }[];
  studies: readonly OpenStudy[];
  rows: number;
  columns: number;
  viewports: readonly Viewport[];
  active: number;
  /** One viewport fills the room while it is set. */
  maximised: number | null;
  link: Link;
  protocolId: string | null;
  /** A point of the patient shown in all viewports. */
  crosshair: { frameOfReferenceUid: string; point: readonly [number, number, number] } | null;
}

export const emptyReading: ReadingState = {
  wanted: [],
  studies: [],
  rows: 1,
  columns: 1,
  viewports: [emptyViewport],
  active: 0,
  maximised: null,
  link: { scroll: 'position', anchors: [], window: false, placement: false, referenceLines: true },
  protocolId: null,
  crosshair: null,
};

export function openStudy(manifest: StudyManifest, role: OpenStudy['role']): OpenStudy {
  return { uid: manifest.studyInstanceUid, role, manifest, stacks: manifest.series.flatMap(stacksOf) };
}

export function stackOf(state: ReadingState, viewport: Viewport): Stack | null {
  const study = state.studies.find(({ uid }) => uid === viewport.studyUid);
  return study?.stacks.find(({ id }) => id === viewport.stackId) ?? null;
}

export function seriesOf(state: ReadingState, stack: Stack) {
  for (const { manifest } of state.studies) {
    const found = manifest.series.find(({ seriesInstanceUid }) => seriesInstanceUid === stack.seriesInstanceUid);
    if (found) return found;
  }
  return null;
}

/** Largest grid: eight by eight. */
export const largestSide = 8;
