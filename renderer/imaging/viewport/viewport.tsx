// One cell of the grid: the picture, the drawings over it, thin corner texts, and what the pointer does in it.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { VoiWindow } from '../../../core/imaging/lookup.ts';
import { stackOf } from '../../../core/imaging/reading/state.ts';
import { viewMatrix } from '../../../core/imaging/view-transform.ts';
import { useSize } from '../../parts/use-size.ts';
import { studyOf, wantedFrame } from '../desk/desk.ts';
import { useDesk } from '../desk/desk-context.ts';
import { Observable, useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { frameKey } from '../pixels/frame-store.ts';
import { imageSizeOf, middleOf, type Painted, Painter } from '../pixels/painter.ts';
import { PresentationLayer } from '../presentation/presentation-layer.tsx';
import { usePlacedByState, usePresentedFrame } from '../presentation/presented-frame.ts';
import { useReading } from '../reading-store.ts';
import { SegmentationLayer } from '../segmentation/segmentation-layer.tsx';
import { AnnotationLayer } from '../tools/annotation-layer.tsx';
import { Corners } from './corners.tsx';
import { EdgeMarks } from './edge-marks.tsx';
import { Magnifier } from './magnifier.tsx';
import { QualityMark } from './quality-mark.tsx';
import { ReferenceLines } from './reference-lines.tsx';
import { ScrollBar } from './scroll-bar.tsx';
import { TurnDial } from './turn-dial.tsx';
import { type LensAt, usePointer } from './use-pointer.ts';

export const nothingPainted: Painted = { key: null, quality: 'loading', message: '', voi: null };

function samePainted(a: Painted, b: Painted): boolean {
  return (
    a.quality === b.quality &&
    a.message === b.message &&
    a.voi?.kind === b.voi?.kind &&
    JSON.stringify(a.voi?.kind === 'window' ? a.voi.window : null) ===
      JSON.stringify(b.voi?.kind === 'window' ? b.voi.window : null)
  );
}

/** A look-up table of the object has no window; a drag starts from the one that spans its input. */
function windowFrom(voi: Painted['voi']): VoiWindow | null {
  if (!voi) return null;
  if (voi.kind === 'window') return voi.window;
  const width = Math.max(2, voi.table.length);
  return { center: voi.first + width / 2, width, shape: 'linear' };
}

export function ViewportCell({
  index,
  onSize,
}: {
  index: number;
  onSize: (index: number, size: { width: number; height: number }) => void;
}) {
  const desk = useDesk();
  const text = useReadingText();
  const viewport = useReading(desk.reading, (state) => state.viewports[index]);
  const active = useReading(desk.reading, (state) => state.active === index);
  const single = useReading(desk.reading, (state) => state.viewports.length === 1 || state.maximised !== null);
  const stack = useReading(desk.reading, (state) => (viewport ? stackOf(state, viewport) : null));
  const study = useReading(desk.reading, (state) => (viewport ? studyOf(state, viewport) : null));
  const overlays = useObserved(desk.settings, (settings) => settings.overlays);
  const shutter = useObserved(desk.settings, (settings) => settings.shutter);
  const corners = useObserved(desk.settings, (settings) => settings.corners);
  const allHere = useReading(desk.reading, (state) => state.studies.length >= state.wanted.length);
  const imageless = useReading(desk.reading, (state) => state.studies.every(({ stacks }) => stacks.length === 0));
  const anyStudy = useReading(desk.reading, (state) => state.studies.length > 0);
  const [ref, size] = useSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter | null>(null);
  const [painted] = useState(() => new Observable<Painted>(nothingPainted));
  const [lens, setLens] = useState<LensAt | null>(null);
  const [turning, setTurning] = useState(false);
  const lastIndex = useRef(0);
  const frame = stack?.frames[viewport?.index ?? 0] ?? null;
  const presented = usePresentedFrame(desk, study?.uid ?? null, frame);
  const base = presented?.base ?? null;
  usePlacedByState(desk, index, viewport, frame, presented, size);

  useLayoutEffect(() => {
    if (!canvas.current) return;
    const made = new Painter(canvas.current, desk.frames, (next) => {
      desk.setWindowInView(index, windowFrom(next.voi));
      if (!samePainted(painted.get(), next)) painted.set(next);
    });
    painter.current = made;
    return () => {
      made.close();
      painter.current = null;
    };
  }, [desk, painted, index]);

  useLayoutEffect(() => {
    painter.current?.ask(
      frame && viewport && stack
        ? {
            stackId: stack.id,
            frame,
            middle: middleOf(stack),
            presentation: viewport.presentation,
            view: size,
            overlays,
            shutter,
            base,
          }
        : null,
    );
  }, [frame, stack, viewport, size, overlays, shutter, base]);

  useLayoutEffect(() => onSize(index, size), [index, size, onSize]);

  const frames = useMemo(
    () => (stack && study ? stack.frames.map((one) => wantedFrame(study.uid, stack, one)) : []),
    [stack, study],
  );
  const place = viewport?.index ?? 0;
  useEffect(() => {
    const direction = Math.sign(place - lastIndex.current);
    lastIndex.current = place;
    desk.frames.demand(
      `viewport ${index}`,
      frames.length > 0
        ? {
            kind: 'stack',
            frames,
            place: { frames: frames.length, index: place, direction: direction > 0 ? 1 : direction < 0 ? -1 : 0 },
          }
        : null,
    );
  }, [desk, frames, place, index]);
  useEffect(() => () => desk.frames.demand(`viewport ${index}`, null), [desk, index]);

  const playing = viewport?.cine.playing === true;
  const framesPerSecond = viewport?.cine.framesPerSecond ?? 15;
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      const now = desk.reading.current();
      const playingNow = now.viewports[index];
      const shown = playingNow && stackOf(now, playingNow);
      const next = shown?.frames[((playingNow?.index ?? 0) + 1) % shown.frames.length];
      // A frame that is not here yet is waited for, not skipped.
      if (next && desk.frames.get(frameKey(next))) desk.reading.dispatch({ kind: 'cine-step', viewport: index });
    }, 1000 / framesPerSecond);
    return () => clearInterval(timer);
  }, [desk, playing, framesPerSecond, index]);

  const pointer = usePointer(ref, index, setLens, setTurning);
  const matrix = useMemo(
    () =>
      frame && viewport && size.width > 1
        ? viewMatrix(imageSizeOf(frame), size, viewport.presentation.placement)
        : null,
    [frame, viewport, size],
  );

  return (
    <section
      ref={ref}
      className="viewport"
      aria-label={text('viewport.name', { number: index + 1 })}
      data-testid={`viewport-${index}`}
      data-active={active && !single ? 'yes' : undefined}
      data-study={viewport?.studyUid ?? undefined}
      data-index={stack ? place : undefined}
      onContextMenu={(event) => event.preventDefault()}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(stackDragType)) event.preventDefault();
      }}
      onDrop={(event) => {
        const [studyUid, stackId] = event.dataTransfer.getData(stackDragType).split(' ');
        if (studyUid && stackId) desk.reading.dispatch({ kind: 'show', viewport: index, studyUid, stackId });
        desk.reading.dispatch({ kind: 'activate', viewport: index });
      }}
      {...pointer}
    >
      <canvas ref={canvas} className="viewport-picture" data-testid={`picture-${index}`} />
      {frame && viewport && matrix && study && stack ? (
        <>
          <SegmentationLayer frame={frame} matrix={matrix} />
          {presented ? <PresentationLayer presented={presented} matrix={matrix} /> : null}
          <ReferenceLines viewport={index} frame={frame} matrix={matrix} />
          <AnnotationLayer
            viewport={index}
            studyUid={study.uid}
            stack={stack}
            frame={frame}
            matrix={matrix}
            view={size}
          />
          {corners ? (
            <>
              <EdgeMarks frame={frame} matrix={matrix} view={size} />
              <Corners
                study={study}
                stack={stack}
                viewport={viewport}
                frame={frame}
                matrix={matrix}
                painted={painted}
                presented={presented}
                width={size.width}
                cell={ref}
                frames={frames}
              />
            </>
          ) : null}
          <ScrollBar viewport={index} frames={frames} place={place} />
          {turning ? <TurnDial placement={viewport.presentation.placement} /> : null}
          {lens ? (
            <Magnifier
              lens={lens}
              stack={stack}
              frame={frame}
              viewport={viewport}
              matrix={matrix}
              painter={painter}
              base={base}
            />
          ) : null}
        </>
      ) : null}
      <QualityMark
        painted={painted}
        nothing={!anyStudy}
        empty={!stack}
        awaits={viewport?.awaits ?? null}
        imageless={imageless}
        allHere={allHere}
      />
    </section>
  );
}

export const stackDragType = 'application/x-yishu-stack';
