// What an eye sees on the canvas of an ECG paper: where a single lead has its QRS complexes and how large the calibration pulse is, read from
// the pixels; and which leads are named where.
import type { Locator, Page } from 'playwright-core';

/**
 * Middle of each QRS complex in CSS px from the left of the paper, read where the drawn curve is steepest: a column in which
 * the ink is tall. The calibration pulse and the name of the lead at the left do not count.
 */
export function qrsPeaks(paper: Locator): Promise<number[]> {
  return paper.evaluate((element) => {
    const canvas = element.querySelector('canvas');
    const context = canvas?.getContext('2d', { willReadFrequently: true });
    if (!canvas || !context) return [];
    const pxPerMm = Number(element.getAttribute('data-px-per-mm'));
    const ratio = canvas.width / element.clientWidth;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const isInk = (x: number, y: number) => {
      const at = (y * canvas.width + x) * 4;
      return (data[at + 3] ?? 0) > 128 && Math.max(data[at] ?? 255, data[at + 1] ?? 255, data[at + 2] ?? 255) < 110;
    };
    const tops: number[] = [];
    for (let x = 0; x < canvas.width; x += 1) {
      let y = 0;
      while (y < canvas.height && !isInk(x, y)) y += 1;
      tops.push(y);
    }
    // The page is centred; 16 mm hold the pulse and the name.
    const first = tops.findIndex((top) => top < canvas.height) + Math.round(16 * pxPerMm * ratio);
    const signal = tops.slice(first).filter((top) => top < canvas.height);
    const usual = [...signal].sort((a, b) => a - b)[Math.floor(signal.length / 2)] ?? 0;
    const highest = Math.min(...signal);
    const limit = usual - (usual - highest) * 0.6;
    const peaks: number[] = [];
    for (let x = first; x < tops.length; x += 1) {
      if ((tops[x] ?? 0) > limit) continue;
      let best = x;
      const from = x;
      while (x < tops.length && (x - from < 10 * pxPerMm * ratio * 0.4 || (tops[x] ?? 0) <= limit)) {
        if ((tops[x] ?? 0) < (tops[best] ?? 0)) best = x;
        x += 1;
      }
      peaks.push(best / ratio);
    }
    return peaks;
  });
}

/** Size in mm of the calibration pulse of a page with one row: the first ink from the left. Its top is 200 ms wide, 1 mV above its foot. */
export function calibrationPulse(paper: Locator): Promise<{ widthMm: number; heightMm: number }> {
  return paper.evaluate((element) => {
    const none = { widthMm: 0, heightMm: 0 };
    const canvas = element.querySelector('canvas');
    const context = canvas?.getContext('2d', { willReadFrequently: true });
    if (!canvas || !context) return none;
    const perMm = (Number(element.getAttribute('data-px-per-mm')) * canvas.width) / element.clientWidth;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const isInk = (x: number, y: number) => {
      const at = (y * canvas.width + x) * 4;
      return (data[at + 3] ?? 0) > 128 && Math.max(data[at] ?? 255, data[at + 1] ?? 255, data[at + 2] ?? 255) < 170;
    };
    const columns: { top: number; foot: number }[] = [];
    for (let x = 0; x < canvas.width; x += 1) {
      let top = 0;
      while (top < canvas.height && !isInk(x, top)) top += 1;
      let foot = canvas.height - 1;
      while (foot > top && !isInk(x, foot)) foot -= 1;
      if (top < canvas.height) columns.push({ top, foot });
      else if (columns.length > 0) break;
    }
    if (columns.length === 0) return none;
    const top = Math.min(...columns.map((one) => one.top));
    const foot = Math.max(...columns.map((one) => one.foot));
    const raised = columns.filter((one) => one.top <= top + 1).length;
    // The pen has a thickness, which lies half on each side.
    const penMm = Math.max(0.28, 1.15 / (perMm / (canvas.width / element.clientWidth)));
    return { widthMm: raised / perMm - penMm, heightMm: (foot - top + 1) / perMm - penMm };
  });
}

/** From now on the page notes the words that each canvas draws; the answer asks what stands on its paper, a line for each row, from the left. */
export async function watchLeadNames(page: Page): Promise<() => Promise<string[]>> {
  const drawn = await page.evaluateHandle(() => {
    const words = new Map<HTMLCanvasElement, { text: string; x: number; y: number }[]>();
    const on = CanvasRenderingContext2D.prototype;
    const { clearRect, fillText, drawImage } = on;
    on.clearRect = function (...place) {
      words.set(this.canvas, []);
      clearRect.apply(this, place);
    };
    on.fillText = function (text, x, y, ...rest) {
      words.set(this.canvas, [...(words.get(this.canvas) ?? []), { text, x, y }]);
      fillText.call(this, text, x, y, ...rest);
    };
    on.drawImage = function (this: CanvasRenderingContext2D, ...given: Parameters<typeof drawImage>) {
      const [from] = given;
      if (from instanceof HTMLCanvasElement) words.set(this.canvas, words.get(from) ?? []);
      drawImage.apply(this, given);
    } as typeof drawImage;
    return words;
  });
  return () =>
    drawn.evaluate((words) => {
      const canvas = document.querySelector<HTMLCanvasElement>('.ecg-paper-view > canvas');
      const rows = Map.groupBy((canvas && words.get(canvas)) ?? [], ({ y }) => Math.round(y));
      return [...rows]
        .toSorted(([above], [below]) => above - below)
        .map(([, row]) =>
          row
            .toSorted((left, right) => left.x - right.x)
            .map(({ text }) => text)
            .join(' '),
        );
    });
}
