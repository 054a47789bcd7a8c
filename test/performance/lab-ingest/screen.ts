// The station's window in a headless Chromium: when a result stands in its row, and how many frames of a scroll show something new.
import type { Page } from 'playwright-core';

/** What the page notes down: the row's barcode, how many of its tests have a result, and when that stood in a drawn frame. */
export interface Seen {
  barcode: string;
  done: number;
  /** `Date.now()` in the page; same machine, same clock. */
  at: number;
}

declare global {
  // The page's own notebook, read at the end of a measurement.
  var benchSeen: Seen[] | undefined;
}

export async function login(page: Page, url: string, account: { user: string; password: string }): Promise<void> {
  await page.goto(url);
  await page.getByTestId('login-user').fill(account.user);
  await page.getByTestId('login-password').fill(account.password);
  await page.keyboard.press('Enter');
  await page.getByTestId('specimen-row').first().waitFor({ timeout: 60_000 });
}

/** Resolves when the station has fetched everything from the server and follows it: before that nothing new is told to the screen. */
export async function untilFollowing(page: Page): Promise<void> {
  await page.waitForFunction(
    async () => {
      const headers = { 'content-type': 'application/json', 'x-yishu': '1' };
      const answer = await fetch('/rpc/devices/link', { method: 'POST', headers, body: '{}' });
      const { json } = await answer.json();
      return typeof json?.dataAsOf === 'string';
    },
    undefined,
    { polling: 500, timeout: 180_000 },
  );
}

/** Barcodes of the rows that are drawn now, from the top. */
export function drawnBarcodes(page: Page): Promise<string[]> {
  return page
    .getByTestId('specimen-row')
    .evaluateAll((rows) =>
      rows
        .toSorted((left, right) => Number(left.ariaRowIndex) - Number(right.ariaRowIndex))
        .map((row) => row.getAttribute('data-barcode') ?? ''),
    );
}

/** Begins to note every change of a row's progress, at the end of the frame that draws it. */
export function watchRows(page: Page): Promise<void> {
  return page.evaluate(() => {
    const list = document.querySelector('[data-testid="specimen-list"]');
    if (!list) throw new Error('there is no specimen list on the page');
    const seen: Seen[] = [];
    globalThis.benchSeen = seen;
    const known = new Map<string, number>();
    let waiting = false;
    const note = () => {
      waiting = false;
      const at = Date.now();
      for (const row of list.querySelectorAll('[data-testid="specimen-row"]')) {
        const barcode = row.getAttribute('data-barcode') ?? '';
        const done = Number.parseInt(row.querySelector('.cell-progress')?.textContent ?? '0', 10);
        if (known.get(barcode) === done) continue;
        known.set(barcode, done);
        seen.push({ barcode, done, at });
      }
    };
    // A task that a frame callback posts runs after that frame's layout and paint.
    const drawn = new MessageChannel();
    drawn.port1.onmessage = note;
    new MutationObserver(() => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => drawn.port2.postMessage(null));
    }).observe(list, { subtree: true, childList: true, characterData: true, attributes: true });
    note();
  });
}

export async function seenRows(page: Page): Promise<Seen[]> {
  return (await page.evaluate(() => globalThis.benchSeen)) ?? [];
}

/**
 * Scrolls down by `pixels` a frame for so long. A frame counts when the row in the middle of the list is drawn and is another than
 * in the frame before: a frame without news, or with a blank where rows should be, is none.
 */
export function scrollFramesPerSecond(page: Page, pixels: number, milliseconds: number): Promise<number> {
  return page.evaluate(
    ([step, duration]) =>
      new Promise<number>((resolve) => {
        const list = document.querySelector('[data-testid="specimen-list"]');
        if (!list) throw new Error('there is no specimen list on the page');
        list.scrollTop = 0;
        const box = list.getBoundingClientRect();
        const [x, y] = [box.left + 40, box.top + box.height / 2];
        let began = 0;
        let shown = '';
        let changed = 0;
        const frame = (now: number) => {
          began ||= now;
          const row = document.elementFromPoint(x, y)?.closest('[data-testid="specimen-row"]');
          const barcode = row?.getAttribute('data-barcode') ?? '';
          if (barcode !== '' && barcode !== shown) changed += 1;
          shown = barcode;
          if (now - began >= duration) return resolve((changed * 1000) / (now - began));
          list.scrollTop += step;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    [pixels, milliseconds] as const,
  );
}
