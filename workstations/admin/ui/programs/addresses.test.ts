// What a person types as addresses.
import { expect, test } from 'vitest';
import { addressesOfLines } from './addresses.ts';

test.each([
  ['10.0.0.1\n10.20.0.0/16', { addresses: ['10.0.0.1', '10.20.0.0/16'] }],
  [' ::1 ，fd00::/8\n\n::1', { addresses: ['::1', 'fd00::/8'] }],
  ['', { addresses: [] }],
  ['10.0.0.1\n10.0.0.300', { bad: '10.0.0.300' }],
  ['10.0.0.0/33', { bad: '10.0.0.0/33' }],
  ['his.local', { bad: 'his.local' }],
])('%j', (text, read) => {
  expect(addressesOfLines(text)).toEqual(read);
});
