// The series of the open studies with their middle frame, drawn by ourselves; dragged into a viewport or double-clicked.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { seriesOfStack } from '../../../core/imaging/hanging/match.ts';
import { openingPresentation } from '../../../core/imaging/reading/opening.ts';
import type { OpenStudy } from '../../../core/imaging/reading/state.ts';
import type { Stack } from '../../../core/imaging/stack.ts';
import { wantedFrame } from '../desk/desk.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { middleOf, Painter } from '../pixels/painter.ts';
import { watchLoaded } from '../pixels/watch-loaded.ts';
import { useReading } from '../reading-store.ts';
import { shownDate } from '../viewport/corners.tsx';
import { stackDragType } from '../viewport/viewport.tsx';
import { ObjectsDialog } from './objects-dialog.tsx';

const side = 92;

export function SeriesStrip() {
  const desk = useDesk();
  const text = useReadingText();
  const studies = useReading(desk.reading, (state) => state.studies);
  return (
    <aside className="series-strip" aria-label={text('strip.title')} data-testid="series-strip">
      {studies.map((study) => (
        <StudySection key={study.uid} study={study} />
      ))}
    </aside>
  );
}

function StudySection({ study }: { study: OpenStudy }) {
  const desk = useDesk();
  const text = useReadingText();
  const [open, setOpen] = useState(false);
  const others = study.manifest.series.reduce(
    (count, series) =>
      count + series.instances.filter(({ image, pixels, kind }) => !image || !pixels || kind === 'segmentation').length,
    0,
  );
  useEffect(() => {
    desk.frames.demand(`thumbnails ${study.uid}`, {
      kind: 'single',
      frames: study.stacks.flatMap((stack) => {
        const frame = middleOf(stack);
        return frame ? wantedFrame(study.uid, stack, frame) : [];
      }),
    });
    return () => desk.frames.demand(`thumbnails ${study.uid}`, null);
  }, [desk, study]);
  return (
    <section>
      <h3 data-role={study.role}>
        {text(study.role)} <span>{shownDate(study.manifest.date)}</span>
      </h3>
      {study.stacks.length === 0 ? <p className="strip-note">{text('series.none')}</p> : null}
      {study.stacks.map((stack) => (
        <Thumbnail key={stack.id} study={study} stack={stack} />
      ))}
      {desk.readOnly ? null : (
        <button type="button" className="strip-objects" onClick={() => setOpen(true)} data-testid="strip-objects">
          {others > 0 ? text('series.other', { count: others }) : text('objects.open')}
        </button>
      )}
      {open ? <ObjectsDialog study={study} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

function Thumbnail({ study, stack }: { study: OpenStudy; stack: Stack }) {
  const desk = useDesk();
  const text = useReadingText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useReading(desk.reading, (state) =>
    state.viewports.some(({ studyUid, stackId }) => studyUid === study.uid && stackId === stack.id),
  );
  const series = seriesOfStack(study, stack);
  useLayoutEffect(() => {
    const frame = middleOf(stack);
    if (!canvas.current || !frame) return;
    const painter = new Painter(canvas.current, desk.frames, () => undefined);
    painter.ask({
      stackId: stack.id,
      frame,
      presentation: openingPresentation(study, stack),
      view: { width: side, height: side },
      overlays: true,
      shutter: true,
    });
    return () => painter.close();
  }, [desk, study, stack]);
  const show = () => {
    const viewport = desk.reading.current().active;
    desk.reading.dispatch({ kind: 'show', viewport, studyUid: study.uid, stackId: stack.id });
  };
  const name = [series?.modality, series?.number, series?.description || series?.protocol, stack.label]
    .filter(Boolean)
    .join(' ');
  return (
    <button
      type="button"
      className="thumbnail"
      draggable
      aria-pressed={shown}
      title={name}
      data-testid="thumbnail"
      data-stack={stack.id}
      onDragStart={(event) => event.dataTransfer.setData(stackDragType, `${study.uid} ${stack.id}`)}
      onDoubleClick={show}
      onKeyDown={(event) => {
        if (event.key === 'Enter') show();
      }}
    >
      <span className="thumbnail-picture">
        <canvas ref={canvas} />
      </span>
      <span className="thumbnail-words">
        <b>{series?.description || series?.protocol || series?.modality}</b>
        <small>{[stack.label, text('series.count', { count: stack.frames.length })].filter(Boolean).join(' · ')}</small>
      </span>
      <LoadedBar study={study} stack={stack} />
    </button>
  );
}

/** How much of the series is here. */
function LoadedBar({ study, stack }: { study: OpenStudy; stack: Stack }) {
  const desk = useDesk();
  const [share, setShare] = useState(0);
  useEffect(() => {
    const { frames } = stack;
    return watchLoaded(desk.frames, frames, (missing) => setShare(1 - missing.size / Math.max(1, frames.length)));
  }, [desk, stack]);
  return (
    <i
      className="loaded-bar"
      data-study={study.uid}
      style={{ width: `${share * 100}%` }}
      data-share={share.toFixed(3)}
    />
  );
}
