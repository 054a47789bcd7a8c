// Units: spellings that are one, and those that must stay two.
import { expect, test } from 'vitest';
import { sameUnit } from './unit.ts';

test.each([
  ['10*9/L', '10^9/L'],
  ['10*3/uL', '10^9/L'],
  ['×10⁹/L', '10^9/L'],
  ['10^6/µL', '10*12/L'],
  ['umol/l', 'μmol/L'],
  ['µmol/L', 'μmol/L'],
  ['uIU/mL', 'mIU/L'],
  ['U/l', 'U/L'],
  ['g / dL', 'g/dl'],
])('%s is %s', (left, right) => {
  expect(sameUnit(left, right)).toBe(true);
});

test.each([
  ['g/dL', 'g/L'],
  ['mg/dL', 'mmol/L'],
  ['%', 'L/L'],
  ['ng/dL', 'pmol/L'],
  ['IU/L', 'mIU/L'],
  ['', 'g/L'],
])('%s is not %s', (left, right) => {
  expect(sameUnit(left, right)).toBe(false);
});
