// Which document a form shows when a newer one comes from the server.
import { expect, test } from 'vitest';
import { begunOn } from './begun.tsx';

test('the newest until something is typed, then the one that was begun on; the newest again once it is saved', () => {
  expect(begunOn('2', '1', false)).toBe('2');
  expect(begunOn('2', '1', true)).toBe('1');
});
