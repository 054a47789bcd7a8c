// An upload point may share nothing with another one by which a recording is told to come from it.
import { expect, test } from 'vitest';
import { pointTroubles, type UploadPointEntry } from './upload-point.ts';

const point = (part: Partial<UploadPointEntry> = {}): UploadPointEntry => ({
  ...{ name: '心电图室', institutionId: 'own', departmentId: 'ECG', active: true },
  folders: ['scp', 'xml'],
  people: [{ personId: '00000000-0000-4000-8000-000000000001', name: '赵' }],
  ...part,
});
const other = (part: Partial<UploadPointEntry> = {}) => point({ name: '病房', folders: [], people: [], ...part });

test.each([
  ['nothing shared', other(), []],
  ['the name, blanks aside', other({ name: ' 心电图室 ' }), [{ kind: 'name', what: '心电图室', point: ' 心电图室 ' }]],
  ['the name in another institution', other({ name: '心电图室', institutionId: 'far' }), []],
  ['one of the folders', other({ folders: ['xml', 'pdf'] }), [{ kind: 'folder', what: 'xml', point: '病房' }]],
  ['a person', other({ people: point().people }), [{ kind: 'person', what: '赵', point: '病房' }]],
  ['all of it with a point that is closed', point({ active: false }), []],
])('%s', (_, another, troubles) => {
  expect(pointTroubles(point(), [another])).toEqual(troubles);
});

test('a closed point may be saved as it is', () => {
  expect(pointTroubles(point({ active: false }), [point()])).toEqual([]);
});
