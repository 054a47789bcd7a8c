// When a locked screen sounds: at what is new, again while it stands, never for what was there before it was locked.
import { expect, test } from 'vitest';
import { sounds } from './waiting-criticals.tsx';

const minute = 60_000;

test.each([
  ['nothing waits', null, { waiting: 0, calls: 0 }, 0, false],
  ['stood open before it was locked', null, { waiting: 2, calls: 0 }, 0, false],
  ['came before the first question', null, { waiting: 1, calls: 1 }, 0, true],
  ['a new one', { waiting: 1, calls: 0 }, { waiting: 2, calls: 1 }, 0, true],
  ['one answered, one new', { waiting: 1, calls: 0 }, { waiting: 1, calls: 1 }, 0, true],
  ['escalated', { waiting: 1, calls: 1 }, { waiting: 1, calls: 2 }, 5000, true],
  ['as it was', { waiting: 1, calls: 1 }, { waiting: 1, calls: 1 }, 5000, false],
  ['a minute later nobody has come', { waiting: 1, calls: 1 }, { waiting: 1, calls: 1 }, minute, true],
  ['old ones alone remind nobody', { waiting: 1, calls: 0 }, { waiting: 1, calls: 0 }, 9 * minute, false],
  ['all answered', { waiting: 1, calls: 1 }, { waiting: 0, calls: 0 }, minute, false],
])('%s', (_, before, now, sinceSoundMs, expected) => {
  expect(sounds(before, now, sinceSoundMs)).toBe(expected);
});
