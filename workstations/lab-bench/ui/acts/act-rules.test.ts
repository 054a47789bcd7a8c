// The buttons say the same as the rules.
import { expect, test } from 'vitest';
import { fixtureDictionaries } from '../../../../renderer/testing/fixture-dictionaries.ts';
import { fixtureSpecimen, me } from '../../../../renderer/testing/fixture-specimens.ts';
import { type Circumstances, refusalOf, versionsRefusal } from './act-rules.ts';

const document = {
  ...fixtureSpecimen({ index: 1, now: new Date('2026-03-13T02:00:00Z'), dictionaries: fixtureDictionaries() }),
  state: 'tested' as const,
};
const circumstances: Circumstances = { document, personId: me.id, can: () => true, online: true };

test('what the state allows', () => {
  expect(refusalOf('review', circumstances)).toBeNull();
  expect(refusalOf('review', { ...circumstances, document: { ...document, state: 'printed' } })).toBe('state');
  expect(refusalOf('review', { ...circumstances, document: null })).toBe('nothing');
  expect(versionsRefusal(circumstances)).toBe('noReport');
});

test('rights, the other person, and the server', () => {
  const reviewed = { ...document, state: 'reviewed' as const, firstReview: { by: me, at: '2026-03-13T02:00:00Z' } };
  expect(refusalOf('review', { ...circumstances, can: () => false })).toBe('right');
  expect(refusalOf('secondReview', { ...circumstances, document: reviewed })).toBe('samePerson');
  expect(
    refusalOf('unreview', { ...circumstances, document: reviewed, can: (right) => right === 'lab.unreviewOwn' }),
  ).toBeNull();
  expect(
    refusalOf('unreview', {
      ...circumstances,
      personId: 'x',
      document: reviewed,
      can: (right) => right === 'lab.unreviewOwn',
    }),
  ).toBe('right');
  expect(refusalOf('print', { ...circumstances, online: false, document: { ...document, state: 'released' } })).toBe(
    'offline',
  );
  // A signature needs the server; a rejection may wait on the station.
  expect(refusalOf('review', { ...circumstances, online: false })).toBe('offline');
  expect(refusalOf('reject', { ...circumstances, online: false })).toBeNull();
});
