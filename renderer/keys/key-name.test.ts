// Key names are the same whatever the input method and the keyboard's layout do.
import { expect, test } from 'vitest';
import { belongsToField, type KeyPress, keyName } from './key-name.ts';

const press = (key: string, code = '', modifiers: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...modifiers,
});

test.each([
  [press('F6', 'F6'), 'F6'],
  [press('F6', 'F6', { shiftKey: true }), 'Shift+F6'],
  [press('k', 'KeyK', { ctrlKey: true }), 'Ctrl+K'],
  [press('Process', 'KeyK', { ctrlKey: true }), 'Ctrl+K'],
  [press('¡', 'Digit1', { altKey: true }), 'Alt+1'],
  [press('?', 'Slash', { shiftKey: true }), '?'],
  [press(' ', 'Space'), 'Space'],
  [press('ArrowDown', 'ArrowDown', { altKey: true }), 'Alt+Down'],
  [press('a', 'KeyA'), 'A'],
])('%o', (given, name) => expect(keyName(given)).toBe(name));

test('function keys work inside fields, letters do not', () => {
  expect(['F6', 'Shift+F6', 'Ctrl+K', 'Alt+1', 'Ctrl+Enter'].map(belongsToField)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(['A', 'Space', 'Down', 'Delete', 'Ctrl+C', '/'].map(belongsToField)).toEqual([
    true,
    true,
    true,
    true,
    true,
    true,
  ]);
});
