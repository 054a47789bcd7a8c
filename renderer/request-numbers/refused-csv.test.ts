// The file of refused rows: cells stay what they were, none becomes a formula.
import { expect, test } from 'vitest';
import { csvOf } from './refused-csv.ts';

test('quotes, commas and formulas', () => {
  expect(
    csvOf(
      ['检查号', '原因'],
      [
        ['A,1', '说"不"'],
        ['=1+1', '-2'],
      ],
    ),
  ).toBe('\ufeff检查号,原因\r\n"A,1","说""不"""\r\n\'=1+1,\'-2\r\n');
});
