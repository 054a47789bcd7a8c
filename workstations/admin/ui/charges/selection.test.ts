// Choosing rows as people know it from any file list.
import { expect, test } from 'vitest';
import { moveTarget, nothingChosen, pick, pickAll, step } from './selection.ts';

const keys = [...'abcdef'];
const shown = (selection: typeof nothingChosen) => keys.filter((key) => selection.chosen.has(key)).join('');

test('click, Ctrl+click and Shift+click', () => {
  const b = pick(nothingChosen, keys, 'b', 'only');
  const bd = pick(b, keys, 'd', 'toggle');
  expect([shown(b), shown(bd), shown(pick(bd, keys, 'b', 'toggle'))]).toEqual(['b', 'bd', 'd']);
  expect(shown(pick(b, keys, 'e', 'stretch'))).toBe('bcde');
  expect(shown(pick(pick(b, keys, 'e', 'stretch'), keys, 'a', 'stretch'))).toBe('ab');
  expect(shown(pick(nothingChosen, keys, 'c', 'stretch'))).toBe('c');
});

test('arrow keys move the cursor and stretch from where the choice began', () => {
  const b = pick(nothingChosen, keys, 'b', 'only');
  expect(shown(step(b, keys, 1, false))).toBe('c');
  expect(shown(step(step(b, keys, 1, true), keys, 1, true))).toBe('bcd');
  expect(shown(step(b, keys, -9, true))).toBe('ab');
  expect(shown(step(nothingChosen, keys, 1, false))).toBe('a');
  expect(shown(step(pickAll(b, keys), keys, 1, false))).toBe('c');
  expect(step(b, [], 1, false)).toBe(b);
});

test('where a choice goes that is moved', () => {
  const of = (chosen: string, where: 'earlier' | 'later' | 'first' | 'last') =>
    moveTarget(keys, new Set(chosen), where);
  expect([of('cd', 'earlier'), of('cd', 'later'), of('cd', 'first'), of('cd', 'last')]).toEqual(['b', 'f', 'a', null]);
  expect([of('ab', 'earlier'), of('ef', 'later'), of('ab', 'first'), of('ef', 'last')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([of('ac', 'earlier'), of('df', 'later'), of('e', 'later'), of('', 'first')]).toEqual([
    'a',
    null,
    null,
    undefined,
  ]);
});
