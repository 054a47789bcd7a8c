// Counts of an instrument's histogram, one, two or four bytes each.

import { expect, test } from 'vitest';
import { histogramCounts } from './histogram.ts';

const attachment = (data: string, metaLength?: string) => ({
  kind: 'histogram' as const,
  code: '15000',
  mediaType: 'application/octet-stream',
  encoding: 'base64' as const,
  data,
  ...(metaLength === undefined ? {} : { meta: { metaLength } }),
});

test.each([
  ['AAECAw==', undefined, [0, 1, 2, 3]],
  ['AAECAw==', '1', [0, 1, 2, 3]],
  ['ANUBCg==', '2', [213, 266]],
  ['AAEAAP////8=', '4', [65536, 4294967295]],
  ['', '2', []],
])('%s by %s', (data, metaLength, counts) => {
  expect(histogramCounts(attachment(data, metaLength))).toEqual(counts);
});

test('a picture has no counts', () => {
  expect(histogramCounts({ ...attachment('Qk02'), mediaType: 'image/bmp' })).toEqual([]);
  expect(histogramCounts({ ...attachment('DIST_RBC.png'), encoding: 'reference' })).toEqual([]);
});
