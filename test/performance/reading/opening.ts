// From the worklist's row to the first whole picture, out of the server and out of the station's own cache; and a whole CT in the reader's memory.
import type { Page } from 'playwright-core';
import { atMost, beside, type Figure } from '../figure.ts';
import { median, percentile, rounded } from '../lab-ingest/statistics.ts';
import { untilPicture } from './in-page.ts';
import type { Study } from './series.ts';
import { howMany } from './size.ts';
import type { ReadingWorld } from './world.ts';

const opens = howMany(32, 6);
/** The station fetches the first six unread cases ahead; these must not count as opened from the server. */
const ahead = 8;
const slices = 40;
const residentSlices = 300;
const residentRuns = howMany(3, 1);

/** Brings the study's row into sight and chooses it, by hand as a reader would. */
export async function findRow(page: Page, study: Study): Promise<void> {
  const row = page.locator(`[data-testid="exam-row"][data-accession="${study.accession}"]`);
  for (let screen = 0; (await row.count()) === 0; screen += 1) {
    if (screen > 100) throw new Error(`${study.accession} is not on the worklist`);
    await page
      .getByTestId('exam-row')
      .first()
      .evaluate((some, first) => {
        let box = some.parentElement;
        while (box && box.scrollHeight <= box.clientHeight) box = box.parentElement;
        if (box) box.scrollTop = first ? 0 : box.scrollTop + 400;
      }, screen === 0);
    await page.waitForTimeout(60);
  }
  await row.click();
  await page
    .locator(`[data-testid="exam-row"][data-accession="${study.accession}"][aria-selected="true"]`)
    .waitFor({ timeout: 20_000 });
}

export async function backToList(page: Page): Promise<void> {
  await page.keyboard.press('Control+l');
  await page.getByTestId('filter-text').waitFor();
}

/** Resolves when every frame of the stack in the first viewport is in the window's memory. */
export async function untilResident(page: Page, slices: number): Promise<void> {
  await page.locator(`[data-testid="viewport-0"] [data-here="${slices}"]`).waitFor({ timeout: 300_000 });
}

/** Enter on the chosen row; ms to the first whole picture, which must be one of the study's. */
async function open(page: Page, study: Study): Promise<number> {
  await findRow(page, study);
  await page.keyboard.press('Enter');
  const ms = await untilPicture(page);
  const shown = await page.evaluate(() => globalThis.benchPictures?.pictures[0]?.sampled);
  if (!study.pictures.some(({ sampled }) => sampled === shown)) throw new Error('a picture of another study was shown');
  return ms;
}

function figures(what: string, ms: readonly number[], goal: number): Figure[] {
  return [
    atMost(`row to first whole picture, ${what}, p95 of ${ms.length}`, rounded(percentile([...ms], 0.95)), 'ms', goal),
    beside(`  median`, rounded(median([...ms])), 'ms'),
  ];
}

export async function measureOpening(world: ReadingWorld): Promise<Figure[]> {
  const studies: Study[] = [];
  for (let at = 0; at < opens + ahead; at += 1) {
    studies.push(await world.addStudy({ patientId: `OPEN${at}`, slices }));
  }
  const page = await world.openStation();
  // Oldest first on the list, so the last ones are not fetched ahead.
  const chosen = studies.slice(ahead).reverse();
  const first: number[] = [];
  const again: number[] = [];
  for (const study of chosen) {
    first.push(await open(page, study));
    await untilResident(page, slices);
    await backToList(page);
  }
  for (const study of chosen) {
    again.push(await open(page, study));
    await untilResident(page, slices);
    await backToList(page);
  }
  await page.context().close();
  return [...figures('from the server', first, 700), ...figures('from the cache of the station', again, 300)];
}

export async function measureResident(world: ReadingWorld): Promise<Figure[]> {
  const page = await world.openStation();
  const fresh: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < residentRuns; run += 1) {
    const study = await world.addStudy({ patientId: `RES${run}`, slices: residentSlices });
    for (const list of [fresh, again]) {
      await findRow(page, study);
      const began = performance.now();
      await page.keyboard.press('Enter');
      await untilResident(page, residentSlices);
      list.push((performance.now() - began) / 1000);
      await backToList(page);
    }
  }
  await page.context().close();
  return [
    atMost(`${residentSlices} slices resident, from the server`, rounded(median(fresh), 2), 's', 3),
    beside('  slowest of the runs', rounded(Math.max(...fresh), 2), 's'),
    beside(`${residentSlices} slices resident, from the cache of the station`, rounded(median(again), 2), 's'),
  ];
}
