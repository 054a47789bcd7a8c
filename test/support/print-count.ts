// How often a page sent a sheet to the printer: the frame's own dialog would stop a browser that nobody sits at.
import type { Page } from 'playwright-core';

/** From now on the page counts; the answer asks how often it has. */
export async function countPrints(page: Page): Promise<() => Promise<number>> {
  const count = await page.evaluateHandle(() => {
    const prints = { made: 0 };
    const shown = { print: () => (prints.made += 1) };
    Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', { configurable: true, get: () => shown });
    return prints;
  });
  return () => count.evaluate(({ made }) => made);
}
