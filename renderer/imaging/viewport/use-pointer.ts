// What pointer and wheel do in a viewport, by the reader's own table of buttons.
import { type PointerEvent, type RefObject, useCallback, useEffect, useRef } from 'react';
import { annotationKinds } from '../../../core/imaging/annotation/model.ts';
import { placed, toPatient } from '../../../core/imaging/plane.ts';
import { stackOf } from '../../../core/imaging/reading/state.ts';
import {
  applyMatrix,
  cornerToCentre,
  invertMatrix,
  seenRotation,
  viewMatrix,
} from '../../../core/imaging/view-transform.ts';
import type { DragTool } from '../desk/actions.ts';
import type { DragBinding, MouseInput, WheelInput } from '../desk/bindings.ts';
import type { ReadingDesk } from '../desk/desk.ts';
import { useDesk } from '../desk/desk-context.ts';
import { autoWindow, turnTo, zoomTo } from '../desk/perform.ts';
import { imageSizeOf } from '../pixels/painter.ts';
import { drawDouble, drawDown, drawMove, drawUp } from '../tools/drawing.ts';

export interface LensAt {
  x: number;
  y: number;
}

interface Drag {
  action: DragTool | 'draw';
  x: number;
  y: number;
  startX: number;
  startY: number;
  /** Part of a frame that the drag has moved but not yet shown. */
  rest: number;
  travelled: number;
  /** Degrees that the picture stood at when the drag began and that the pointer has gone round since. */
  turnedFrom: number;
  turned: number;
}

/** Position in the element's own pixels, whatever zoom the page has. */
export function localPoint(
  element: HTMLElement,
  event: { clientX: number; clientY: number },
): { x: number; y: number } {
  const box = element.getBoundingClientRect();
  const scale = box.width > 0 ? element.clientWidth / box.width : 1;
  return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
}

function inputOf(event: PointerEvent): MouseInput | null {
  if ((event.buttons & 3) === 3) return 'left+right';
  if (event.button === 1) return 'middle';
  if (event.button === 2) return 'right';
  if (event.button !== 0) return null;
  if (event.shiftKey) return 'shift+left';
  if (event.ctrlKey || event.metaKey) return 'ctrl+left';
  return event.altKey ? 'alt+left' : 'left';
}

function actionOf(desk: ReadingDesk, binding: DragBinding): DragTool | 'draw' {
  if (binding !== 'tool') return binding;
  const { tool } = desk.settings.get();
  return annotationKinds.some((kind) => kind === tool) ? 'draw' : (tool as DragTool);
}

/** Wheel travel of one notch, in the pixels that browsers report; waiting notches come merged into one event. */
const notch = 100;

/** Frames for a wheel event: a notch is a frame, a touch pad's small steps are gathered until they make half a notch. */
function wheelSteps(gathered: { current: number }, travel: number): number {
  const size = Math.abs(travel);
  gathered.current = size >= notch / 2 ? travel : gathered.current + travel;
  if (Math.abs(gathered.current) < notch / 2) return 0;
  const steps = Math.sign(gathered.current) * Math.max(1, Math.round(Math.abs(gathered.current) / notch));
  gathered.current = 0;
  return steps;
}

