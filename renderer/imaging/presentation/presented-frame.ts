// What the chosen presentation state says about the frame in a viewport, and the viewport brought to the state's displayed area.
import { useLayoutEffect, useMemo, useRef } from 'react';
import { type DrawItem, presentationItems } from '../../../core/imaging/objects/draw-list.ts';
import {
  areaCorners,
  areaFor,
  displayToImage,
  type FrameBase,
  frameBase,
  placementFor,
} from '../../../core/imaging/objects/present-frame.ts';
import type { PresentedArea } from '../../../core/imaging/objects/presentation.ts';
import { stackOf, type Viewport } from '../../../core/imaging/reading/state.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import type { ImagePoint, Placement, ViewSize } from '../../../core/imaging/view-transform.ts';
import type { ReadingDesk } from '../desk/desk.ts';
import { useObserved } from '../desk/observable.ts';
import { imageSizeOf } from '../pixels/painter.ts';
import type { ShownPresentation } from './shown-objects.ts';

export interface PresentedFrameView {
  shown: ShownPresentation;
  base: FrameBase;
  items: readonly DrawItem[];
  area: PresentedArea | null;
  /** From fractions of the displayed area to image pixels. */
  fromDisplay: (point: ImagePoint) => ImagePoint;
}

/** Null where no state is chosen, or the chosen one is not about this frame. */
export function usePresentedFrame(
  desk: ReadingDesk,
  studyUid: string | null,
  frame: StackFrame | null,
): PresentedFrameView | null {
  const presentations = useObserved(desk.shown.state, (state) => state.presentations);
  return useMemo(() => {
    const shown = presentations.find((one) => one.studyUid === studyUid);
    const image = frame?.instance.image;
    if (!shown || !frame || !image) return null;
    const { sopInstanceUid, frame: number } = frame;
    const base = frameBase(shown.state, sopInstanceUid, number);
    if (!base) return null;
    const area = areaFor(shown.state, sopInstanceUid, number);
    const corners = areaCorners(area, image);
    const layers = shown.state.layers.filter(({ name }) => !shown.hiddenLayers.has(name));
    return {
      shown,
      base,
      area,
      items: presentationItems({ ...shown.state, layers }, sopInstanceUid, number),
      fromDisplay: (point) => displayToImage(shown.state, corners, point),
    };
  }, [presentations, studyUid, frame]);
}

const atRest: Partial<Placement> = { zoom: 1, pan: { x: 0, y: 0 }, rotation: 0, flipH: false, flipV: false };

/**
 * Turns, mirrors and zooms the viewport as the state asks: when the state or the displayed area changes, after a reset, and when the
 * viewport's size changes while the reader has not moved the picture since. Everything else is the reader's.
 */
export function usePlacedByState(
  desk: ReadingDesk,
  index: number,
  viewport: Viewport | undefined,
  frame: StackFrame | null,
  presented: PresentedFrameView | null,
  view: ViewSize,
): void {
  const last = useRef<{ key: string; placement: Placement | null; width: number; height: number } | null>(null);
  const placement = viewport?.presentation.placement ?? null;
  const opening = viewport?.opening.placement ?? null;
  const stackId = viewport?.stackId ?? '';
  useLayoutEffect(() => {
    if (!placement || view.width < 2) return;
    const put = (change: Partial<Placement>) => {
      desk.reading.dispatch({ kind: 'place', viewport: index, change });
      return desk.reading.current().viewports[index]?.presentation.placement ?? null;
    };
    if (!presented || !frame) {
      if (last.current) {
        put({ ...atRest, flipH: opening?.flipH === true });
        openAgain(desk, index);
      }
      last.current = null;
      return;
    }
    const { state, uid } = presented.shown;
    const key = JSON.stringify([uid, stackId, presented.area && { ...presented.area, of: [] }]);
    const known = last.current;
    const resized = known !== null && (known.width !== view.width || known.height !== view.height);
    const untouched = known?.placement === placement;
    if (known?.key === key && placement !== opening && !(resized && untouched)) return;
    const wanted = placementFor(state, presented.area, imageSizeOf(frame), view, devicePixelRatio);
    standBack(desk, index);
    last.current = { key, placement: put(wanted), width: view.width, height: view.height };
  }, [desk, index, placement, opening, stackId, frame, presented, view]);
}

/** While the state speaks, the window that the series opened with is silent; one that the reader set since stays. */
function standBack(desk: ReadingDesk, viewport: number): void {
  const shown = desk.reading.current().viewports[viewport];
  if (!shown) return;
  const { presentation, opening } = shown;
  const change = {
    ...(presentation.window !== null && presentation.window === opening.window ? { window: null } : {}),
    ...(presentation.invert && opening.invert ? { invert: false } : {}),
  };
  if (Object.keys(change).length > 0) desk.reading.dispatch({ kind: 'present', viewport, change });
}

/** Nothing speaks for the frame: where no window was set since, the one that the series opened with holds again. */
function openAgain(desk: ReadingDesk, viewport: number): void {
  const shown = desk.reading.current().viewports[viewport];
  if (shown?.presentation.window !== null) return;
  const { window, invert } = shown.opening;
  if (window || invert) desk.reading.dispatch({ kind: 'present', viewport, change: { window, invert } });
}

/** True where the chosen state is about any image of the series in the viewport. */
function speaksOf(desk: ReadingDesk, viewport: Viewport): boolean {
  const chosen = desk.shown.state.get().presentations.find(({ studyUid }) => studyUid === viewport.studyUid);
  const frames = stackOf(desk.reading.current(), viewport)?.frames ?? [];
  return chosen ? frames.some(({ sopInstanceUid, frame }) => frameBase(chosen.state, sopInstanceUid, frame)) : false;
}

/** The reader chooses a state: it holds at once, without a window that was set before. */
export async function choosePresentation(desk: ReadingDesk, studyUid: string, uid: string | null): Promise<void> {
  if (!(await desk.shown.choose(studyUid, uid))) return;
  for (const [viewport, one] of desk.reading.current().viewports.entries()) {
    if (one.studyUid !== studyUid) continue;
    const { window, invert } = one.opening;
    if (uid === null) desk.reading.dispatch({ kind: 'present', viewport, change: { window, invert } });
    else if (speaksOf(desk, one))
      desk.reading.dispatch({ kind: 'present', viewport, change: { window: null, invert: false } });
  }
}
