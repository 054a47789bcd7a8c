// The frame store against a source that a test holds in its hands: order, aborting, budget, failures, streams cut short.
import { expect, test } from 'vitest';
import type { Samples } from '../../../core/imaging/pixels/samples.ts';
import type { FrameAddress, ImagingSource } from '../source.ts';
import { type Demand, FrameStore, frameKey, type WantedFrame } from './frame-store.ts';

const samples: Samples = { kind: 'u8', width: 10, height: 10, data: new Uint8Array(100).fill(7) };

function series(name: string, count: number): WantedFrame[] {
  return Array.from({ length: count }, (_, index) => ({
    studyUid: '1',
    seriesUid: name,
    sopInstanceUid: `${name}.${index}`,
    frame: 1,
    padding: null,
  }));
}
const stack = (frames: WantedFrame[], index: number): Demand => ({
  kind: 'stack',
  frames,
  place: { frames: frames.length, index, direction: 0 },
});
const turns = async (count = 40) => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
};

interface Asked {
  address: FrameAddress;
  signal: AbortSignal;
  answer: (samples: Samples) => void;
  fail: (error: Error) => void;
}

function heldSource(): { source: ImagingSource; asked: Asked[] } {
  const asked: Asked[] = [];
  const nothing = () => Promise.reject(new Error('not asked for here'));
  const source: ImagingSource = {
    manifest: nothing,
    annotations: nothing,
    saveAnnotations: nothing,
    frame: (address, signal) => new Promise((answer, fail) => asked.push({ address, signal, answer, fail })),
  };
  return { source, asked };
}

test('what is seen is asked for first, then its neighbours; each frame once', async () => {
  const { source, asked } = heldSource();
  const store = new FrameStore(source, 1e6);
  store.demand('viewport 0', stack(series('a', 30), 10));
  await turns();
  const places = () => asked.map(({ address }) => address.sopInstanceUid);
  expect(places()).toEqual(['a.10']);
  asked[0]?.answer(samples);
  await turns();
  expect(places()).toEqual(['a.10', 'a.11', 'a.9', 'a.12', 'a.8']);
  for (let at = 0; at < asked.length; at += 1) {
    asked[at]?.answer(samples);
    await turns();
  }
  expect(asked).toHaveLength(30);
  expect(new Set(asked.map(({ address }) => frameKey(address))).size).toBe(30);
});

test('nothing is fetched ahead before the first picture is drawn', async () => {
  const { source, asked } = heldSource();
  const drawn: (() => void)[] = [];
  const store = new FrameStore(source, 1e6, (act) => drawn.push(act));
  store.demand('viewport 0', stack(series('a', 30), 10));
  store.demand('viewport 1', stack(series('b', 30), 3));
  await turns();
  asked[0]?.answer(samples);
  await turns();
  expect([asked.length, drawn.length]).toEqual([2, 0]);
  asked[1]?.fail(new Error('503'));
  await turns();
  expect([asked.length, drawn.length]).toEqual([2, 1]);
  drawn[0]?.();
  await turns();
  expect([asked.length, drawn.length]).toEqual([6, 1]);
});

test('a frame that comes into view does not wait for those under way', async () => {
  const { source, asked } = heldSource();
  const store = new FrameStore(source, 1e6);
  const frames = series('a', 200);
  store.demand('viewport 0', stack(frames, 0));
  await turns();
  store.demand('viewport 0', stack(frames, 150));
  await turns();
  expect(asked.at(-1)?.address.sopInstanceUid).toBe('a.150');
});

test('turning to another series aborts what nobody needs any more, and its late answer is not kept', async () => {
  const { source, asked } = heldSource();
  const store = new FrameStore(source, 1e6);
  store.demand('viewport 0', stack(series('a', 30), 0));
  await turns();
  asked[0]?.answer(samples);
  await turns();
  const before = asked.slice(1);
  store.demand('viewport 0', stack(series('b', 30), 0));
  await turns();
  expect(before.every(({ signal }) => signal.aborted)).toBe(true);
  before[0]?.answer(samples);
  await turns();
  expect(before[0]?.address.sopInstanceUid).toBe('a.1');
  expect(store.get('a.1/1')).toBeUndefined();
  expect(asked.slice(5, 7).map(({ address }) => address.seriesUid)).toEqual(['b', 'b']);
});

test('the budget holds: the farthest frames go, the one in view stays, and nothing is fetched to be thrown away', async () => {
  const { source, asked } = heldSource();
  const store = new FrameStore(source, 1000);
  const frames = series('a', 40);
  store.demand('viewport 0', stack(frames, 20));
  await turns();
  for (let at = 0; at < asked.length && at < 100; at += 1) {
    asked[at]?.answer({ ...samples, data: new Uint8Array(100) });
    await turns();
  }
  expect(store.heldBytes).toBeLessThanOrEqual(1000);
  expect(store.get('a.20/1')).toBeDefined();
  expect(asked.length).toBeLessThan(20);
  store.demand('viewport 0', stack(frames, 0));
  await turns();
  asked.at(-1)?.answer(samples);
  for (let at = 0; at < asked.length && at < 100; at += 1) {
    asked[at]?.answer({ ...samples, data: new Uint8Array(100) });
    await turns();
  }
  expect(store.get('a.0/1')).toBeDefined();
  expect(store.heldBytes).toBeLessThanOrEqual(1000);
});

test('a failure says why, is told, and does not stop the others', async () => {
  const { source, asked } = heldSource();
  const store = new FrameStore(source, 1e6);
  const told: string[] = [];
  store.subscribe((key) => told.push(key));
  store.demand('viewport 0', stack(series('a', 3), 0));
  await turns();
  asked[0]?.fail(new Error('NOT_RENDERABLE codec'));
  await turns();
  asked[1]?.answer(samples);
  await turns();
  expect([store.failure('a.0/1'), told.sort()]).toEqual(['NOT_RENDERABLE codec', ['a.0/1', 'a.1/1']]);
  store.close();
});

test('a stream that ends early: the rest is asked for one by one', async () => {
  const { source, asked } = heldSource();
  const streamed: string[][] = [];
  const store = new FrameStore(
    {
      ...source,
      async stream(frames, _signal, onFrame) {
        streamed.push(frames.map(({ sopInstanceUid }) => sopInstanceUid));
        for (const frame of frames.slice(0, 2)) onFrame(frame, samples);
      },
    },
    1e6,
  );
  store.demand('viewport 0', stack(series('a', 6), 0));
  await turns();
  asked[0]?.answer(samples);
  await turns();
  expect(streamed[0]).toEqual(['a.1', 'a.2', 'a.3', 'a.4', 'a.5']);
  for (let at = 0; at < asked.length; at += 1) {
    asked[at]?.answer(samples);
    await turns();
  }
  expect(series('a', 6).filter((frame) => store.get(frameKey(frame)))).toHaveLength(6);
});
