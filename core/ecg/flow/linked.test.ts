// What a link that was passed on must not show.
import { expect, test } from 'vitest';
import { maskedNumber } from './linked.ts';

test.each([
  ['20260001', '****0001'],
  ['12345', '*2345'],
  ['1234', '1234'],
  ['7', '7'],
  ['', ''],
])('%s is shown as %s', (number, shown) => {
  expect(maskedNumber(number)).toBe(shown);
});
