// What the pixel under the pointer is, while it is only pointed at: place and value in the lower left corner, written past React.
import { type RefObject, useLayoutEffect, useMemo, useRef } from 'react';
import { measure } from '../../../core/imaging/measure/measure.ts';
import type { StackFrame } from '../../../core/imaging/stack.ts';
import { applyMatrix, invertMatrix, type Matrix } from '../../../core/imaging/view-transform.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { frameKey } from '../pixels/frame-store.ts';
import { labelLines } from '../tools/values.ts';
import { localPoint } from './use-pointer.ts';

interface ValueUnderProps {
  viewport: RefObject<HTMLElement | null>;
  frame: StackFrame;
  matrix: Matrix;
}

export function ValueUnder({ viewport, frame, matrix }: ValueUnderProps) {
  const desk = useDesk();
  const text = useReadingText();
  const line = useRef<HTMLSpanElement>(null);
  /** Where the pointer stands in the viewport; null while it is elsewhere. */
  const at = useRef<{ x: number; y: number } | null>(null);
  const say = useMemo(() => {
    const inverse = invertMatrix(matrix);
    return () => {
      if (line.current) line.current.textContent = at.current ? words(applyMatrix(inverse, at.current)) : '';
    };
    function words(point: { x: number; y: number }): string {
      const [column, row] = [Math.floor(point.x), Math.floor(point.y)];
      const samples = desk.frames.get(frameKey(frame))?.samples;
      if (!samples || column < 0 || row < 0 || column >= samples.width || row >= samples.height) return '';
      const place = text('under.at', { column, row });
      if (samples.kind === 'rgb8') {
        const from = (row * samples.width + column) * 3;
        return `${place} · RGB ${[...samples.data.subarray(from, from + 3)].join(' ')}`;
      }
      const measured = desk.measured(frame);
      const quantities = measured ? measure({ kind: 'probe', points: [point] }, measured) : [];
      return [place, ...labelLines({ kind: 'probe', quantities, text: '' }, text)].join(' · ');
    }
  }, [desk, frame, matrix, text]);
  // Another picture under a pointer that rests.
  useLayoutEffect(() => {
    if (at.current) say();
    const key = frameKey(frame);
    return desk.frames.subscribe((came) => {
      if (came === key && at.current) say();
    });
  }, [desk, frame, say]);
  useLayoutEffect(() => {
    const element = viewport.current;
    if (!element) return;
    let asked = 0;
    const soon = () => {
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        say();
      });
    };
    const move = (event: PointerEvent) => {
      // A finger covers what it points at.
      if (event.pointerType === 'touch') return;
      at.current = localPoint(element, event);
      soon();
    };
    const leave = () => {
      at.current = null;
      soon();
    };
    element.addEventListener('pointermove', move, { passive: true });
    element.addEventListener('pointerleave', leave);
    return () => {
      cancelAnimationFrame(asked);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerleave', leave);
    };
  }, [viewport, say]);
  return <span ref={line} className="value-under" data-testid="value-under" data-passing />;
}
