// Sending facilities to institutions.
import { expect, test } from 'vitest';
import { institutionOfFacility } from './facility.ts';

const own = (facilities: string[]) => ({ id: 'county', own: true, facilities });
const town = { id: 'town', own: false, facilities: ['TOWN'] };

test.each([
  ['a facility of a campus is that campus', [own(['*']), town], 'TOWN', 'town'],
  ['the own one takes every other where it says so', [own(['*']), town], 'HIS', 'county'],
  ['and the ones without a name', [own(['*']), town], '', 'county'],
  ['else only its own', [own(['H']), town], 'H', 'county'],
  ['and none that nobody entered', [own(['H']), town], 'NEW', null],
  ['nor an empty one', [own(['H']), town], '', null],
  ['a star of another institution takes nothing', [own(['H']), { ...town, facilities: ['*'] }], 'NEW', null],
])('%s', (_, network, facility, id) => {
  expect(institutionOfFacility(network, facility)).toBe(id);
});
