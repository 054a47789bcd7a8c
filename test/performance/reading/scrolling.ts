// Picture changes a second and the gaps between them, with one viewport and four in step; every picture by its content, on the way and read back from the canvas.
import type { Page } from 'playwright-core';
import { atLeast, atMost, beside, type Figure } from '../figure.ts';
import { median, rounded } from '../lab-ingest/statistics.ts';
import { type Pace, type Picture, paceOf, scroll } from './in-page.ts';
import { backToList, findRow, untilResident } from './opening.ts';
import { checksum, type Study } from './series.ts';
import { howMany } from './size.ts';
import type { ReadingWorld } from './world.ts';

const slices = howMany(300, 120);
const runs = howMany(5, 2);
const milliseconds = 3_000;

/** Contents that no slice of the study has. */
function strangers(pictures: readonly Picture[], study: Study): number {
  const known = new Set(study.pictures.map(({ sampled }) => sampled));
  return pictures.filter(({ sampled }) => !known.has(sampled)).length;
}

/** The canvas read back after each step: the slice whose number the viewport tells must be the one that stands there. */
async function wrongPictures(page: Page, viewports: number, study: Study): Promise<number> {
  const byUid = new Map(study.pictures.map((picture) => [picture.sop, picture]));
  await page.getByTestId('viewport-0').click({ position: { x: 40, y: 200 } });
  await page.keyboard.press('Home');
  let wrong = 0;
  for (let step = 0; step < slices; step += 1) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    for (let viewport = 0; viewport < viewports; viewport += 1) {
      const shown = await page.getByTestId(`picture-${viewport}`).evaluate((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) return null;
        const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let text = '';
        for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(data[at] ?? 0);
        const index = canvas.closest('section')?.dataset.index ?? '';
        return { frame: canvas.dataset.frame ?? '', index: Number(index), greys: btoa(text) };
      });
      const expected = byUid.get(shown?.frame.split('/')[0] ?? '');
      const full = checksum(new Uint8Array(Buffer.from(shown?.greys ?? '', 'base64')), 1);
      const inPlace = study.pictures[(shown?.index ?? -1) % slices]?.sop === expected?.sop;
      if (!expected || expected.full !== full || (viewport === 0 && (shown?.index !== step || !inPlace))) wrong += 1;
    }
    await page.keyboard.press('ArrowDown');
  }
  return wrong;
}

async function pace(page: Page, viewports: number, study: Study): Promise<{ paces: Pace[]; strange: number }> {
  // The others follow by their place in the patient.
  const selectors = ['[data-testid="viewport-0"]'];
  await scroll(page, selectors, 600);
  const paces: Pace[] = [];
  let strange = 0;
  for (let run = 0; run < runs; run += 1) {
    const pictures = await scroll(page, selectors, milliseconds);
    strange += strangers(pictures, study);
    paces.push(paceOf(pictures, viewports, milliseconds));
  }
  return { paces, strange };
}

/** Frames a second that the page gets when nothing happens in it: no viewer can change pictures faster. */
export async function idleFrames(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        let frames = 0;
        const frame = () => {
          frames += 1;
          const passed = performance.now() - began;
          if (passed > 1_500) resolve((frames * 1000) / passed);
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
  );
}

export async function measureScrolling(world: ReadingWorld): Promise<Figure[]> {
  const study = await world.addStudy({ patientId: 'SCROLL', slices });
  const page = await world.openStation();
  await findRow(page, study);
  await page.keyboard.press('Enter');
  await untilResident(page, slices);
  const figures: Figure[] = [];
  for (const [viewports, goal] of [
    [1, 60],
    [4, 45],
  ] as const) {
    if (viewports === 4) await fourViewports(page);
    const idle = await idleFrames(page);
    const { paces, strange } = await pace(page, viewports, study);
    const what = viewports === 1 ? 'one viewport' : 'four viewports in step';
    const gap = median(paces.map(({ gapP95 }) => gapP95));
    figures.push(
      // A display of 60 Hz gives 59.9 frames a second or 180 changes in 3 s, less the first.
      atLeast(`scrolling, ${what}`, Math.round(median(paces.map(({ perSecond }) => perSecond))), 'pictures/s', goal),
      viewports === 1 ? atMost('  gaps, p95', rounded(gap, 1), 'ms', 20) : beside('  gaps, p95', rounded(gap, 1), 'ms'),
      beside('  frames of the same page at rest', rounded(idle, 1), 'frames/s'),
      atMost('  pictures that are of no slice of the study', strange, '', 0),
      atMost(
        `  wrong pictures of ${slices * viewports}, read back from the canvas`,
        await wrongPictures(page, viewports, study),
        '',
        0,
      ),
    );
  }
  await backToList(page);
  await page.context().close();
  return figures;
}

/** The same series in all four, which then go in step by their place in the patient. */
async function fourViewports(page: Page): Promise<void> {
  await page.keyboard.press('Alt+4');
  const thumbnail = page.getByTestId('thumbnail').first();
  for (let viewport = 1; viewport < 4; viewport += 1) {
    await page.getByTestId(`viewport-${viewport}`).click({ position: { x: 40, y: 120 } });
    await thumbnail.dblclick();
    await page.locator(`[data-testid="viewport-${viewport}"][data-index]`).waitFor();
  }
  await page.getByTestId('viewport-0').click({ position: { x: 40, y: 120 } });
}
