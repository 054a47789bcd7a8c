// The whole loader of a reading room, desk, frame store and painters, under 10,000 random events: answers late, lost, failed, cut short or out
// of order never change the patient or the image in view, and what stands on a canvas is always the frame that its viewport names.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StudyManifest } from '../../../core/imaging/descriptor.ts';
import type { Samples } from '../../../core/imaging/pixels/samples.ts';
import { stackOf } from '../../../core/imaging/reading/state.ts';
import { PlainImageData } from '../../../test/support/image-data.ts';
import { madeStudy } from '../../../test/support/study-manifests.ts';
import { frameKey, type WantedFrame } from '../pixels/frame-store.ts';
import { Painter } from '../pixels/painter.ts';
import type { FrameAddress, ImagingSource } from '../source.ts';
import { ReadingDesk, wantedFrame } from './desk.ts';

const events = 10_000;
const uids = ['11', '12', '13', '14', '15'];

/** A repeatable source of chance (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Each frame has a colour of its own: what is drawn tells whose it is. */
function colourOf(key: string): number {
  let hash = 0x811c9dc5;
  for (const letter of key) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash & 0xffffff;
}
function samplesOf(address: FrameAddress): Samples {
  const colour = colourOf(frameKey(address));
  const pixel = [colour & 255, (colour >> 8) & 255, colour >> 16];
  return { kind: 'rgb8', width: 8, height: 8, data: new Uint8Array(8 * 8 * 3).map((_, at) => pixel[at % 3] ?? 0) };
}

/** What a painter needs of a canvas. */
function canvasOf() {
  const screen = { colour: -1 };
  const canvas = {
    width: 0,
    height: 0,
    style: { visibility: 'hidden' },
    dataset: {} as Record<string, string>,
    getContext: () => ({
      putImageData: ({ data }: { data: Uint8ClampedArray }) => {
        screen.colour = (data[0] ?? 0) | ((data[1] ?? 0) << 8) | ((data[2] ?? 0) << 16);
      },
    }),
  };
  return { canvas, screen };
}

let callbacks = new Map<number, () => void>();
beforeEach(() => {
  let last = 0;
  callbacks = new Map();
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
    last += 1;
    callbacks.set(last, callback);
    return last;
  });
  vi.stubGlobal('cancelAnimationFrame', (id: number) => callbacks.delete(id));
  vi.stubGlobal('devicePixelRatio', 1);
  vi.stubGlobal('ImageData', PlainImageData);
});
afterEach(() => vi.unstubAllGlobals());

interface Pending {
  /** Does what the network might do next; false when nothing more can come of it. */
  happen(): boolean;
}

/** A source in the hands of chance. */
function wildSource(random: () => number): { source: ImagingSource; pending: Pending[] } {
  const pending: Pending[] = [];
  const grown = new Map(uids.map((uid) => [uid, 4]));
  function manifestNow(uid: string): StudyManifest {
    // Objects only come; revisions may arrive in any order.
    const count = (grown.get(uid) ?? 4) + (random() < 0.3 ? 1 : 0);
    grown.set(uid, Math.min(count, 30));
    const image = { rows: 8, columns: 8 };
    return madeStudy(
      uid,
      [
        { count, image },
        { count: 3, description: 'CHEST', image },
      ],
      { revision: count },
    );
  }
  const source: ImagingSource = {
    manifest: (uid) =>
      new Promise((resolve, reject) => {
        const answer = manifestNow(uid);
        pending.push({
          happen() {
            if (random() < 0.1) reject(new Error('cut'));
            else resolve(answer);
            return false;
          },
        });
      }),
    annotations: async () => [],
    saveAnnotations: async (_studyUid, version) => ({ version: version + 1 }),
    frame: (address, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => random() < 0.5 && reject(new Error('aborted')));
        pending.push({
          happen() {
            // After it was given up, too: a network does not know.
            if (random() < 0.15) reject(new Error('503'));
            else resolve(samplesOf(address));
            return false;
          },
        });
      }),
    stream: (frames, _signal, onFrame) =>
      new Promise((resolve, reject) => {
        const left = [...frames];
        pending.push({
          happen() {
            const chosen = random();
            if (chosen < 0.04) reject(new Error('the line was cut'));
            else if (chosen < 0.1) resolve();
            else {
              const [next] = left.splice(Math.floor(random() * left.length), 1);
              if (next) onFrame(next, random() < 0.03 ? new Error('NOT_RENDERABLE') : samplesOf(next));
              if (left.length > 0) return true;
              resolve();
            }
            return false;
          },
        });
      }),
  };
  return { source, pending };
}

