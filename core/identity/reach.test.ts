// Grants of people and roles: what comes of several, and what the audit trail says of one.
import { describe, expect, test } from 'vitest';
import { heldPlaces, ownPlaces, placesOf, Reach, Reaches, type ReachLevel, reachLevels, reachWords } from './reach.ts';
import type { Right } from './rights.ts';

const groups = new Map([
  ['north', ['town-b', 'town-c']],
  ['heart', ['town-b', 'city']],
]);
const origin = { departmentIds: ['W1'], below: ['town-a', 'town-b'], groups };
const grant = (level: ReachLevel, part: Partial<Reach> = {}): Reach => ({
  right: 'ecg.write',
  level,
  institutionIds: [],
  departmentIds: [],
  ...part,
});
const rights: readonly Right[] = ['ecg.view', 'ecg.write'];
const none = { rights: [] as Right[], reaches: [] };

test('each level names its places', () => {
  const chosen = grant('chosen', { institutionIds: ['town-a'], departmentIds: ['W2'] });
  const grouped = grant('groups', { groupIds: ['north', 'heart', 'removed'] });
  expect(
    reachLevels.map((level) => [
      level,
      placesOf(level === 'chosen' ? chosen : level === 'groups' ? grouped : grant(level), origin),
    ]),
  ).toEqual([
    ['department', { own: false, departments: ['W1'], institutions: [] }],
    ['own', { own: true, departments: [], institutions: [] }],
    ['chosen', { own: false, departments: ['W2'], institutions: ['town-a'] }],
    ['groups', { own: true, departments: [], institutions: ['city', 'town-b', 'town-c'] }],
    ['below', { own: true, departments: [], institutions: ['town-a', 'town-b'] }],
    ['all', { own: true, departments: [], institutions: 'all' }],
  ]);
});

test('somebody without a department has no department to reach', () => {
  expect(placesOf(grant('department'), { departmentIds: [''], below: [], groups }).departments).toEqual([]);
});

describe('of several holders', () => {
  test('a right that nothing was granted for is not named: it reaches the own institution', () => {
    expect(heldPlaces(none, [{ rights, reaches: [grant('all')] }], origin)).toEqual({
      'ecg.write': { own: true, departments: [], institutions: 'all' },
    });
  });

  test('two roles add up; one without a grant adds the own institution', () => {
    const narrow = { rights, reaches: [grant('chosen', { institutionIds: ['town-a'] })] };
    expect(heldPlaces(none, [narrow, { rights, reaches: [] }], origin)['ecg.write']).toEqual({
      own: true,
      departments: [],
      institutions: ['town-a'],
    });
  });

  test('a grant of a role that does not hold the right gives nothing', () => {
    const idle = { rights: ['ecg.view'] as Right[], reaches: [grant('all')] };
    expect(heldPlaces(none, [idle], origin)).toEqual({});
    expect(heldPlaces(none, [idle, { rights, reaches: [] }], origin)['ecg.write']).toEqual(ownPlaces);
  });

  test("the person's own grant counts instead, wider or narrower", () => {
    const roles = [{ rights, reaches: [grant('all')] }];
    const personal = { rights: [], reaches: [grant('department')] };
    expect(heldPlaces(personal, roles, origin)['ecg.write']).toEqual(placesOf(grant('department'), origin));
  });
});

test('a right beyond exams has no reach, and each right at most one', () => {
  expect(Reach.safeParse(grant('all', { right: 'dictionary.edit' })).success).toBe(false);
  expect(Reaches.safeParse([grant('all'), grant('own')]).success).toBe(false);
  expect(Reaches.safeParse([grant('all'), grant('own', { right: 'ecg.view' })]).success).toBe(true);
});

test('words for the audit trail', () => {
  expect(reachWords(grant('chosen', { institutionIds: ['town-a', 'town-b'] }))).toBe('ecg.write chosen town-a,town-b');
});
