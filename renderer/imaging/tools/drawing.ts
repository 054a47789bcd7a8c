// Making an annotation point by point: press and drag, or click and click; both give the same.
import type { Annotation, AnnotationKind, AnnotationPoint } from '../../../core/imaging/annotation/model.ts';
import { annotationKinds, pointsNeeded } from '../../../core/imaging/annotation/model.ts';
import { measure } from '../../../core/imaging/measure/measure.ts';
import { scaleFor } from '../../../core/imaging/measure/scale.ts';
import { stackOf } from '../../../core/imaging/reading/state.ts';
import type { Stack, StackFrame } from '../../../core/imaging/stack.ts';
import { applyMatrix, invertMatrix, type ViewSize, viewMatrix } from '../../../core/imaging/view-transform.ts';
import type { ReadingDesk } from '../desk/desk.ts';
import { imageSizeOf } from '../pixels/painter.ts';

/** Movement below this many pixels is a click. */
const clickLimit = 4;

interface Place {
  studyUid: string;
  stack: Stack;
  frame: StackFrame;
  toImage(at: { x: number; y: number }): AnnotationPoint;
  screenScale: number;
}

function placeOf(desk: ReadingDesk, index: number, view: ViewSize): Place | null {
  const state = desk.reading.current();
  const viewport = state.viewports[index];
  const stack = viewport && stackOf(state, viewport);
  const frame = stack?.frames[viewport?.index ?? 0];
  if (!viewport?.studyUid || !stack || !frame) return null;
  const matrix = viewMatrix(imageSizeOf(frame), view, viewport.presentation.placement);
  const inverse = invertMatrix(matrix);
  return {
    studyUid: viewport.studyUid,
    stack,
    frame,
    toImage: (at) => applyMatrix(inverse, at),
    screenScale: Math.hypot(matrix.c, matrix.d),
  };
}

function chosenKind(desk: ReadingDesk): AnnotationKind | null {
  const { tool } = desk.settings.get();
  return annotationKinds.find((kind) => kind === tool) ?? null;
}

export function drawDown(desk: ReadingDesk, index: number, view: ViewSize, at: { x: number; y: number }): void {
  const place = placeOf(desk, index, view);
  const kind = chosenKind(desk);
  if (!place || !kind || desk.readOnly) return;
  const point = place.toImage(at);
  const draft = desk.draft.get();
  if (!draft || draft.viewport !== index || draft.kind !== kind) {
    desk.selected.set(null);
    if (pointsNeeded(kind) === 1) return finish(desk, index, place, kind, [point]);
    desk.draft.set({ viewport: index, studyUid: place.studyUid, kind, points: [point, point], floating: true });
    return;
  }
  if (kind === 'freehand') return;
  const placed = draft.floating ? [...draft.points.slice(0, -1), point] : [...draft.points, point];
  if (kind === 'polygon') {
    const [first] = placed;
    const nearFirst =
      first && placed.length > 3 && Math.hypot(first.x - point.x, first.y - point.y) * place.screenScale < 10;
    if (nearFirst) return finish(desk, index, place, kind, placed.slice(0, -1));
    desk.draft.set({ ...draft, points: [...placed, point], floating: true });
    return;
  }
  advance(desk, index, place, kind, placed);
}

/** After a point: the shape is complete, or the next point starts to follow the pointer. */
function advance(
  desk: ReadingDesk,
  index: number,
  place: Place,
  kind: AnnotationKind,
  points: AnnotationPoint[],
): void {
  const needed = pointsNeeded(kind);
  const last = points.at(-1);
  if (!last) return;
  // The short axis starts at right angles through the middle of the long one and is then moved by its handles.
  if (kind === 'bidirectional' && points.length === 2) {
    return finish(desk, index, place, kind, [...points, ...acrossTheMiddle(desk, place, points)]);
  }
  if (needed !== null && points.length >= needed) return finish(desk, index, place, kind, points);
  desk.draft.set({ viewport: index, studyUid: place.studyUid, kind, points: [...points, last], floating: true });
}