test(`${events} events: what loads in the background never changes the patient or the image in view`, async () => {
  const random = chance(20261121);
  const number = (limit: number) => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]): Item => items[number(items.length)] as Item;
  const { source, pending } = wildSource(random);
  const desk = new ReadingDesk(source, 'reader', true);
  const cells = Array.from({ length: 4 }, () => {
    const { canvas, screen } = canvasOf();
    // The painter uses no more of a canvas than what stands above.
    const painter = new Painter(canvas as unknown as HTMLCanvasElement, desk.frames, () => undefined);
    return { canvas, screen, painter };
  });
  const lists = new WeakMap<object, WantedFrame[]>();
  const framesInView = () => {
    const state = desk.reading.current();
    return state.viewports.map((viewport) => {
      const stack = stackOf(state, viewport);
      const frame = stack?.frames[viewport.index];
      return stack && frame && viewport.studyUid ? { studyUid: viewport.studyUid, stack, frame } : null;
    });
  };
  const names = () => framesInView().map((shown) => (shown ? `${shown.studyUid} ${frameKey(shown.frame)}` : null));
  /** As a viewport does when it is drawn. */
  function render(): void {
    const state = desk.reading.current();
    const shown = framesInView();
    for (const [index, { painter }] of cells.entries()) {
      const here = shown[index];
      const viewport = state.viewports[index];
      if (!here || !viewport) {
        painter.ask(null);
        desk.frames.demand(`viewport ${index}`, null);
        continue;
      }
      const { stack, frame, studyUid } = here;
      painter.ask({
        stackId: stack.id,
        frame,
        presentation: viewport.presentation,
        view: { width: 400, height: 400 },
        overlays: true,
        shutter: true,
      });
      const frames = lists.get(stack) ?? stack.frames.map((one) => wantedFrame(studyUid, stack, one));
      lists.set(stack, frames);
      const place = { frames: frames.length, index: viewport.index, direction: 0 as const };
      desk.frames.demand(`viewport ${index}`, { kind: 'stack', frames, place });
    }
  }
  function act(): void {
    const viewport = number(4);
    const { studies } = desk.reading.current();
    const study = studies.length > 0 ? pick(studies) : null;
    pick<() => void>([
      () => desk.open([{ studyUid: pick(uids), role: 'current' }]),
      () => {
        const [studyUid = '', prior = ''] = [pick(uids), pick(uids)];
        const before = prior === studyUid ? [] : [{ studyUid: prior, role: 'prior' as const }];
        desk.open([{ studyUid, role: 'current' }, ...before]);
      },
      () => desk.reading.dispatch({ kind: 'scroll', viewport, by: number(5) - 2 }),
      () => desk.reading.dispatch({ kind: 'go', viewport, to: number(12) }),
      () => desk.reading.dispatch({ kind: 'layout', rows: 1 + number(2), columns: 1 + number(2) }),
      () => {
        if (study)
          desk.reading.dispatch({ kind: 'show', viewport, studyUid: study.uid, stackId: pick(study.stacks).id });
      },
    ])();
  }
  const settle = async () => {
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  };

  let pictures = 0;
  let backgrounds = 0;
  for (let step = 0; step < events; step += 1) {
    const byReader = random() < 0.15;
    const before = names();
    const wanted = desk.reading.current().wanted;
    if (byReader) act();
    else {
      backgrounds += 1;
      const at = number(pending.length);
      // News of any study, asked for or not.
      if (pending.length === 0 || random() < 0.05) desk.load(pick(uids));
      else if (!pending[at]?.happen()) pending.splice(at, 1);
    }
    await settle();
    const where = `step ${step}`;
    if (!byReader) {
      if (desk.reading.current().wanted !== wanted) throw new Error(`${where}: another case was asked for`);
      const after = names();
      for (const [index, name] of before.entries()) {
        if (name !== null && after[index] !== name) {
          throw new Error(`${where}: viewport ${index} showed ${name} and now ${after[index]}`);
        }
      }
    }
    render();
    await settle();
    // A frame of the screen: before it some answers more may come, after it the canvas tells the truth.
    const due = [...callbacks.values()];
    callbacks.clear();
    for (const callback of due) callback();
    for (const [index, shown] of framesInView().entries()) {
      const cell = cells[index];
      if (cell?.canvas.style.visibility !== 'visible') continue;
      const key = shown ? frameKey(shown.frame) : 'none';
      if (cell.canvas.dataset.frame !== key || cell.screen.colour !== colourOf(key)) {
        throw new Error(`${where}: viewport ${index} names ${key} and shows ${cell.canvas.dataset.frame}`);
      }
      pictures += 1;
    }
  }
  for (const { painter } of cells) painter.close();
  desk.close();
  // The walk went where it should: plenty of both kinds, and pictures were there to be wrong.
  expect(backgrounds).toBeGreaterThan(events / 2);
  expect(pictures).toBeGreaterThan(events / 2);
});
