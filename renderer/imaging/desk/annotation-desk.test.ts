// Saving annotations: a moment after the last change, again until it succeeds, merged when another window was faster, never over what cannot be read.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Annotation, type AnnotationDocument, emptyAnnotations } from '../../../core/imaging/annotation/model.ts';
import type { ImagingSource } from '../source.ts';
import { AnnotationDesk } from './annotation-desk.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function made(id: string): Annotation {
  return {
    id,
    kind: 'probe',
    seriesUid: '1',
    sopInstanceUid: '2',
    frame: 1,
    points: [{ x: 1, y: 1 }],
    text: '',
    label: null,
    quantities: [],
    madeAt: '',
  };
}

/** A server with one study; `down` refuses everything. */
function server(doc: unknown = null, version = 0) {
  const held = { doc, version, down: false, saves: 0 };
  const nothing = () => Promise.reject(new Error('not asked for here'));
  const source: ImagingSource = {
    manifest: nothing,
    frame: nothing,
    async annotations() {
      if (held.down) throw new Error('down');
      return held.version === 0 ? [] : [{ authorId: 'me', author: 'Me', version: held.version, doc: held.doc }];
    },
    async saveAnnotations(_study, expectedVersion, sent) {
      if (held.down) throw new Error('down');
      if (expectedVersion !== held.version) throw Object.assign(new Error('conflict'), { code: 'VERSION_CONFLICT' });
      held.doc = structuredClone(sent);
      held.version += 1;
      held.saves += 1;
      return { version: held.version };
    },
  };
  return { held, source };
}

const ids = (doc: unknown) => (doc as AnnotationDocument).annotations.map(({ id }) => id).sort();

test('several strokes are one save', async () => {
  const { held, source } = server();
  const desk = new AnnotationDesk(source, 'me', false);
  await desk.load('s');
  for (const id of ['a', 'b', 'c']) desk.act('s', { kind: 'add', annotation: made(id) });
  await vi.advanceTimersByTimeAsync(1000);
  expect([held.saves, ids(held.doc), desk.of('s').state]).toEqual([1, ['a', 'b', 'c'], 'saved']);
});

test('a server that is away gets them when it is back; what is drawn meanwhile goes along', async () => {
  const { held, source } = server();
  const desk = new AnnotationDesk(source, 'me', false);
  await desk.load('s');
  held.down = true;
  desk.act('s', { kind: 'add', annotation: made('a') });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(desk.of('s').state).toBe('failed');
  desk.act('s', { kind: 'add', annotation: made('b') });
  held.down = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([ids(held.doc), desk.of('s').state]).toEqual([['a', 'b'], 'saved']);
});

test('drawn before the stored ones were there: both are kept', async () => {
  const { held, source } = server({ ...emptyAnnotations, annotations: [made('old')] }, 3);
  const desk = new AnnotationDesk(source, 'me', false);
  desk.act('s', { kind: 'add', annotation: made('new') });
  await vi.advanceTimersByTimeAsync(2000);
  expect(held.saves).toBe(0);
  await desk.load('s');
  await vi.advanceTimersByTimeAsync(2000);
  expect(ids(held.doc)).toEqual(['new', 'old']);
});

test('a server that is away when the case opens: what is drawn is saved when it is back', async () => {
  const { held, source } = server({ ...emptyAnnotations, annotations: [made('old')] }, 3);
  const desk = new AnnotationDesk(source, 'me', false);
  held.down = true;
  await desk.load('s');
  desk.act('s', { kind: 'add', annotation: made('new') });
  await vi.advanceTimersByTimeAsync(5000);
  held.down = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([ids(held.doc), desk.of('s').state]).toEqual([['new', 'old'], 'saved']);
});

test('two windows of one reader lose nothing', async () => {
  const { held, source } = server();
  const one = new AnnotationDesk(source, 'me', false);
  const two = new AnnotationDesk(source, 'me', false);
  await Promise.all([one.load('s'), two.load('s')]);
  one.act('s', { kind: 'add', annotation: made('one') });
  await vi.advanceTimersByTimeAsync(2000);
  two.act('s', { kind: 'add', annotation: made('two') });
  await vi.advanceTimersByTimeAsync(5000);
  expect([ids(held.doc), two.of('s').state]).toEqual([['one', 'two'], 'saved']);
});

test('what another version wrote is not overwritten', async () => {
  const { held, source } = server({ schema: 2, things: [] }, 5);
  const desk = new AnnotationDesk(source, 'me', false);
  await desk.load('s');
  desk.act('s', { kind: 'add', annotation: made('a') });
  await vi.advanceTimersByTimeAsync(60_000);
  expect([held.version, held.doc]).toEqual([5, { schema: 2, things: [] }]);
});

test('closing saves at once; who only looks saves nothing', async () => {
  const { held, source } = server();
  const desk = new AnnotationDesk(source, 'me', false);
  await desk.load('s');
  desk.act('s', { kind: 'add', annotation: made('a') });
  desk.close();
  await vi.advanceTimersByTimeAsync(10);
  expect(ids(held.doc)).toEqual(['a']);
  const looking = new AnnotationDesk(source, 'other', true);
  await looking.load('s');
  looking.act('s', { kind: 'add', annotation: made('b') });
  await vi.advanceTimersByTimeAsync(5000);
  expect([held.saves, looking.of('s').others.length]).toEqual([1, 1]);
});
