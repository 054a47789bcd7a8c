// Duty telephones: what is typed, and what is read from it.
import { expect, test } from 'vitest';
import { dutyLines, dutyOfLines } from './duty.ts';

test.each([
  ['沈波 13800138001', [{ name: '沈波', phone: '13800138001' }]],
  [
    '  沈波 ：+86 138-0013-8001 \n\n值班室,8201',
    [
      { name: '沈波', phone: '+8613800138001' },
      { name: '值班室', phone: '8201' },
    ],
  ],
  ['Dr. John Smith 13800138001', [{ name: 'Dr. John Smith', phone: '13800138001' }]],
  ['', []],
])('%j', (typed, people) => {
  expect(dutyOfLines(typed)).toEqual({ people });
  expect(dutyOfLines(dutyLines(people))).toEqual({ people });
});

test.each([
  ['13800138001', 1],
  ['沈波', 1],
  ['沈波 13800138001\n王五 12', 2],
  ['沈波 1380013x001', 1],
])('%j has no name and number in line %i', (typed, badLine) => expect(dutyOfLines(typed)).toEqual({ badLine }));
