// Patterns of queries: what a name is matched by, and which part of a pattern its index is asked for.
import { expect, test } from 'vitest';
import { namePattern, partsQuery } from './match.ts';

test.each([
  ['ZHANG^SAN', '% zhang san%'],
  ['zhang  san', '% zhang san%'],
  ['WANG*', '% wang%'],
  ['*王*', '%王%'],
  ['*San', '%san %'],
  ['ZHANG^S?N', '% zhang s_n %'],
  ['100%_*', '% 100\\%\\_%'],
])('name %s is matched by %s', (value, pattern) => {
  expect(namePattern(value)).toBe(pattern);
});

test.each([
  ['% zhang san%', "' zhang san':*"],
  ['%王%', "'王':*"],
  ['% zhang s_n %', "' zhang s':*"],
  ["%o'neil%", "'o''neil':*"],
  ['%a\\\\b\\%%', "'a\\\\b%':*"],
  ['%a\\\\%bcd%', "'bcd':*"],
  ['% abcdefghijklmnop%', "' abcdefghijk':*"],
  ['% %', null],
  ['%_%', null],
])('the index of parts is asked for %s by %s', (pattern, query) => {
  expect(partsQuery(pattern)).toBe(query);
});
