// Which images are of a request's patient.
import { expect, test } from 'vitest';
import { imageDoubt } from './image-match.ts';

const request = { number: '00123', birthDate: '1970-02-03', sex: 'male' } as const;

test.each([
  ['the same number', { patientId: ' 00123 ', birthDate: '19700203', sex: 'M' }, null],
  ['an image that says nothing more', { patientId: '00123', birthDate: '', sex: '' }, null],
  ['another sex code (other)', { patientId: '00123', birthDate: '', sex: 'O' }, null],
  ['no number', { patientId: ' ', birthDate: '19700203', sex: 'M' }, 'patientIdMissing'],
  ['a number without its zeros is another number', { patientId: '123', birthDate: '19700203', sex: 'M' }, 'patientId'],
  ['another day of birth', { patientId: '00123', birthDate: '19700204', sex: 'M' }, 'birthDate'],
  ['another sex', { patientId: '00123', birthDate: '19700203', sex: 'F' }, 'sex'],
])('%s', (_, image, doubt) => {
  expect(imageDoubt(request, image)).toBe(doubt);
});

test('a request that knows neither day of birth nor sex has nothing to contradict', () => {
  const bare = { number: 'A', birthDate: null, sex: 'unknown' } as const;
  expect(imageDoubt(bare, { patientId: 'A', birthDate: '19700203', sex: 'F' })).toBeNull();
});
