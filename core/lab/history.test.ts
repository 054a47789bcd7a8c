// History: released results only, newest first, and the one before this specimen.
import { expect, test } from 'vitest';
import { actor, dictionaries, idMaker, NOW, specimen } from '../../test/support/lab.ts';
import { historyPoints, linkPrevious } from './history.ts';
import { findLine } from './lines.ts';
import type { SpecimenDocument } from './model.ts';
import { enterResults } from './result-entry.ts';

const context = { now: NOW, actor, newId: idMaker(), dictionaries };

function at(day: number, value: string, state: SpecimenDocument['state'] = 'released'): SpecimenDocument {
  const id = `00000000-0000-4000-8000-0000000000${day}`;
  const fresh = specimen(['K', 'GLU'], { id });
  const taken = { ...fresh, milestones: { ...fresh.milestones, collectedAt: `2026-07-${day}T01:00:00.000Z` } };
  return { ...enterResults(taken, { results: [{ testCode: 'K', value }] }, context), state };
}

test('points of released specimens, newest first', () => {
  const points = historyPoints([
    at(10, '4.0'),
    at(12, '4.4'),
    at(11, '9', 'testing'),
    at(13, '<2', 'printed'),
    at(14, '.....'),
  ]);
  expect(points.map((point) => [point.at.slice(8, 10), point.value, point.numeric])).toEqual([
    ['13', '<2', null],
    ['12', '4.4', 4.4],
    ['10', '4.0', 4],
  ]);
});

test('the previous result is the newest before this specimen was taken', () => {
  const points = historyPoints([at(10, '4.0'), at(12, '4.4'), at(20, '5.0')]);
  const linked = linkPrevious(at(15, '4.1', 'testing'), points);
  expect(findLine(linked, 'K')?.previous).toMatchObject({ value: '4.4', at: '2026-07-12T01:00:00.000Z' });
  expect(findLine(linked, 'GLU')?.previous).toBeNull();
  expect(linkPrevious(linked, points)).toBe(linked);
});
