// Two fingers on the paper: apart and together zooms around the middle between them. One finger is the paper's own affair.
import { type PointerEvent, useRef } from 'react';
import type { PaperViewport } from './viewport.ts';

interface Finger {
  x: number;
  y: number;
}

const least = 1;
const most = 30;

/** Handlers for an element around the paper; they listen before it does. */
export function usePinch(viewport: PaperViewport) {
  const fingers = useRef(new Map<number, Finger>());
  const before = useRef<{ distance: number; pxPerMm: number } | null>(null);

  function spread(): { distance: number; middle: Finger } | null {
    const [one, two] = fingers.current.values();
    if (!one || !two) return null;
    return {
      distance: Math.max(1, Math.hypot(one.x - two.x, one.y - two.y)),
      middle: { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2 },
    };
  }
  function lifted(event: PointerEvent<HTMLElement>): void {
    fingers.current.delete(event.pointerId);
    before.current = null;
  }
  return {
    onPointerDownCapture(event: PointerEvent<HTMLElement>) {
      if (event.pointerType !== 'touch') return;
      const paper = event.target instanceof Element ? event.target.closest('.ecg-paper-view') : null;
      if (!(paper instanceof HTMLElement)) return;
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const now = spread();
      if (!now) return;
      event.stopPropagation();
      before.current = { distance: now.distance, pxPerMm: Number(paper.dataset.pxPerMm) };
    },
    onPointerMoveCapture(event: PointerEvent<HTMLElement>) {
      if (!fingers.current.has(event.pointerId)) return;
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const now = spread();
      const paper = event.target instanceof Element ? event.target.closest('.ecg-paper-view') : null;
      if (!now || !before.current || !(paper instanceof HTMLElement)) return;
      event.stopPropagation();
      const bounds = paper.getBoundingClientRect();
      const old = Number(paper.dataset.pxPerMm);
      const wanted = (before.current.pxPerMm * now.distance) / before.current.distance;
      const zoom = Math.min(most, Math.max(least, wanted));
      const { xPx, yPx } = viewport.current();
      const held = (offset: number, at: number) => ((Math.max(0, offset) + at) * zoom) / old - at;
      viewport.set({
        zoom,
        xPx: held(xPx, now.middle.x - bounds.left),
        yPx: held(yPx, now.middle.y - bounds.top),
      });
    },
    onPointerUpCapture: lifted,
    onPointerCancelCapture: lifted,
  };
}
