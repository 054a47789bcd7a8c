// What a registration by hand still lacks, which items share its tube, and what is sent.
import { expect, test } from 'vitest';
import { shippedDictionaries } from '../../../../core/lab/catalogue/index.ts';
import {
  birthDateProblem,
  itemsMatching,
  missingOf,
  type RegisterForm,
  registerInput,
  tubesFor,
} from './register-form.ts';

const dictionaries = { version: 1, ...shippedDictionaries };
const items = Object.values(dictionaries.orderItem).filter((item) => item.enabled);
const empty: RegisterForm = {
  patientNumber: '',
  name: '',
  sex: 'unknown',
  birthDate: '',
  visitKind: 'outpatient',
  visitNumber: '',
  departmentId: '',
  doctor: '',
  itemCodes: [],
  urgent: false,
  note: '',
  barcode: '',
};

test('an empty form names all that is required; blanks do not count', () => {
  expect(missingOf(empty)).toEqual(['barcode', 'name', 'department', 'items']);
  expect(missingOf({ ...empty, barcode: ' ', name: ' ', departmentId: 'W1', itemCodes: ['X'] })).toEqual([
    'barcode',
    'name',
  ]);
});

test('a birth date is a real day, not in the future, or not known', () => {
  expect(birthDateProblem('', '2026-03-13')).toBeNull();
  expect(birthDateProblem('2026-03-13', '2026-03-13')).toBeNull();
  expect(birthDateProblem('2026-03-14', '2026-03-13')).toBe('future');
  expect(birthDateProblem('2026-02-30', '2026-03-13')).toBe('badDate');
});

test('the code that was typed in full comes first', () => {
  for (const { code } of items) expect(itemsMatching(code.toLowerCase(), dictionaries)[0]?.code).toBe(code);
  expect(itemsMatching('没有这个项目', dictionaries)).toEqual([]);
});

test('items of different containers need different tubes', () => {
  const [first] = items;
  const other = items.find((item) => item.container !== first?.container);
  expect(tubesFor([first?.code ?? ''], dictionaries)).toHaveLength(1);
  expect(tubesFor([first?.code ?? '', other?.code ?? ''], dictionaries)).toHaveLength(2);
});

test('what is sent is trimmed, the barcode folded to plain characters', () => {
  const input = registerInput({ ...empty, name: ' 张三 ', barcode: ' ９１２３ ' }, 'id');
  expect(input).toMatchObject({ barcode: '9123', patient: { name: '张三', birthDate: null } });
});
