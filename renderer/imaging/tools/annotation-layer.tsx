// The drawings over a picture, in an SVG of the viewport's own size: crisp at any zoom, with handles to change them.
import { type PointerEvent, useRef, useState } from 'react';
import type { Annotation, AnnotationPoint, KeyMark } from '../../../core/imaging/annotation/model.ts';
import { scaleFor } from '../../../core/imaging/measure/scale.ts';
import type { Stack, StackFrame } from '../../../core/imaging/stack.ts';
import { applyMatrix, invertMatrix, type Matrix, type ViewSize } from '../../../core/imaging/view-transform.ts';
import type { Draft, ReadingDesk } from '../desk/desk.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { localPoint } from '../viewport/use-pointer.ts';
import { withValues } from './drawing.ts';
import { Shape } from './shape.tsx';
import { TextEditor } from './text-editor.tsx';

interface LayerProps {
  viewport: number;
  studyUid: string;
  stack: Stack;
  frame: StackFrame;
  matrix: Matrix;
  view: ViewSize;
}

interface Edit {
  annotation: Annotation;
  /** Number of a point, the label, or the whole shape. */
  part: number | 'label' | 'whole';
  from: AnnotationPoint;
}

function moved(edit: Edit, to: AnnotationPoint, labelAt: AnnotationPoint): Annotation {
  const { annotation, part, from } = edit;
  const shift = { x: to.x - from.x, y: to.y - from.y };
  const by = (point: AnnotationPoint) => ({ x: point.x + shift.x, y: point.y + shift.y });
  if (part === 'label') return { ...annotation, label: by(annotation.label ?? labelAt) };
  if (part === 'whole') {
    return { ...annotation, points: annotation.points.map(by), label: annotation.label && by(annotation.label) };
  }
  return { ...annotation, points: annotation.points.map((point, index) => (index === part ? by(point) : point)) };
}

/** The look that the frame had when it was marked: its window, its polarity, its turn at any angle. */
function showAsMarked(desk: ReadingDesk, viewport: number, mark: KeyMark): void {
  const { window, invert, turn } = mark;
  const { rotation = 0, flipH = false, flipV = false } = turn ?? {};
  const wanted = window && { ...window, shape: desk.windowInView(viewport)?.shape ?? ('linear' as const) };
  desk.reading.dispatch({ kind: 'present', viewport, change: { window: wanted, invert } });
  desk.reading.dispatch({
    kind: 'place',
    viewport,
    change: { rotation, flipH, flipV, zoom: 1, pan: { x: 0, y: 0 } },
  });
}