export function usePointer(
  ref: RefObject<HTMLDivElement | null>,
  index: number,
  setLens: (lens: LensAt | null) => void,
  setTurning: (turning: boolean) => void,
) {
  const desk = useDesk();
  const drag = useRef<Drag | null>(null);
  const wheel = useRef(0);
  const viewSize = useCallback(
    () => ({ width: ref.current?.clientWidth ?? 0, height: ref.current?.clientHeight ?? 0 }),
    [ref],
  );

  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    // React's own wheel listener is passive and could not keep the page from scrolling.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      desk.reading.dispatch({ kind: 'activate', viewport: index });
      const input: WheelInput = event.ctrlKey ? 'ctrl+wheel' : event.shiftKey ? 'shift+wheel' : 'wheel';
      const binding = desk.bindings.get().wheel[input];
      const travel = event.deltaMode === 1 ? event.deltaY * 33 : event.deltaY || event.deltaX;
      if (binding === 'zoom') {
        const zoom = desk.reading.current().viewports[index]?.presentation.placement.zoom ?? 1;
        zoomTo(desk, { viewSize }, index, zoom * 1.0018 ** -travel, localPoint(element, event));
      } else if (binding === 'scroll') {
        const steps = wheelSteps(wheel, travel);
        if (steps === 0) return;
        desk.reading.dispatch({ kind: 'scroll', viewport: index, by: steps });
      }
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [desk, ref, index, viewSize]);

  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      const element = ref.current;
      if (!element || (event.target instanceof Element && event.target.closest('[data-own-pointer]'))) return;
      const input = inputOf(event);
      if (!input) return;
      // Focus leaves a text field, so that the reader's keys are keys again.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      event.preventDefault();
      desk.reading.dispatch({ kind: 'activate', viewport: index });
      const action = actionOf(desk, desk.bindings.get().mouse[input]);
      const at = localPoint(element, event);
      element.setPointerCapture(event.pointerId);
      const placement = desk.reading.current().viewports[index]?.presentation.placement;
      const turnedFrom = placement ? seenRotation(placement) : 0;
      drag.current = { action, ...at, startX: at.x, startY: at.y, rest: 0, travelled: 0, turnedFrom, turned: 0 };
      if (action === 'rotate') setTurning(true);
      if (action === 'draw') drawDown(desk, index, viewSize(), at);
      else desk.selected.set(null);
      if (action === 'magnifier') setLens(at);
      if (action === 'crosshair') crosshairAt(desk, index, viewSize(), at);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const element = ref.current;
      if (!element) return;
      const at = localPoint(element, event);
      const now = drag.current;
      if (!now) {
        drawMove(desk, index, viewSize(), at, false);
        return;
      }
      const dx = at.x - now.x;
      const dy = at.y - now.y;
      if (now.action === 'rotate') turnBy(desk, index, now, at, viewSize, event.shiftKey);
      now.x = at.x;
      now.y = at.y;
      now.travelled += Math.abs(dx) + Math.abs(dy);
      dragged(desk, index, now, dx, dy, viewSize, at);
      if (now.action === 'magnifier') setLens(at);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const now = drag.current;
      const element = ref.current;
      drag.current = null;
      setLens(null);
      setTurning(false);
      if (now?.action === 'draw' && element) {
        const moved = Math.hypot(now.x - now.startX, now.y - now.startY);
        drawUp(desk, index, viewSize(), localPoint(element, event), moved);
      }
    },
    onPointerCancel() {
      drag.current = null;
      setLens(null);
      setTurning(false);
    },
    onDoubleClick(event: { target: EventTarget | null }) {
      if (event.target instanceof Element && event.target.closest('[data-own-pointer]')) return;
      if (desk.draft.get()) return drawDouble(desk, index);
      const { double } = desk.bindings.get();
      const { maximised, viewports } = desk.reading.current();
      if (double === 'window.auto') autoWindow(desk, index);
      else if (double === 'viewport.maximise' && viewports.length > 1)
        desk.reading.dispatch({ kind: 'maximise', viewport: maximised === null ? index : null });
    },
  };
}

