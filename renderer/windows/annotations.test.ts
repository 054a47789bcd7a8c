// One set of annotations on three windows: what is drawn in one stands in all, is stored once, and conflicts with nobody.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Annotation, type AnnotationDocument, emptyAnnotations } from '../../core/imaging/annotation/model.ts';
import { AnnotationDesk } from '../imaging/desk/annotation-desk.ts';
import type { ImagingSource } from '../imaging/source.ts';
import { AnnotationShare } from './annotation-share.ts';
import type { AnnotationsTold } from './case-on-desk.ts';
import { type AnnotationLink, MirroredAnnotations } from './mirrored-annotations.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const made = (id: string, x = 1): Annotation => ({
  id,
  kind: 'probe',
  seriesUid: '1',
  sopInstanceUid: '2',
  frame: 1,
  points: [{ x, y: 1 }],
  text: '',
  label: null,
  quantities: [],
  madeAt: '',
});

function server() {
  const held = { doc: { ...emptyAnnotations, annotations: [made('old')] } as unknown, version: 1, refused: 0 };
  const nothing = () => Promise.reject(new Error('not asked for here'));
  const source: ImagingSource = {
    manifest: nothing,
    frame: nothing,
    async annotations() {
      return [{ authorId: 'me', author: 'Me', version: held.version, doc: held.doc }];
    },
    async saveAnnotations(_study, expectedVersion, sent) {
      if (expectedVersion !== held.version) {
        held.refused += 1;
        throw Object.assign(new Error('conflict'), { code: 'VERSION_CONFLICT' });
      }
      held.doc = structuredClone(sent);
      held.version += 1;
      return { version: held.version };
    },
  };
  return { held, source };
}

/** A main window and image windows; every word takes a moment. */
async function desk(count: number) {
  const { held, source } = server();
  const listeners = new Set<(told: AnnotationsTold) => void>();
  const later = (say: () => void) => void setTimeout(say, 5);
  const share = new AnnotationShare((told) => {
    const copy = structuredClone(told);
    later(() => {
      for (const listener of listeners) listener(copy);
    });
  });
  const main = new AnnotationDesk(source, 'me', false);
  share.attach(main);
  await main.load('s');
  const windows = Array.from({ length: count }, (_, index) => {
    const by = `w${index}`;
    const link: AnnotationLink = {
      by,
      want: (studyUid) => later(() => share.say(studyUid)),
      act: (studyUid, number, act) => later(() => share.act({ studyUid, by, number, act: structuredClone(act) })),
      listen(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    return new MirroredAnnotations(source, 'me', link);
  });
  for (const window of windows) await window.load('s');
  await vi.advanceTimersByTimeAsync(50);
  return { held, source, share, main, windows };
}

const ids = (annotations: AnnotationDesk) => annotations.of('s').history.now.annotations.map(({ id }) => id);
const stored = (doc: unknown) => (doc as AnnotationDocument).annotations.map(({ id }) => id);

test('drawn in any window, seen there at once and in all a moment later, stored without a conflict', async () => {
  const { held, main, windows } = await desk(2);
  const [one, two] = windows;
  if (!one || !two) throw new Error('two windows');
  one.act('s', { kind: 'add', annotation: made('a') });
  main.act('s', { kind: 'add', annotation: made('b') });
  two.act('s', { kind: 'add', annotation: made('c') });
  expect([ids(one), ids(two)]).toEqual([
    ['old', 'a'],
    ['old', 'c'],
  ]);
  await vi.advanceTimersByTimeAsync(3000);
  const all = ['old', 'b', 'a', 'c'];
  for (const window of [main, one, two]) expect(ids(window)).toEqual(all);
  expect([stored(held.doc), held.refused, one.of('s').state]).toEqual([all, 0, 'saved']);
});

test('a mark that is moved keeps its new place while the answer is on its way', async () => {
  const { main, windows } = await desk(1);
  const [one] = windows;
  one?.act('s', { kind: 'replace', annotation: made('old', 40) });
  one?.act('s', { kind: 'replace', annotation: made('old', 41) });
  main.act('s', { kind: 'add', annotation: made('b') });
  for (let waited = 0; waited < 12; waited += 1) {
    await vi.advanceTimersByTimeAsync(1);
    expect(one?.of('s').history.now.annotations[0]?.points[0]?.x).toBe(41);
  }
  expect(main.of('s').history.now.annotations[0]?.points[0]?.x).toBe(41);
});

test('undo in one window takes back the last stroke, wherever it was made', async () => {
  const { main, windows } = await desk(1);
  const [one] = windows;
  main.act('s', { kind: 'add', annotation: made('a') });
  await vi.advanceTimersByTimeAsync(20);
  one?.act('s', { kind: 'undo' });
  await vi.advanceTimersByTimeAsync(20);
  expect([ids(main), one && ids(one)]).toEqual([['old'], ['old']]);
  one?.act('s', { kind: 'redo' });
  await vi.advanceTimersByTimeAsync(20);
  expect(one && ids(one)).toEqual(['old', 'a']);
});

test('drawn while the main room is hung anew: it waits for the new room; said twice it is done once', async () => {
  const { held, source, share, main } = await desk(0);
  share.detach();
  main.close();
  const add = { studyUid: 's', by: 'w', number: 1, act: { kind: 'add' as const, annotation: made('a') } };
  share.act(add);
  const again = new AnnotationDesk(source, 'me', false);
  share.attach(again);
  share.act(add);
  await again.load('s');
  await vi.advanceTimersByTimeAsync(2000);
  expect([stored(held.doc), held.refused]).toEqual([['old', 'a'], 0]);
});
