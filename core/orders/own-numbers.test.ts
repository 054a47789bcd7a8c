// Numbers of an institution are its own or this hospital's, for its programs as for its HIS and its desk.
import { expect, test } from 'vitest';
import { keptNumber, numbersClash, toldNumber } from './own-numbers.ts';

test('kept under the institution once, told without it', () => {
  expect(keptNumber('town', '5')).toBe('town:5');
  expect(keptNumber('town', keptNumber('town', '5'))).toBe('town:5');
  expect(keptNumber('town', '')).toBe('');
  expect([toldNumber('town', 'town:5'), toldNumber('other', 'town:5')]).toEqual(['5', 'town:5']);
});

const senders = { hl7Facilities: ['TOWN'] };
test.each([
  ['the hospital itself has no numbers apart', { own: true }, true, true],
  ['nor has its program', { own: true }, false, false],
  ['its own, and so the program’s', { own: false, ownNumbers: true }, true, false],
  ['its own, but the program means this hospital’s', { own: false, ownNumbers: true }, false, true],
  ['its HIS uses this hospital’s, the program its own', { own: false, ownNumbers: false, ...senders }, true, true],
  ['both use this hospital’s', { own: false, ownNumbers: false, ...senders }, false, false],
  ['no HIS sends: the program says it', { own: false, ownNumbers: false }, true, false],
])('%s', (_name, institution, program, clash) => expect(numbersClash(institution, program)).toBe(clash));