function dragged(
  desk: ReadingDesk,
  index: number,
  drag: Drag,
  dx: number,
  dy: number,
  viewSize: () => { width: number; height: number },
  at: { x: number; y: number },
): void {
  const state = desk.reading.current();
  const viewport = state.viewports[index];
  const stack = viewport && stackOf(state, viewport);
  if (!viewport || !stack) return;
  const { placement } = viewport.presentation;
  switch (drag.action) {
    case 'scroll': {
      // The whole height of the viewport is the whole stack, but a picture never needs more than 12 pixels.
      const perFrame = Math.min(12, Math.max(2, viewSize().height / stack.frames.length));
      drag.rest += dy / perFrame;
      const by = Math.trunc(drag.rest);
      drag.rest -= by;
      if (by !== 0) desk.reading.dispatch({ kind: 'scroll', viewport: index, by });
      return;
    }
    case 'window':
      return windowBy(desk, index, dx, dy);
    case 'zoom':
      return zoomTo(desk, { viewSize }, index, placement.zoom * 1.008 ** -dy, { x: drag.startX, y: drag.startY });
    case 'pan': {
      const pan = { x: placement.pan.x + dx, y: placement.pan.y + dy };
      return desk.reading.dispatch({ kind: 'place', viewport: index, change: { pan } });
    }
    case 'draw':
      return drawMove(desk, index, viewSize(), at, true);
    case 'crosshair':
      return crosshairAt(desk, index, viewSize(), at);
    case 'magnifier':
    case 'rotate':
      return;
    default:
      return drag.action satisfies never;
  }
}

/** Angle of the pointer about the middle of the view, degrees clockwise. */
const angleAt = (at: { x: number; y: number }, view: { width: number; height: number }) =>
  (Math.atan2(at.y - view.height / 2, at.x - view.width / 2) * 180) / Math.PI;

/** So close to the middle (pixels) a hand's tremor would spin the picture. */
const stillness = 12;
const snapDegrees = 15;

/** The picture goes round with the pointer, in tenths of a degree; with Shift to the next 15°. */
function turnBy(
  desk: ReadingDesk,
  index: number,
  drag: Drag,
  at: { x: number; y: number },
  viewSize: () => { width: number; height: number },
  snap: boolean,
): void {
  const view = viewSize();
  if (Math.hypot(at.x - view.width / 2, at.y - view.height / 2) < stillness) return;
  const step = angleAt(at, view) - angleAt(drag, view);
  // Across the line at the left the angle leaps by 360.
  drag.turned += step > 180 ? step - 360 : step < -180 ? step + 360 : step;
  const wanted = drag.turnedFrom + drag.turned;
  const rounded = snap ? Math.round(wanted / snapDegrees) * snapDegrees : Math.round(wanted * 10) / 10;
  turnTo(desk, { viewSize }, index, rounded);
}

/** Sideways: width; up and down: centre. Steps grow with the window, so that bone and PET are as handy as brain. */
function windowBy(desk: ReadingDesk, index: number, dx: number, dy: number): void {
  const state = desk.reading.current();
  const viewport = state.viewports[index];
  const stack = viewport && stackOf(state, viewport);
  const frame = stack?.frames[viewport?.index ?? 0];
  if (!viewport || !stack || !frame) return;
  const before = viewport.presentation.window ?? desk.windowInView(index);
  if (!before) return;
  const step = Math.max(before.width / 400, before.width < 20 ? before.width / 200 : 0.5);
  const width = Math.max(before.width < 20 ? 1e-4 : 1, before.width + dx * step);
  const center = before.center + dy * step;
  desk.reading.dispatch({ kind: 'present', viewport: index, change: { window: { ...before, center, width } } });
}

function crosshairAt(
  desk: ReadingDesk,
  index: number,
  view: { width: number; height: number },
  at: { x: number; y: number },
): void {
  const state = desk.reading.current();
  const viewport = state.viewports[index];
  const frame = viewport && stackOf(state, viewport)?.frames[viewport.index];
  const plane = frame && placed(frame.plane);
  const frameOfReferenceUid = frame?.instance.image?.frameOfReferenceUid;
  if (!viewport || !frame || !plane || !frameOfReferenceUid) return;
  const matrix = viewMatrix(imageSizeOf(frame), view, viewport.presentation.placement);
  const point = toPatient(plane, cornerToCentre(applyMatrix(invertMatrix(matrix), at)));
  desk.reading.dispatch({ kind: 'crosshair', at: { frameOfReferenceUid, point } });
}
