// Ranges as clients write them, and what is sent for them.
import { expect, test } from 'vitest';
import { heldPart, rangeOf, singleResponse } from './single.ts';

test.each<[string | null, ReturnType<typeof rangeOf>]>([
  [null, null],
  ['', null],
  ['bytes=0-3', { start: 0, end: 3 }],
  ['bytes=4-', { start: 4, end: 9 }],
  ['bytes=-2', { start: 8, end: 9 }],
  ['bytes=-20', { start: 0, end: 9 }],
  ['bytes=8-99', { start: 8, end: 9 }],
  ['bytes=10-', 'beyond'],
  ['bytes=-0', 'beyond'],
  ['bytes=3-2', null],
  ['bytes=0-1,4-5', null],
  ['lines=1-2', null],
])('%s of ten bytes', (header, range) => {
  expect(rangeOf(header, 10)).toEqual(range);
});

test('a range is answered 206 with its place, everything 200, what is not there 416', async () => {
  const part = heldPart('application/dicom', Uint8Array.from([0, 1, 2, 3, 4, 5]));
  const told = async (range: string | null) => {
    const answer = singleResponse(part, range);
    return [answer.status, answer.headers.get('content-range'), [...new Uint8Array(await answer.arrayBuffer())]];
  };
  expect(await told('bytes=2-3')).toEqual([206, 'bytes 2-3/6', [2, 3]]);
  expect(await told(null)).toEqual([200, null, [0, 1, 2, 3, 4, 5]]);
  expect(await told('bytes=6-')).toEqual([416, 'bytes */6', []]);
});
