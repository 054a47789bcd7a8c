// What a registration by hand still lacks, which items share its tube, and what is sent.
import { expect, test } from 'vitest';
import { shippedDictionaries } from '../../../../core/lab/catalogue/index.ts';
import {
  birthDateProblem,
  formOfCard,
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
  identityNumber: '',
  phone: '',
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

test('a card fills in a known patient from the record, an unknown one from the number', () => {
  const identity = { number: '11010519491231002X', birthDate: '1949-12-31', sex: 'female' as const };
  expect(formOfCard({ identity, patient: null })).toEqual({
    identityNumber: identity.number,
    birthDate: identity.birthDate,
    sex: 'female',
  });
  const id = '00000000-0000-4000-8000-000000000001';
  const patient = { id, number: 'P1', name: '张三', sex: 'male' as const, birthDate: '1980-01-01' };
  const filled = formOfCard({ identity, patient });
  expect(filled).toMatchObject({ patientNumber: 'P1', name: '张三', sex: 'male', identityNumber: '' });
  expect(registerInput({ ...empty, ...filled, phone: ' 19900001111 ' }, id).patient).toEqual({
    number: 'P1',
    name: '张三',
    sex: 'male',
    birthDate: '1980-01-01',
    phone: '19900001111',
  });
});
