// Two fingers on a picture: apart and together zooms, both sideways pans. One finger is the pointer's affair, by the chosen tool.
import { type PointerEvent, type RefObject, useRef } from 'react';
import type { ReadingDesk } from '../imaging/desk/desk.ts';
import { zoomTo } from '../imaging/desk/perform.ts';
import { localPoint } from '../imaging/viewport/use-pointer.ts';

interface Pinch {
  viewport: number;
  element: HTMLElement;
  distance: number;
  middle: { x: number; y: number };
}

interface Finger {
  clientX: number;
  clientY: number;
}

function spread([one, two]: readonly Finger[]): { distance: number; middle: Finger } | null {
  if (!one || !two) return null;
  return {
    distance: Math.max(1, Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY)),
    middle: { clientX: (one.clientX + two.clientX) / 2, clientY: (one.clientY + two.clientY) / 2 },
  };
}

/** Which viewport an event is over: they carry their number in their test id. */
function viewportAt(target: EventTarget | null): { element: HTMLElement; viewport: number } | null {
  const element = target instanceof Element ? target.closest('.viewport') : null;
  const number =
    element instanceof HTMLElement ? /^viewport-(\d+)$/.exec(element.dataset.testid ?? '')?.[1] : undefined;
  return element instanceof HTMLElement && number !== undefined ? { element, viewport: Number(number) } : null;
}

/** Handlers for an element around the viewports; they listen before the viewports do. */
export function useTwoFingers(desk: RefObject<ReadingDesk | null>) {
  const fingers = useRef(new Map<number, Finger>());
  const pinch = useRef<Pinch | null>(null);
  /** After a pinch the finger that stays longer must not scroll. */
  const spent = useRef(false);

  function lifted(event: PointerEvent<HTMLElement>): void {
    if (event.pointerType !== 'touch') return;
    fingers.current.delete(event.pointerId);
    pinch.current = null;
    if (fingers.current.size === 0) spent.current = false;
  }

  return {
    onPointerDownCapture(event: PointerEvent<HTMLElement>) {
      if (event.pointerType !== 'touch') return;
      fingers.current.set(event.pointerId, { clientX: event.clientX, clientY: event.clientY });
      const at = viewportAt(event.target);
      const now = spread([...fingers.current.values()]);
      if (fingers.current.size < 2 || !now || !at) return;
      event.stopPropagation();
      spent.current = true;
      pinch.current = { ...at, distance: now.distance, middle: localPoint(at.element, now.middle) };
    },
    onPointerMoveCapture(event: PointerEvent<HTMLElement>) {
      if (event.pointerType !== 'touch' || !fingers.current.has(event.pointerId)) return;
      fingers.current.set(event.pointerId, { clientX: event.clientX, clientY: event.clientY });
      if (!spent.current) return;
      event.stopPropagation();
      const was = pinch.current;
      const now = spread([...fingers.current.values()]);
      const room = desk.current;
      if (!was || !now || !room) return;
      const { element, viewport } = was;
      const middle = localPoint(element, now.middle);
      const before = room.reading.current().viewports[viewport]?.presentation.placement;
      if (!before) return;
      const pan = { x: before.pan.x + middle.x - was.middle.x, y: before.pan.y + middle.y - was.middle.y };
      room.reading.dispatch({ kind: 'place', viewport, change: { pan } });
      const viewSize = () => ({ width: element.clientWidth, height: element.clientHeight });
      zoomTo(room, { viewSize }, viewport, (before.zoom * now.distance) / was.distance, middle);
      pinch.current = { ...was, distance: now.distance, middle };
    },
    onPointerUpCapture: lifted,
    onPointerCancelCapture: lifted,
  };
}
