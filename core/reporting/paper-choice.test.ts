// Which layout is taken: institution before device type, rank, name; choices that may no longer be taken are passed over.
import { expect, test } from 'vitest';
import { layoutsFor, takenLayout } from './paper-choice.ts';
import type { PaperLayout, StoredPaperLayout } from './paper-layout.ts';
import { shippedLayout } from './paper-shipped.ts';

const stored = (id: string, part: Partial<PaperLayout>): StoredPaperLayout => ({
  ...{ id, version: 1, savedAt: '2026-07-17T01:00:00.000Z', savedBy: '' },
  layout: { ...shippedLayout, name: id, rank: 10, ...part },
});
const general = stored('general', {});
const ct = stored('ct', { modalities: ['CT'] });
const town = stored('town', { institutionIds: ['town-a', 'town-b'] });
const townCt = stored('town-ct', { institutionIds: ['town-a'], modalities: ['ct'] });
const off = stored('off', { institutionIds: ['town-a'], modalities: ['CT'], rank: 0, active: false });
const all = [general, ct, town, townCt, off];
const at = (institutionId: string, modality: string) => ({ service: 'radiology' as const, institutionId, modality });

test.each([
  ['county', 'MR', 'general'],
  ['county', 'CT', 'ct'],
  ['town-b', 'CT', 'town'],
  ['town-a', 'MR', 'town'],
  ['town-a', 'CT', 'town-ct'],
])('%s %s: %s', (place, modality, expected) => {
  expect(takenLayout(all, at(place, modality), null)?.id).toBe(expected);
  expect(takenLayout([...all].reverse(), at(place, modality), null)?.id).toBe(expected);
});

test('none of one’s own: the layout that ships', () => {
  expect(takenLayout([], at('county', 'CT'), null)).toBeNull();
  expect(takenLayout([town, off], at('county', 'CT'), 'town')).toBeNull();
  expect(takenLayout(all, { ...at('town-a', 'CT'), service: 'ecg' }, null)).toBeNull();
});

test('a choice is taken while it is allowed', () => {
  expect(takenLayout(all, at('town-a', 'CT'), 'general')?.id).toBe('general');
  expect(takenLayout(all, at('county', 'CT'), 'town')?.id).toBe('ct');
  expect(takenLayout(all, at('town-a', 'CT'), 'off')?.id).toBe('town-ct');
});

test('equally close: the lower rank, then the name', () => {
  const [one, two] = [stored('b', { rank: 1, name: 'z' }), stored('a', { rank: 2, name: 'a' })];
  expect(layoutsFor([two, one, general], at('county', 'MR')).map(({ id }) => id)).toEqual(['b', 'a', 'general']);
});
