// What is told of a stack while its frames come: now, at ticks, and at once at the end.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Samples } from '../../../core/imaging/pixels/samples.ts';
import type { ImagingSource } from '../source.ts';
import { FrameStore } from './frame-store.ts';
import { watchLoaded } from './watch-loaded.ts';

const samples: Samples = { kind: 'u8', width: 2, height: 2, data: new Uint8Array(4) };
const frames = ['1', '2', '3'].map((sopInstanceUid) => ({
  studyUid: 's',
  seriesUid: 's',
  sopInstanceUid,
  frame: 1,
  padding: null,
}));

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('many frames are told as one; the last one at once', async () => {
  const answers: (() => void)[] = [];
  const nothing = () => Promise.reject(new Error('not asked for here'));
  const source: ImagingSource = {
    manifest: nothing,
    annotations: nothing,
    saveAnnotations: nothing,
    frame: () => new Promise((resolve) => answers.push(() => resolve(samples))),
  };
  const store = new FrameStore(source, 1e6);
  const told: number[] = [];
  const end = watchLoaded(store, frames, (missing) => told.push(missing.size));
  store.demand('viewport', { kind: 'single', frames });
  await vi.advanceTimersByTimeAsync(1);
  answers[0]?.();
  answers[1]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual([3]);
  await vi.advanceTimersByTimeAsync(500);
  expect(told).toEqual([3, 1]);
  answers[2]?.();
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual([3, 1, 0]);
  end();
  store.close();
});
