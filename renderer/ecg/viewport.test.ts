// Papers in step are drawn at one scale, and one of them zooms by key.
import { expect, test } from 'vitest';
import { PaperViewport } from './viewport.ts';

test('papers in step share what all of them hold; who goes frees the others, and is heard only when something changes', () => {
  const viewport = new PaperViewport();
  let heard = 0;
  viewport.subscribe(() => {
    heard += 1;
  });
  expect(viewport.commonFit()).toBe(Number.POSITIVE_INFINITY);
  viewport.setFit('now', 2.4);
  viewport.setFit('before', 1.8);
  expect([viewport.commonFit(), heard]).toEqual([1.8, 2]);
  viewport.setFit('now', 3);
  expect([viewport.commonFit(), heard]).toEqual([1.8, 2]);
  viewport.setFit('before', null);
  expect([viewport.commonFit(), heard]).toEqual([3, 3]);
});
