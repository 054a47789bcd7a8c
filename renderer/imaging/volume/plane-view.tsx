// One of the three planes: its picture, the lines of the other two, and what pointer and wheel do in it.
import { type PointerEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Vector3 } from '../../../core/imaging/descriptor.ts';
import type { VoiWindow } from '../../../core/imaging/lookup.ts';
import { add, directionLetters, scale } from '../../../core/imaging/plane.ts';
import { useSize } from '../../parts/use-size.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { localPoint } from '../viewport/use-pointer.ts';
import { centreAt, lineOf, type MprState, moved, onPlane, planeOf, turnOthers, type View, views } from './mpr-state.ts';
import { type Fused, paintPlane } from './paint-plane.ts';
import type { SampledPlane } from './resample.ts';
import type { DrawnPlane, VolumeClient } from './volume-client.ts';

interface PlaneViewProps {
  view: View;
  client: VolumeClient;
  state: MprState;
  onState: (next: (before: MprState) => MprState) => void;
  block: { centre: Vector3; extent: number };
  /** Millimetres of one turn of the wheel. */
  stepMm: number;
  window: VoiWindow;
  inverted: boolean;
  onWindow: (dx: number, dy: number) => void;
  fusion: Omit<Fused, 'values'> | null;
  /** Patient and series: on every picture. */
  who: string;
}

type Drag = 'crosshair' | 'pan' | 'window' | { turn: { x: number; y: number } };

/** Share of the shorter side at which the handles that turn the planes stand. */
const handleAt = 0.36;

const restMs = 120;

/** Every second sample each way, between the same borders. */
function coarser(plane: SampledPlane): SampledPlane {
  const { corner, right, down, step } = plane;
  return {
    ...plane,
    corner: add(corner, scale(add(right, down), step / 2)),
    step: step * 2,
    columns: Math.ceil(plane.columns / 2),
    rows: Math.ceil(plane.rows / 2),
  };
}

