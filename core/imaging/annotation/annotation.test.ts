// Annotations: undo and redo give back exactly what was, two windows of one reader lose nothing, the document survives its own JSON.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AnnotationAct, annotate, startHistory } from './history.ts';
import { mergeAnnotations } from './merge.ts';
import { type Annotation, AnnotationDocument, annotationKinds, emptyAnnotations, pointsNeeded } from './model.ts';

function made(id: string, x = 1): Annotation {
  return {
    id,
    kind: 'length',
    seriesUid: '1.2',
    sopInstanceUid: '1.2.3',
    frame: 1,
    points: [
      { x, y: 2 },
      { x: 30.25, y: 40.125 },
    ],
    text: '',
    label: null,
    quantities: [{ name: 'length', value: 12.5, unit: 'mm' }],
    madeAt: '2026-11-21T08:00:00.000Z',
  };
}

const id = fc.constantFrom('a', 'b', 'c', 'd');
const act: fc.Arbitrary<AnnotationAct> = fc.oneof(
  id.map((name): AnnotationAct => ({ kind: 'remove', id: name })),
  fc.tuple(id, fc.integer()).map(([name, x]): AnnotationAct => ({ kind: 'replace', annotation: made(name, x) })),
  fc.uuid().map((name): AnnotationAct => ({ kind: 'add', annotation: made(name) })),
  fc.constant<AnnotationAct>({ kind: 'clear' }),
);

test('undoing all and redoing all gives back both ends', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const start = startHistory({ ...emptyAnnotations, annotations: ['a', 'b', 'c', 'd'].map((name) => made(name)) });
      const done = acts.reduce(annotate, start);
      const times = Array.from({ length: acts.length });
      const undone = times.reduce<typeof done>((history) => annotate(history, { kind: 'undo' }), done);
      expect(undone.now).toEqual(start.now);
      expect(times.reduce<typeof done>((history) => annotate(history, { kind: 'redo' }), undone).now).toEqual(done.now);
    }),
  );
});

test('clearing all is one step, and one step back', () => {
  const start = startHistory({ ...emptyAnnotations, annotations: [made('a'), made('b')] });
  const cleared = annotate(start, { kind: 'clear' });
  expect(cleared.now.annotations).toEqual([]);
  expect(annotate(cleared, { kind: 'undo' }).now.annotations).toHaveLength(2);
});

test('a mark is one per frame and can be taken back', () => {
  const mark = { seriesUid: '1', sopInstanceUid: '2', frame: 1, window: null, invert: false, caption: 'x', madeAt: '' };
  const twice = [mark, { ...mark, caption: 'y' }].reduce(
    (history, one) => annotate(history, { kind: 'mark', mark: one }),
    startHistory(emptyAnnotations),
  );
  expect(twice.now.keyMarks).toEqual([{ ...mark, caption: 'y' }]);
  expect(annotate(twice, { kind: 'unmark', sopInstanceUid: '2', frame: 1 }).now.keyMarks).toEqual([]);
});

test('two windows: additions of both, removals of both, the last hand on what both changed', () => {
  const base = { ...emptyAnnotations, annotations: [made('a'), made('b'), made('c'), made('e')] };
  const mine = { ...base, annotations: [made('a', 9), made('b'), made('e'), made('new-here')] };
  const theirs = { ...base, annotations: [made('a', 5), made('c'), made('e', 7), made('new-there')] };
  const merged = new Map(mergeAnnotations(base, mine, theirs).annotations.map((one) => [one.id, one.points[0]?.x]));
  expect(Object.fromEntries(merged)).toEqual({ a: 9, e: 7, 'new-here': 1, 'new-there': 1 });
});

test('without changes here, theirs; without changes there, mine', () => {
  const base = { ...emptyAnnotations, annotations: [made('a'), made('b')] };
  const other = { ...emptyAnnotations, annotations: [made('b', 4), made('x')] };
  const ids = (document: AnnotationDocument) => document.annotations.map((one) => one.id).sort();
  expect(ids(mergeAnnotations(base, base, other))).toEqual(ids(other));
  expect(ids(mergeAnnotations(base, other, base))).toEqual(ids(other));
});

test('a thousand annotations of all kinds come through JSON unchanged to the last digit', () => {
  const point = fc.record({
    x: fc.double({ noNaN: true, noDefaultInfinity: true }),
    y: fc.double({ noNaN: true, noDefaultInfinity: true }),
  });
  for (const kind of annotationKinds) {
    const needed = pointsNeeded(kind);
    const points = fc.array(point, { minLength: needed ?? 3, maxLength: needed ?? 40 });
    fc.assert(
      fc.property(points, fc.string(), (drawn, text) => {
        const document = { ...emptyAnnotations, annotations: [{ ...made('a'), kind, points: drawn, text }] };
        const normal = JSON.parse(JSON.stringify(document));
        expect(AnnotationDocument.parse(normal)).toEqual(normal);
        for (const [index, one] of drawn.entries()) {
          expect(normal.annotations[0].points[index].x).toBe(one.x + 0);
          expect(normal.annotations[0].points[index].y).toBe(one.y + 0);
        }
      }),
      { numRuns: 77 },
    );
  }
});
