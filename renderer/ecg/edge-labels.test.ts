// An enlarged page still says which lead is seen.
import { expect, test } from 'vitest';
import { layoutPaper } from '../../core/ecg/paper/layout.ts';
import { standardScale } from '../../core/ecg/paper/scale.ts';
import { edgeLabels } from './edge-labels.tsx';

const layout = layoutPaper({
  arrangement: '3x4+1',
  sequence: 'standard',
  rhythmLeads: ['II'],
  scale: standardScale,
  leads: ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
  durationMs: 10_000,
});
const texts = (xMm: number, yMm: number) =>
  edgeLabels(layout, { pxPerMm: 4, xPx: xMm * 4, yPx: yMm * 4, width: 400, height: 300 }).map(({ text }) => text);

test.each([
  ['the whole page is seen', 0, 0, []],
  ['moved to the right: the first column and the strip', 20, 0, ['I', 'II', 'III']],
  ['moved by a column and more: the next', 80, 0, ['aVR', 'aVL', 'aVF']],
  ['a sliver of a column needs none', 66, 0, []],
])('%s', (_, xMm, yMm, expected) => {
  expect(texts(xMm, yMm).filter((text, at, all) => all.indexOf(text) === at)).toEqual(expected);
});

test('a row whose upper part is out of sight is named at the edge of the view', () => {
  expect(texts(0, 25)).toContain('I');
});
