// A round glass over the picture: the stored pixels themselves, twice as large, with the window in force.
import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { FrameBase } from '../../../core/imaging/objects/present-frame.ts';
import type { Samples } from '../../../core/imaging/pixels/samples.ts';
import type { Viewport } from '../../../core/imaging/reading/state.ts';
import type { Stack, StackFrame } from '../../../core/imaging/stack.ts';
import { applyMatrix, invertMatrix, type Matrix } from '../../../core/imaging/view-transform.ts';
import { useDesk } from '../desk/desk-context.ts';
import { drawSamples, TableShelf } from '../pixels/draw-samples.ts';
import { frameKey } from '../pixels/frame-store.ts';
import { middleOf, type Painter } from '../pixels/painter.ts';
import type { LensAt } from './use-pointer.ts';

const diameter = 260;

function cut(samples: Samples, left: number, top: number, width: number, height: number): Samples {
  const parts = samples.kind === 'rgb8' ? 3 : 1;
  const data = samples.data.slice(0, width * height * parts);
  for (let row = 0; row < height; row += 1) {
    const from = ((top + row) * samples.width + left) * parts;
    data.set(samples.data.subarray(from, from + width * parts), row * width * parts);
  }
  return { ...samples, width, height, data } as Samples;
}

interface MagnifierProps {
  lens: LensAt;
  stack: Stack;
  frame: StackFrame;
  viewport: Viewport;
  matrix: Matrix;
  painter: RefObject<Painter | null>;
  base: FrameBase | null;
}

export function Magnifier({ lens, stack, frame, viewport, matrix, painter, base }: MagnifierProps) {
  const desk = useDesk();
  const canvas = useRef<HTMLCanvasElement>(null);
  const shelf = useRef(new TableShelf());
  useLayoutEffect(() => {
    const element = canvas.current;
    const image = frame.instance.image;
    const loaded = desk.frames.get(frameKey(frame));
    if (!element || !image || !loaded || !painter.current) return;
    const centre = applyMatrix(invertMatrix(matrix), lens);
    // At least as large as a stored pixel on the screen: a reduced picture is seen in full here.
    const scale = Math.hypot(matrix.c, matrix.d);
    const grow = Math.max(2, 1.5 / scale);
    const reach = Math.ceil(diameter / 2 / (scale * grow)) + 2;
    const { width, height } = loaded.samples;
    const left = Math.max(0, Math.floor(centre.x) - reach);
    const top = Math.max(0, Math.floor(centre.y) - reach);
    const right = Math.min(width, Math.ceil(centre.x) + reach);
    const bottom = Math.min(height, Math.ceil(centre.y) + reach);
    if (right <= left || bottom <= top) {
      element.style.visibility = 'hidden';
      return;
    }
    const part = cut(loaded.samples, left, top, right - left, bottom - top);
    const picture = new ImageData(part.width, part.height);
    const request = {
      stackId: stack.id,
      frame,
      middle: middleOf(stack),
      presentation: viewport.presentation,
      view: { width: 0, height: 0 },
      overlays: false,
      shutter: false,
      base,
    };
    const look = painter.current.lookFor(request, image, loaded);
    drawSamples(part, loaded.range, look, shelf.current, new Uint32Array(picture.data.buffer));
    element.width = part.width;
    element.height = part.height;
    element.getContext('2d')?.putImageData(picture, 0, 0);
    const [a, b, c, d] = [matrix.a, matrix.b, matrix.c, matrix.d].map((value) => value * grow);
    const x = left - centre.x;
    const y = top - centre.y;
    const e = diameter / 2 + (a ?? 0) * x + (c ?? 0) * y;
    const f = diameter / 2 + (b ?? 0) * x + (d ?? 0) * y;
    element.style.visibility = 'visible';
    element.style.transform = `matrix(${a}, ${b}, ${c}, ${d}, ${e}, ${f})`;
  }, [desk, lens, stack, frame, viewport, matrix, painter, base]);
  return (
    <div
      className="magnifier"
      data-testid="magnifier"
      style={{ left: lens.x - diameter / 2, top: lens.y - diameter / 2, width: diameter, height: diameter }}
    >
      <canvas ref={canvas} />
    </div>
  );
}
