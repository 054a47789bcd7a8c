// When a picture is drawn: the first that is asked for in an animation frame at once, of those that follow the last one, in the next frame.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DisplayPipeline } from '../../../core/imaging/descriptor.ts';
import type { Samples } from '../../../core/imaging/pixels/samples.ts';
import { stackOf } from '../../../core/imaging/reading/state.ts';
import { PlainImageData } from '../../../test/support/image-data.ts';
import { madeStudy } from '../../../test/support/study-manifests.ts';
import { ReadingDesk, wantedFrame } from '../desk/desk.ts';
import type { FrameAddress, ImagingSource } from '../source.ts';
import { frameKey } from './frame-store.ts';
import { middleOf, type Painted, Painter } from './painter.ts';

/** All pixels of a frame have its place in the stack as their grey. */
const places = new Map<string, number>();
const samplesOf = (address: FrameAddress): Samples => ({
  kind: 'rgb8',
  width: 8,
  height: 8,
  data: new Uint8Array(8 * 8 * 3).fill(places.get(frameKey(address)) ?? 255),
});
const source: ImagingSource = {
  manifest: async (uid) => madeStudy(uid, [{ count: 6, image: { rows: 8, columns: 8 } }], { revision: 1 }),
  annotations: async () => [],
  saveAnnotations: async (_studyUid, version) => ({ version: version + 1 }),
  frame: async (address) => samplesOf(address),
};

let waiting: (() => void)[] = [];
const nextFrame = () => {
  for (const callback of waiting.splice(0)) callback();
};
beforeEach(() => {
  waiting = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => waiting.push(callback));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  vi.stubGlobal('devicePixelRatio', 1);
  vi.stubGlobal('ImageData', PlainImageData);
});
afterEach(() => vi.unstubAllGlobals());

test('the first request of a frame is drawn in it; of the others only the last, in the next', async () => {
  const drawn: number[] = [];
  const canvas = {
    ...{ width: 0, height: 0, style: {}, dataset: {} },
    getContext: () => ({ putImageData: ({ data }: { data: Uint8ClampedArray }) => drawn.push(data[0] ?? -1) }),
  };
  const desk = new ReadingDesk(source, 'reader', true);
  desk.open([{ studyUid: '11', role: 'current' }]);
  const stack = await vi.waitUntil(() => {
    const state = desk.reading.current();
    return state.viewports[0] && stackOf(state, state.viewports[0]);
  });
  const presentation = desk.reading.current().viewports[0]?.presentation;
  if (!presentation) throw new Error('nothing is in view');
  const frames = stack.frames;
  for (const [place, frame] of frames.entries()) places.set(frameKey(frame), place);
  const wanted = frames.map((frame) => wantedFrame('11', stack, frame));
  desk.frames.demand('test', { kind: 'single', frames: wanted });
  await vi.waitUntil(() => {
    nextFrame();
    return wanted.every((frame) => desk.frames.get(frameKey(frame)));
  });
  nextFrame();

  // The painter uses no more of a canvas than what stands above.
  const painter = new Painter(canvas as unknown as HTMLCanvasElement, desk.frames, () => undefined);
  const ask = (place: number) => {
    const frame = frames[place];
    if (!frame) throw new Error('no such frame');
    const view = { width: 100, height: 100 };
    painter.ask({ stackId: stack.id, frame, presentation, view, overlays: false, shutter: false });
  };
  ask(0);
  expect(drawn).toEqual([0]);
  ask(1);
  ask(2);
  expect(drawn).toEqual([0]);
  nextFrame();
  expect(drawn).toEqual([0, 2]);
  // Nothing was asked for since: nothing is drawn, and the next request stands in its own frame again.
  nextFrame();
  ask(3);
  expect(drawn).toEqual([0, 2, 3]);
  painter.close();
  desk.close();
});

