// What changed in a set, as the audit trail says it.
import { expect, test } from 'vitest';
import { setDifference } from './difference.ts';

test('what came, what went, and nothing for the same set in another order', () => {
  expect(setDifference('rights', ['a', 'b'], ['b', 'c'])).toBe('rights +c -a');
  expect(setDifference('rights', ['a', 'b'], ['b', 'a'])).toBe('');
  expect(setDifference('roles', [], ['x'])).toBe('roles +x');
});
