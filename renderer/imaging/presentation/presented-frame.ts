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
import type { Viewport } from '../../../core/imaging/reading/state.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import {
  type ImagePoint,
  type Placement,
  restingPlacement,
  type ViewSize,
} from '../../../core/imaging/view-transform.ts';
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
  const stackId = viewport?.stackId ?? '';
  useLayoutEffect(() => {
    if (!placement || view.width < 2) return;
    const put = (change: Partial<Placement>) => {
      desk.reading.dispatch({ kind: 'place', viewport: index, change });
      return desk.reading.current().viewports[index]?.presentation.placement ?? null;
    };
    if (!presented || !frame) {
      if (last.current) put(atRest);
      last.current = null;
      return;
    }
    const { state, uid } = presented.shown;
    const key = JSON.stringify([uid, stackId, presented.area && { ...presented.area, of: [] }]);
    const known = last.current;
    const resized = known !== null && (known.width !== view.width || known.height !== view.height);
    const untouched = known?.placement === placement;
    if (known?.key === key && placement !== restingPlacement && !(resized && untouched)) return;
    const wanted = placementFor(state, presented.area, imageSizeOf(frame), view, devicePixelRatio);
    last.current = { key, placement: put(wanted), width: view.width, height: view.height };
  }, [desk, index, placement, stackId, frame, presented, view]);
}

/** The reader chooses a state: it holds at once, without a window that was set before. */
export async function choosePresentation(desk: ReadingDesk, studyUid: string, uid: string | null): Promise<void> {
  if (!(await desk.shown.choose(studyUid, uid))) return;
  for (const [viewport, one] of desk.reading.current().viewports.entries()) {
    if (one.studyUid !== studyUid) continue;
    desk.reading.dispatch({ kind: 'present', viewport, change: { window: null, invert: false } });
  }
}