export function AnnotationLayer({ viewport, studyUid, stack, frame, matrix, view }: LayerProps) {
  const desk = useDesk();
  const text = useReadingText();
  const shown = useObserved(desk.settings, (settings) => settings.annotations);
  const study = useObserved(desk.annotations.studies, (studies) => studies.get(studyUid));
  const selected = useObserved(desk.selected, (selection) => (selection?.studyUid === studyUid ? selection.id : null));
  const draft = useObserved(desk.draft, (value) => (value?.viewport === viewport ? value : null));
  const writing = useObserved(desk.writing, (value) => (value?.studyUid === studyUid ? value.id : null));
  const [edit, setEdit] = useState<{ edit: Edit; now: Annotation } | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const isHere = (one: { sopInstanceUid: string; frame: number }) =>
    one.sopInstanceUid === frame.sopInstanceUid && one.frame === frame.frame;
  const own = shown ? (study?.history.now.annotations.filter(isHere) ?? []) : [];
  const others = shown
    ? (study?.others ?? []).flatMap(({ author, document }) =>
        document.annotations.filter(isHere).map((annotation) => ({ author, annotation })),
      )
    : [];
  const mark = study?.history.now.keyMarks.find(isHere);
  const image = frame.instance.image;
  if (!image) return null;
  const toScreen = (point: AnnotationPoint) => applyMatrix(matrix, point);
  const toImage = (event: PointerEvent) => {
    const element = svg.current?.parentElement;
    return element ? applyMatrix(invertMatrix(matrix), localPoint(element, event)) : { x: 0, y: 0 };
  };
  const scaleOf = (points: AnnotationPoint[]) => scaleFor(image, frame.plane, points);

  const begin = (annotation: Annotation, part: Edit['part'], labelAt: AnnotationPoint) => (event: PointerEvent) => {
    if (event.button !== 0 || desk.readOnly || desk.draft.get()) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    desk.reading.dispatch({ kind: 'activate', viewport });
    desk.selected.set({ studyUid, id: annotation.id });
    const start: Edit = {
      annotation: { ...annotation, label: part === 'label' ? labelAt : annotation.label },
      part,
      from: toImage(event),
    };
    setEdit({ edit: start, now: annotation });
  };
  const follow = (event: PointerEvent) => {
    if (!edit || event.buttons === 0) return;
    event.stopPropagation();
    const next = moved(edit.edit, toImage(event), edit.edit.annotation.label ?? edit.edit.from);
    setEdit({ ...edit, now: edit.edit.part === 'label' ? next : withValues(desk, frame, next) });
  };
  const end = () => {
    if (edit && edit.now !== edit.edit.annotation)
      desk.annotations.act(studyUid, { kind: 'replace', annotation: edit.now });
    setEdit(null);
  };
  const current = (annotation: Annotation) => (edit?.edit.annotation.id === annotation.id ? edit.now : annotation);
  const written = own.find(({ id }) => id === writing);

  return (
    <>
      <svg
        ref={svg}
        className="annotations"
        width={view.width}
        height={view.height}
        data-testid={`annotations-${viewport}`}
        data-count={own.length + others.length + (draft ? 1 : 0)}
        onPointerMove={follow}
        onPointerUp={end}
        onPointerCancel={() => setEdit(null)}
      >
        <title>{text('annotations.title', { count: own.length })}</title>
        {others.map(({ author, annotation }) => (
          <Shape
            key={annotation.id}
            annotation={annotation}
            toScreen={toScreen}
            scale={scaleOf(annotation.points)}
            view={view}
            author={author}
          />
        ))}
        {own.map((annotation) => (
          <Shape
            key={annotation.id}
            annotation={current(annotation)}
            toScreen={toScreen}
            toImage={(point) => applyMatrix(invertMatrix(matrix), point)}
            scale={scaleOf(current(annotation).points)}
            view={view}
            selected={annotation.id === selected}
            begin={(part, labelAt) => begin(annotation, part, labelAt)}
            onWrite={() => desk.writing.set({ studyUid, id: annotation.id })}
          />
        ))}
        {draft ? (
          <Shape
            annotation={draftAnnotation(draft, stack, frame)}
            toScreen={toScreen}
            scale={scaleOf(draft.points)}
            view={view}
            drawing
          />
        ) : null}
      </svg>
      {mark ? (
        <button
          type="button"
          className="key-mark"
          data-testid="key-mark"
          data-own-pointer
          title={text('keyImage.show')}
          onClick={() => showAsMarked(desk, viewport, mark)}
        >
          ★ {text('keyImage')}
        </button>
      ) : null}
      {written && !desk.readOnly ? (
        <TextEditor
          key={written.id}
          at={toScreen(written.points[0] ?? { x: 0, y: 0 })}
          value={written.text}
          label={text('tool.text')}
          onDone={(value) => {
            desk.writing.set(null);
            if (value === '' && written.kind === 'text')
              desk.annotations.act(studyUid, { kind: 'remove', id: written.id });
            else if (value !== written.text)
              desk.annotations.act(studyUid, { kind: 'replace', annotation: { ...written, text: value } });
          }}
        />
      ) : null}
    </>
  );
}

function draftAnnotation(draft: Draft, stack: Stack, frame: StackFrame): Annotation {
  return {
    id: 'draft',
    kind: draft.kind,
    seriesUid: stack.seriesInstanceUid,
    sopInstanceUid: frame.sopInstanceUid,
    frame: frame.frame,
    points: draft.points,
    text: '',
    label: null,
    quantities: [],
    madeAt: '',
  };
}
