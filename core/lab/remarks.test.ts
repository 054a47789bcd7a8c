// Remarks: the three forms that analyzers use, and what is none.
import { expect, test } from 'vitest';
import { sent } from '../../test/support/lab.ts';
import { remarkOf } from './remarks.ts';

test.each([
  [sent('Eosinophilia', '', { flags: ['A'] }), 'Eosinophilia'],
  [sent('17790-7', 'T', { name: 'WBC Left Shift?' }), 'WBC Left Shift?'],
  [sent('Blasts/Abn_Lympho?', '120'), 'Blasts/Abn_Lympho? 120'],
  [sent('Blasts/Abn_Lympho?', '90'), null],
  [sent('950', '51'), null],
  [
    sent('SCAT_WDF', '', {
      flags: ['A'],
      attachments: [{ kind: 'image', code: 'x', mediaType: 'image/png', encoding: 'reference', data: 'x' }],
    }),
    null,
  ],
  [sent('SPC', 'T'), null],
])('%j', (result, remark) => {
  expect(remarkOf(result)).toBe(remark);
});