test('the next of the object’s own tables is drawn, though it is as large as the one before', async () => {
  const drawn: number[] = [];
  const canvas = {
    ...{ width: 0, height: 0, style: {}, dataset: {} },
    getContext: () => ({ putImageData: ({ data }: { data: Uint8ClampedArray }) => drawn.push(data[0] ?? -1) }),
  };
  const lut = (grey: number) => ({
    firstMapped: 0,
    bitsPerEntry: 8,
    data: btoa(String.fromCharCode(grey, 0)),
    explanation: '',
  });
  const display: DisplayPipeline = {
    ...{
      slope: 1,
      intercept: 0,
      rescaleType: '',
      modalityLut: null,
      windows: [],
      voiFunction: 'linear',
      inverted: false,
    },
    voiLuts: [lut(30), lut(200)],
  };
  const grey: ImagingSource = {
    ...source,
    manifest: async (uid) => madeStudy(uid, [{ count: 1, image: { rows: 8, columns: 8, display } }], { revision: 1 }),
    frame: async () => ({ kind: 'u8', width: 8, height: 8, data: new Uint8Array(64) }),
  };
  const desk = new ReadingDesk(grey, 'reader', true);
  desk.open([{ studyUid: '12', role: 'current' }]);
  const stack = await vi.waitUntil(() => {
    const state = desk.reading.current();
    return state.viewports[0] && stackOf(state, state.viewports[0]);
  });
  const [frame] = stack.frames;
  const presentation = desk.reading.current().viewports[0]?.presentation;
  if (!frame || !presentation) throw new Error('nothing is in view');
  const wanted = wantedFrame('12', stack, frame);
  desk.frames.demand('test', { kind: 'single', frames: [wanted] });
  await vi.waitUntil(() => {
    nextFrame();
    return desk.frames.get(frameKey(wanted));
  });
  const painter = new Painter(canvas as unknown as HTMLCanvasElement, desk.frames, () => undefined);
  for (const ownWindow of [0, 1, 1]) {
    const view = { width: 100, height: 100 };
    const request = { presentation: { ...presentation, ownWindow }, view, overlays: false, shutter: false };
    painter.ask({ stackId: stack.id, frame, ...request });
    nextFrame();
  }
  expect(drawn).toEqual([30, 200]);
  painter.close();
  desk.close();
});

test('a series without windows: its middle image sets the one for all, not the empty slice that was seen first', async () => {
  const canvas = {
    ...{ width: 0, height: 0, style: {}, dataset: {} },
    getContext: () => ({ putImageData: () => undefined }),
  };
  // Empty slices at both ends of a body.
  const brightest = (place: number | undefined) => (place === 3 ? 1000 : 1);
  const empty: ImagingSource = {
    ...source,
    manifest: async (uid) => madeStudy(uid, [{ modality: 'MR', count: 6, image: { rows: 8, columns: 8 } }]),
    frame: async (address) => {
      const data = new Uint16Array(64);
      data[0] = brightest(places.get(frameKey(address)));
      return { kind: 'u16', width: 8, height: 8, data };
    },
  };
  const desk = new ReadingDesk(empty, 'reader', true);
  desk.open([{ studyUid: '13', role: 'current' }]);
  const stack = await vi.waitUntil(() => {
    const state = desk.reading.current();
    return state.viewports[0] && stackOf(state, state.viewports[0]);
  });
  const { frames } = stack;
  const [first] = frames;
  const middle = middleOf(stack);
  const presentation = desk.reading.current().viewports[0]?.presentation;
  if (!first || !middle || !presentation) throw new Error('nothing is in view');
  for (const [place, frame] of frames.entries()) places.set(frameKey(frame), place);
  const load = async (frame: typeof first) => {
    desk.frames.demand('test', { kind: 'single', frames: [wantedFrame('13', stack, frame)] });
    await vi.waitUntil(() => {
      nextFrame();
      return desk.frames.get(frameKey(frame));
    });
  };
  const widths: number[] = [];
  const painter = new Painter(canvas as unknown as HTMLCanvasElement, desk.frames, ({ voi }: Painted) => {
    if (voi?.kind === 'window' && voi.window.width !== widths.at(-1)) widths.push(voi.window.width);
  });
  const ask = (frame: typeof first) => {
    const view = { width: 100, height: 100 };
    painter.ask({ stackId: stack.id, frame, middle, presentation, view, overlays: false, shutter: false });
    nextFrame();
  };
  await load(first);
  ask(first);
  await load(middle);
  nextFrame();
  ask(first);
  expect(widths).toEqual([2, 1001]);
  painter.close();
  desk.close();
});
