// What an eye sees on the canvas of an ECG paper: where the curve of a single lead has its QRS complexes, read from the pixels.
import type { Locator } from 'playwright-core';

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
