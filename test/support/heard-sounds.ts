// What a page sounded: the pitch of each tone that it starts. Nobody sits at the loudspeaker of a test.
import type { Page } from 'playwright-core';

/** From now on the page notes its tones; the answer gives their pitches in Hz in their order. */
export async function listenTo(page: Page): Promise<() => Promise<number[]>> {
  const tones = await page.evaluateHandle(() => {
    const heard: number[] = [];
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (when) {
      heard.push(this.frequency.value);
      start.call(this, when);
    };
    return heard;
  });
  return () => tones.evaluate((heard) => [...heard]);
}
