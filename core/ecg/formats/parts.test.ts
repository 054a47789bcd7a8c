// The small parts of the readers: dates, units, sample lists, steps, formulas, checksums.
import { describe, expect, test } from 'vitest';
import { crc32, crcCcitt } from './crc.ts';
import { fromCompact, fromParts } from './dates.ts';
import { sexOf, withoutPlaceholders, yearsOf } from './person.ts';
import { stepOf } from './quantise.ts';
import { ProblemList } from './refusal.ts';
import { parseSampleList } from './sample-list.ts';
import { microvoltsPer } from './units.ts';
import { formulaOf, VendorList } from './vendor-values.ts';
import { checkedWaveform } from './waveform.ts';

describe('dates', () => {
  test.each([
    ['20240309102030', '2024-03-09T10:20:30'],
    ['20240309102030.250+0800', '2024-03-09T10:20:30.250+08:00'],
    ['202403091020', '2024-03-09T10:20:00'],
    ['20240309', '2024-03-09'],
    ['2024', '2024'],
  ])('%s', (text, iso) => {
    expect(fromCompact(text, 'x', new ProblemList())).toBe(iso);
  });

  test('what is no date is a problem and nothing else', () => {
    const problems = new ProblemList();
    expect(fromCompact('20240230', 'x', problems)).toBeUndefined();
    expect(fromCompact('tomorrow', 'x', problems)).toBeUndefined();
    expect(fromParts('53255-1-1', undefined, 'x', problems)).toBeUndefined();
    // Day nought of the calendars of programs, in the field of who has no date of birth.
    expect(fromParts('1899-12-30', undefined, 'x', new ProblemList())).toBeUndefined();
    expect(problems.list().map(({ code }) => code)).toEqual(['DATE_INVALID', 'DATE_INVALID', 'DATE_INVALID']);
    expect(fromParts('12-31-2018', '15:21', 'x', problems)).toBe('2018-12-31T15:21:00');
    expect(fromParts('2018-12-31', '15:21:07.5', 'x', problems)).toBe('2018-12-31T15:21:07.500');
    expect(fromParts('31.12.2018', undefined, 'x', problems)).toBe('2018-12-31');
  });
});

test('dashes in place of a name or number are told and left out; a number without letters is one', () => {
  const problems = new ProblemList();
  expect(withoutPlaceholders({ id: '20044', name: '---', sex: 'female' }, problems)).toEqual({
    id: '20044',
    sex: 'female',
  });
  expect(withoutPlaceholders({ id: '?', name: '王芳' }, problems)).toEqual({ name: '王芳' });
  expect(problems.list().map(({ code }) => code)).toEqual(['NAME_INVALID', 'ID_INVALID']);
});

test('units, sex, age', () => {
  expect(['uV', 'mv', 'V', 'MICROVOLTS', 'nV', 'mmHg'].map(microvoltsPer)).toEqual([1, 1000, 1e6, 1, 1e-3, undefined]);
  expect(['M', 'Female', '女', 'UN', 'UNDEFINED', ''].map(sexOf)).toEqual([
    'male',
    'female',
    'female',
    'other',
    undefined,
    undefined,
  ]);
  expect([yearsOf(6, 'mo'), yearsOf(50, 'YEARS'), yearsOf(3, 'parsec'), yearsOf(999, 'a')]).toEqual([
    0.5,
    50,
    undefined,
    undefined,
  ]);
});

test('sample lists: integers, decimals, commas, what is no number', () => {
  const problems = new ProblemList();
  expect([...parseSampleList(' 1,-2\n3.5\t-1e2,,-, 7x', 'lead', problems)]).toEqual([
    1,
    -2,
    3.5,
    -100,
    Number.NaN,
    Number.NaN,
  ]);
  expect(problems.list().map(({ at }) => at)).toEqual(['lead, sample 4', 'lead, sample 5']);
  expect(parseSampleList(Array.from({ length: 50 }, () => '1').join(','), 'x', problems)).toHaveLength(50);
});

test('a problem list keeps a dozen of a kind and counts the rest', () => {
  const problems = new ProblemList();
  for (let at = 0; at < 1000; at++) problems.add('A', `${at}`, 'text');
  expect(problems.list()).toHaveLength(13);
  expect(problems.list().at(-1)?.text).toBe('988 more of this kind');
});

test.each([5, 4.88, 2.5, 1.25, 0.305, 1])('the step of samples in steps of %f uV', (step) => {
  const samples = Float32Array.from({ length: 500 }, (_, at) => Math.round(300 * Math.sin(at / 11)) * step);
  expect(stepOf(samples)).toBeCloseTo(step, 6);
  expect(stepOf(new Float32Array(3))).toBe(1);
});

test('the formula of a QTc, where arithmetic leaves one', () => {
  expect(formulaOf(403, 452, 1250)).toBe('bazett');
  expect(formulaOf(419, 452, 1250)).toBe('fridericia');
  // At 61/min all formulas agree.
  expect(formulaOf(370, 368, 982)).toBe('unknown');
  const list = new VendorList();
  list.add('qtMs', 452, 'x');
  list.add('heartRateBpm', 48, 'x');
  list.add('qtcMs', 403, 'x');
  list.add('axisPDeg', 999, 'x');
  list.add('qtMs', 29_999_999, 'x');
  expect(list.list().map(({ name, formula }) => [name, formula])).toEqual([
    ['qtMs', undefined],
    ['heartRateBpm', undefined],
    ['qtcMs', 'bazett'],
  ]);
});

test('checksums of the digits 1 to 9', () => {
  const digits = new TextEncoder().encode('123456789');
  expect(crcCcitt(digits)).toBe(0x29b1);
  expect(crc32(digits)).toBe(0xcbf43926);
});

test('waveforms: short leads are filled, impossible rates and voltages are named', () => {
  const problems = new ProblemList();
  const leads = [
    { name: 'I', samples: Float32Array.of(1, 2e6) },
    { name: 'I', samples: Float32Array.of(3) },
  ];
  const made = checkedWaveform({ kind: 'rhythm', sampleRateHz: 500, leads, where: 'x' }, problems);
  expect(made?.leads.map(({ name, samples }) => [name, ...samples])).toEqual([
    ['I', 1, Number.NaN],
    ['I (2)', 3, Number.NaN],
  ]);
  expect(checkedWaveform({ kind: 'rhythm', sampleRateHz: 0, leads, where: 'x' }, problems)).toBeUndefined();
  expect(problems.list().map(({ code }) => code)).toEqual([
    'AMPLITUDE_INVALID',
    'LEAD_TWICE',
    'LEAD_SHORT',
    'RATE_INVALID',
  ]);
});
