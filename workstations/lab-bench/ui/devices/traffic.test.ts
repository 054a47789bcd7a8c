// Pages of traffic become one list, and what a driver said is read with care.
import { expect, test } from 'vitest';
import type { TrafficEntry } from '../../../../core/devices/contract.ts';
import { hexLines } from './hex-lines.ts';
import { readingOf } from './replay-reading.ts';
import { inOrder, olderThan } from './use-traffic.ts';

const entry = (id: number): TrafficEntry => ({
  id,
  connectionId: '01890a5d-ac96-774b-bcce-b302099a8057',
  peer: 'a',
  at: '2026-03-13T08:15:02.000Z',
  direction: 'in',
  bytes: 'BQ==',
});

test('overlapping pages, newest first, come in order and each entry once', () => {
  const pages = [
    [entry(5), entry(4), entry(3)],
    [entry(3), entry(2)],
  ];
  expect(inOrder(pages).map(({ id }) => id)).toEqual([2, 3, 4, 5]);
});

test('only a full page has an older one', () => {
  expect(olderThan([entry(2), entry(1)])).toBeUndefined();
  expect(olderThan(Array.from({ length: 200 }, (_, index) => entry(900 - index)))).toBe(701);
});

test('hex shows offset, bytes and what is printable', () => {
  expect(hexLines(new TextEncoder().encode('\x021H|'))).toEqual([`0000  02 31 48 7c${' '.repeat(36)}  .1H|`]);
});

test('a message of a driver is read as far as it goes', () => {
  expect(readingOf({ kind: 'results', results: [{ code: 'WBC', value: '6.21' }] })).toMatchObject({
    kind: 'results',
    specimenId: '',
    results: [{ code: 'WBC', value: '6.21', unit: '', flags: [] }],
  });
  expect(readingOf('nothing')).toBeNull();
});