function acrossTheMiddle(desk: ReadingDesk, place: Place, [a, b]: AnnotationPoint[]): AnnotationPoint[] {
  const measured = desk.measured(place.frame);
  if (!a || !b || !measured) return [];
  const { perColumn, perRow } = scaleFor(measured.image, measured.plane, [a, b]);
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  // Perpendicular in millimetres, half as long, given back in pixels.
  const across = { x: (-(b.y - a.y) * perRow) / perColumn / 4, y: ((b.x - a.x) * perColumn) / perRow / 4 };
  return [
    { x: middle.x - across.x, y: middle.y - across.y },
    { x: middle.x + across.x, y: middle.y + across.y },
  ];
}

export function drawMove(
  desk: ReadingDesk,
  index: number,
  view: ViewSize,
  at: { x: number; y: number },
  pressed: boolean,
): void {
  const draft = desk.draft.get();
  if (!draft || draft.viewport !== index) return;
  const place = placeOf(desk, index, view);
  if (!place) return;
  const point = place.toImage(at);
  if (draft.kind === 'freehand') {
    const last = draft.points.at(-1);
    if (!pressed || !last || Math.hypot(last.x - point.x, last.y - point.y) * place.screenScale < 2) return;
    desk.draft.set({ ...draft, points: [...draft.points, point] });
    return;
  }
  desk.draft.set({ ...draft, points: [...draft.points.slice(0, -1), point] });
}

export function drawUp(
  desk: ReadingDesk,
  index: number,
  view: ViewSize,
  at: { x: number; y: number },
  moved: number,
): void {
  const draft = desk.draft.get();
  if (!draft || draft.viewport !== index) return;
  const place = placeOf(desk, index, view);
  if (!place) return;
  if (draft.kind === 'freehand') {
    desk.draft.set(null);
    if (draft.points.length >= 8) finish(desk, index, place, draft.kind, draft.points.slice(1));
    return;
  }
  if (moved < clickLimit || draft.kind === 'polygon') return;
  advance(desk, index, place, draft.kind, [...draft.points.slice(0, -1), place.toImage(at)]);
}

/** Ends a polygon; the two clicks of the double click lie on one spot and count once. */
export function drawDouble(desk: ReadingDesk, index: number): void {
  const draft = desk.draft.get();
  if (draft?.kind !== 'polygon') return;
  const points = draft.points.slice(0, -1).filter((point, at, all) => {
    const before = all[at - 1];
    return !before || Math.hypot(before.x - point.x, before.y - point.y) > 0.5;
  });
  const place = placeOf(desk, index, { width: 1, height: 1 });
  if (place && points.length >= 3) finish(desk, index, place, 'polygon', points);
  else desk.draft.set(null);
}

function finish(desk: ReadingDesk, index: number, place: Place, kind: AnnotationKind, points: AnnotationPoint[]): void {
  desk.draft.set(null);
  // A line of no length is a slip of the hand.
  const [first] = points;
  if (!first || (points.length > 1 && points.every((point) => Math.hypot(point.x - first.x, point.y - first.y) < 0.2)))
    return;
  const annotation: Annotation = {
    id: crypto.randomUUID(),
    kind,
    seriesUid: place.stack.seriesInstanceUid,
    sopInstanceUid: place.frame.sopInstanceUid,
    frame: place.frame.frame,
    points,
    text: '',
    label: null,
    quantities: [],
    madeAt: new Date().toISOString(),
  };
  desk.annotations.act(place.studyUid, { kind: 'add', annotation: withValues(desk, place.frame, annotation) });
  desk.selected.set({ studyUid: place.studyUid, id: annotation.id });
  desk.reading.dispatch({ kind: 'activate', viewport: index });
  if (kind === 'text' || kind === 'arrow') desk.writing.set({ studyUid: place.studyUid, id: annotation.id });
}

/** Values computed anew from the points and the pixels that are here; they are stored with the annotation. */
export function withValues(desk: ReadingDesk, frame: StackFrame, annotation: Annotation): Annotation {
  const measured = desk.measured(frame);
  if (!measured) return annotation;
  const quantities = measure(annotation, measured).filter(({ value }) => Number.isFinite(value));
  return { ...annotation, quantities };
}
