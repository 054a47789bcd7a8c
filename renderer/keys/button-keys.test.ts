// Enter and Space over a button: a click only where the key was pressed on that button, alone.
import { expect, test } from 'vitest';
import { ButtonKeys } from './button-keys.ts';

const press = (key: string, target: string, held: 'ctrlKey' | 'altKey' | null = null) => ({
  key,
  target,
  ctrlKey: held === 'ctrlKey',
  altKey: held === 'altKey',
  metaKey: false,
  shiftKey: false,
});

test.each(['Enter', ' '])('%j pressed and released on the same button clicks it, once', (key) => {
  const keys = new ButtonKeys();
  expect(keys.pressed(press(key, 'choose'))).toBe(false);
  expect(keys.released(press(key, 'choose'))).toBe(false);
  expect(keys.released(press(key, 'choose'))).toBe(true);
});

test('Ctrl+Enter on a button is the dialog’s, and its release clicks nothing, whichever key is let go first', () => {
  const keys = new ButtonKeys();
  expect(keys.pressed(press('Enter', 'choose', 'ctrlKey'))).toBe(true);
  expect(keys.released(press('Enter', 'choose', 'ctrlKey'))).toBe(true);
  keys.pressed(press('Enter', 'choose', 'ctrlKey'));
  expect(keys.released(press('Enter', 'choose'))).toBe(true);
});

test('an Enter that opened a dialog does not answer it', () => {
  const keys = new ButtonKeys();
  keys.pressed(press('Enter', 'row'));
  expect(keys.released(press('Enter', 'confirm'))).toBe(true);
});

test('other keys are no business of buttons', () => {
  const keys = new ButtonKeys();
  expect(keys.pressed(press('s', 'choose', 'ctrlKey'))).toBe(false);
  expect(keys.released(press('s', 'choose'))).toBe(false);
});
