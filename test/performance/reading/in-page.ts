// What runs in the page of either viewer: every picture by its content as it is drawn, at which frame, and how long after an act. Stands in every page before its scripts.
import type { Page } from 'playwright-core';

export interface Picture {
  /** Time of the animation frame that draws it, ms. */
  at: number;
  /** Which canvas, in the order of their first picture. */
  canvas: number;
  /** Checksum over every `sampleStep`-th pixel. */
  sampled: number;
}

interface Notebook {
  pictures: Picture[];
  /** Of the act that opens something; null before it. */
  actAt: number | null;
  /** When the first picture after the act stood in a drawn frame. */
  firstAt: number | null;
  clear(): void;
}

declare global {
  // The page's own notebook, read at the end of a measurement.
  var benchPictures: Notebook | undefined;
}

/** Smaller ones are thumbnails. */
const leastSide = 256;

/**
 * Both viewers hand the pixels of a whole image to putImageData, ours to the canvas on the screen, the peer's CPU path to one that it
 * then draws there. Read where they are handed over: reading a canvas back would slow what is measured.
 */
export async function watchPictures(page: Page, sampleStep: number): Promise<void> {
  await page.addInitScript(
    ([step, least]) => {
      const notebook: Notebook = {
        pictures: [],
        actAt: null,
        firstAt: null,
        clear() {
          notebook.pictures = [];
          notebook.firstAt = null;
        },
      };
      globalThis.benchPictures = notebook;
      const contents = new WeakMap<object, number>();
      // Weak: a canvas that is remembered here would keep its whole room in memory.
      const numbers = new WeakMap<HTMLCanvasElement, number>();
      let numbered = 0;
      // A message that a frame's script posts comes after that frame's layout and paint.
      const drawn = new MessageChannel();
      drawn.port1.onmessage = () => {
        notebook.firstAt ??= performance.now();
      };
      const note = (canvas: HTMLCanvasElement, sampled: number) => {
        if (!numbers.has(canvas)) {
          numbers.set(canvas, numbered);
          numbered += 1;
        }
        const at = Number(document.timeline.currentTime ?? performance.now());
        const number = numbers.get(canvas) ?? 0;
        const last = notebook.pictures.findLast((one) => one.canvas === number);
        if (last?.at === at) last.sampled = sampled;
        else notebook.pictures.push({ at, canvas: number, sampled });
        if (notebook.firstAt === null) drawn.port2.postMessage(null);
      };
      const { putImageData, drawImage } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.putImageData = function put(
        this: CanvasRenderingContext2D,
        ...all: Parameters<typeof putImageData>
      ) {
        putImageData.apply(this, all);
        const { data, width, height } = all[0];
        if (width < least || height < least) return;
        let hash = 0x811c9dc5;
        for (let at = 0; at < data.length; at += step * 4) {
          // As it looks on black: the peer writes white and puts the grey into the opacity.
          const grey = Math.round(((data[at] ?? 0) * (data[at + 3] ?? 0)) / 255);
          hash = Math.imul(hash ^ grey, 0x01000193);
        }
        contents.set(this.canvas, hash >>> 0);
        if (this.canvas.isConnected) note(this.canvas, hash >>> 0);
      } as typeof putImageData;
      CanvasRenderingContext2D.prototype.drawImage = function draw(
        this: CanvasRenderingContext2D,
        ...all: Parameters<typeof drawImage>
      ) {
        drawImage.apply(this, all);
        const content = contents.get(all[0]);
        if (content !== undefined && this.canvas.isConnected && this.canvas.width >= least) note(this.canvas, content);
      } as typeof drawImage;
      const act = (event: Event) => {
        if (event instanceof KeyboardEvent && event.key !== 'Enter') return;
        notebook.actAt = event.timeStamp;
        notebook.clear();
      };
      document.addEventListener('keydown', act, true);
      document.addEventListener('dblclick', act, true);
    },
    [sampleStep, leastSide] as const,
  );
}

/** Milliseconds from the last act (or, where there was none, from the address) to the first whole picture in a drawn frame. */
export async function untilPicture(page: Page, timeout = 60_000): Promise<number> {
  await page.waitForFunction(() => globalThis.benchPictures?.firstAt != null, undefined, { polling: 20, timeout });
  const { actAt, firstAt } = await page.evaluate(() => ({
    actAt: globalThis.benchPictures?.actAt ?? 0,
    firstAt: globalThis.benchPictures?.firstAt ?? 0,
  }));
  return firstAt - actAt;
}

/** One notch of the wheel each animation frame on each of the elements in turn, there and back again; the pictures that came of it. */
export async function scroll(page: Page, selectors: readonly string[], milliseconds: number): Promise<Picture[]> {
  return page.evaluate(
    ([all, duration]) =>
      new Promise<Picture[]>((resolve, reject) => {
        const elements = all.map((selector) => document.querySelector(selector));
        const notebook = globalThis.benchPictures;
        if (!notebook || elements.some((element) => element === null)) return reject(new Error(`no ${all.join(' ')}`));
        const spots = elements.map((element) => {
          const { left, top, width, height } = element?.getBoundingClientRect() ?? new DOMRect();
          return { element, clientX: left + width / 2, clientY: top + height / 2 };
        });
        notebook.pictures = [];
        let began = 0;
        const frame = (now: number) => {
          began ||= now;
          if (now - began >= duration) return resolve(notebook.pictures);
          // There for the first half, back for the second.
          const deltaY = now - began < duration / 2 ? 100 : -100;
          for (const { element, clientX, clientY } of spots) {
            element?.dispatchEvent(
              new WheelEvent('wheel', { deltaY, clientX, clientY, bubbles: true, cancelable: true, composed: true }),
            );
          }
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    [selectors, milliseconds] as const,
  );
}

export interface Pace {
  /** Changes a second of the canvas that changed least. */
  perSecond: number;
  gapP95: number;
  changes: number;
}

/** A frame that draws the same content again is no change. */
export function paceOf(pictures: readonly Picture[], canvases: number, milliseconds: number): Pace {
  const byCanvas = Map.groupBy(pictures, ({ canvas }) => canvas);
  const counts: number[] = [];
  const gaps: number[] = [];
  for (const list of byCanvas.values()) {
    const changed = list.filter((one, at) => one.sampled !== list[at - 1]?.sampled);
    counts.push(changed.length);
    for (let at = 1; at < changed.length; at += 1) gaps.push((changed[at]?.at ?? 0) - (changed[at - 1]?.at ?? 0));
  }
  const least = counts.length < canvases ? 0 : Math.min(...counts);
  gaps.sort((a, b) => a - b);
  return {
    perSecond: (least * 1000) / milliseconds,
    gapP95: gaps[Math.floor(gaps.length * 0.95)] ?? Number.POSITIVE_INFINITY,
    changes: least,
  };
}