export function PlaneView(props: PlaneViewProps) {
  const { view, client, state, onState, block, stepMm, window, inverted, onWindow, fusion, who } = props;
  const text = useReadingText();
  const [ref, size] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ as: Drag; x: number; y: number } | null>(null);
  const [drawn, setDrawn] = useState<{ base: DrawnPlane; over: DrawnPlane | null; plane: SampledPlane } | null>(null);
  const plane = useMemo(() => planeOf(state, view, block, size), [state, view, block, size]);
  const { slab } = state;
  const fused = fusion !== null;

  useEffect(() => {
    if (size.width < 2) return;
    let current = true;
    const ask = async (asked: SampledPlane) => {
      const [base, over] = await Promise.all([
        client.plane(view, 'base', asked, slab),
        fused ? client.plane(`${view} over`, 'over', asked, slab) : null,
      ]);
      if (current && base) setDrawn({ base, over, plane: asked });
    };
    // A slab is many sheets: coarse while the hand moves, fine when it rests.
    const isSlow = slab.thickness > 0;
    void ask(isSlow ? coarser(plane) : plane);
    const rest = isSlow ? setTimeout(() => void ask(plane), restMs) : undefined;
    return () => {
      current = false;
      clearTimeout(rest);
    };
  }, [client, view, plane, slab, size, fused]);

  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element || !drawn) return;
    const { columns, rows } = drawn.plane;
    if (element.width !== columns || element.height !== rows) {
      element.width = columns;
      element.height = rows;
    }
    const context = element.getContext('2d');
    if (!context) return;
    const image = context.createImageData(columns, rows);
    const over = fusion && drawn.over ? { ...fusion, values: drawn.over.values } : null;
    paintPlane(new Uint32Array(image.data.buffer), drawn.base.values, window, inverted, over);
    context.putImageData(image, 0, 0);
    // What is on the canvas says where it is: for tests, and for whoever saves the picture.
    const { corner, right, down, step } = drawn.plane;
    element.dataset.plane = JSON.stringify({ corner, right, down, step });
    element.dataset.milliseconds = drawn.base.milliseconds.toFixed(1);
  }, [drawn, window, inverted, fusion]);

  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const sign = Math.sign(event.deltaY);
      if (event.ctrlKey)
        onState((before) => ({ ...before, zoom: Math.max(0.3, Math.min(12, before.zoom * 1.15 ** -sign)) }));
      else onState((before) => moved(before, view, sign * stepMm));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [ref, onState, view, stepMm]);

  const cross = onPlane(plane, state.centre);
  const reach = Math.hypot(plane.columns, plane.rows);
  const radius = Math.min(plane.columns, plane.rows) * handleAt;
  const others = views.filter((other) => other !== view);

  function down(event: PointerEvent<HTMLElement>): void {
    const element = ref.current;
    if (!element) return;
    event.preventDefault();
    const at = localPoint(element, event);
    const handle = event.target instanceof Element && event.target.hasAttribute('data-turn');
    const as: Drag = handle
      ? { turn: at }
      : event.button === 2
        ? 'window'
        : event.button === 1 || event.shiftKey
          ? 'pan'
          : 'crosshair';
    element.setPointerCapture(event.pointerId);
    drag.current = { as, ...at };
    if (as === 'crosshair') onState((before) => centreAt(before, plane, at));
  }

  function move(event: PointerEvent<HTMLElement>): void {
    const now = drag.current;
    const element = ref.current;
    if (!now || !element) return;
    const at = localPoint(element, event);
    const dx = at.x - now.x;
    const dy = at.y - now.y;
    now.x = at.x;
    now.y = at.y;
    if (now.as === 'crosshair') onState((before) => centreAt(before, plane, at));
    else if (now.as === 'window') onWindow(dx, dy);
    else if (now.as === 'pan') {
      onState((before) => {
        const pan = before.pan[view];
        const next = { x: pan.x + dx * plane.step, y: pan.y + dy * plane.step };
        return { ...before, pan: { ...before.pan, [view]: next } };
      });
    } else {
      const angle = (point: { x: number; y: number }) => Math.atan2(point.y - cross.y, point.x - cross.x);
      const by = angle(at) - angle(now.as.turn);
      now.as = { turn: at };
      onState((before) => turnOthers(before, view, by));
    }
  }

  const { right, down: downwards } = state.planes[view];
  return (
    <section
      aria-label={text(`volume.${view}`)}
      ref={ref}
      className="mpr-view"
      data-testid={`mpr-${view}`}
      onContextMenu={(event) => event.preventDefault()}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => {
        drag.current = null;
      }}
      onPointerCancel={() => {
        drag.current = null;
      }}
    >
      <canvas ref={canvas} data-testid={`mpr-picture-${view}`} />
      <svg className="mpr-lines" data-testid={`mpr-lines-${view}`} aria-hidden>
        {others.map((other) => {
          const way = lineOf(state, view, other);
          const half = slab.thickness / 2 / plane.step;
          return (
            <g key={other} className={`mpr-line mpr-line-${other}`}>
              <line
                x1={cross.x - way.x * reach}
                y1={cross.y - way.y * reach}
                x2={cross.x + way.x * reach}
                y2={cross.y + way.y * reach}
              />
              {half > 1
                ? [-half, half].map((shift) => (
                    <line
                      key={shift}
                      className="mpr-slab"
                      x1={cross.x - way.x * reach - way.y * shift}
                      y1={cross.y - way.y * reach + way.x * shift}
                      x2={cross.x + way.x * reach - way.y * shift}
                      y2={cross.y + way.y * reach + way.x * shift}
                    />
                  ))
                : null}
              {[-radius, radius].map((along) => (
                <circle key={along} data-turn cx={cross.x + way.x * along} cy={cross.y + way.y * along} r={6} />
              ))}
            </g>
          );
        })}
      </svg>
      <span className="mpr-who">{who}</span>
      <b className={`mpr-name mpr-name-${view}`}>{text(`volume.${view}`)}</b>
      <span className="edge-letters">
        <b className="edge-right">{directionLetters(right)}</b>
        <b className="edge-left">{directionLetters(scale(right, -1))}</b>
        <b className="edge-top">{directionLetters(scale(downwards, -1))}</b>
        <b className="edge-bottom">{directionLetters(downwards)}</b>
      </span>
    </section>
  );
}
