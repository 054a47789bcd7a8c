// Which words may stand together, beside the shipped pairs that flow.test.ts goes through: a hospital's own words, and what is told of a wrong pair.
import { expect, test } from 'vitest';
import { pairingFaults } from './pairing.ts';
import type { EcgTerm } from './terms.ts';

const term = (code: string, kind: EcgTerm['kind'], pairsWith: string[] = []) =>
  ({ ...{ code, kind, pairsWith }, zh: `词${code}` }) as unknown as EcgTerm;
const terms = [
  ...[term('1', 'primary'), term('50', 'primary'), term('900', 'convenience')],
  ...[term('300', 'modifier'), term('301', 'modifier', ['50', '77'])],
];
const faults = (...codes: string[]) =>
  pairingFaults(
    codes.map((code) => ({ code, text: `文${code}`, textEn: '', by: 'person' as const })),
    terms,
  );

test.each([
  ['a word that is in no list stands alone', ['own'], []],
  ['and carries a modifier', ['own', '300'], []],
  ['so does a shortcut', ['900', '300'], []],
  ['a modifier without a pair goes with any', ['50', '300'], []],
  ['a modifier alone', ['300'], [{ kind: 'needsPrimary', term: '文300' }]],
  [
    'a wrong pair names those that fit',
    ['900', '301'],
    [{ kind: 'wrongPrimary', term: '文301', primaries: ['词50', '77'] }],
  ],
  ['one of several that fits is enough', ['900', '50', '301'], []],
  ['a normal ECG with another word', ['1', 'own'], [{ kind: 'normalWith' }]],
])('%s', (_, codes, told) => {
  expect(faults(...codes)).toEqual(told);
});
