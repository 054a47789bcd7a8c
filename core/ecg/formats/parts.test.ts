// The small parts of the readers: dates, units, sample lists, steps, formulas, checksums.
import { describe, expect, test } from 'vitest';
import { crc32, crcCcitt } from './crc.ts';
import { fromCompact, fromParts, isoDate, isoTime } from './dates.ts';
import { knownFilters } from './filters.ts';
import { checkLeadSet } from './lead-set.ts';
import { readSex, sexOf, withoutPlaceholders, yearsOf } from './person.ts';
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

  test('a day stands without a time that is none, which is told', () => {
    const problems = new ProblemList();
    expect(fromParts('2018-12-31', '25:00', 'x', problems)).toBe('2018-12-31');
    expect(fromCompact('2018123125', 'x', problems)).toBe('2018-12-31');
    expect(problems.list().map(({ code }) => code)).toEqual(['DATE_INVALID', 'DATE_INVALID']);
  });

  test.each([
    [isoDate(1850, 1, 1), '1850-01-01', isoDate(1849, 12, 31)],
    [isoDate(2200, 12, 31), '2200-12-31', isoDate(2201, 1, 1)],
    [isoDate(2024, 2, 29), '2024-02-29', isoDate(2023, 2, 29)],
    [isoDate(2024, 12, 1), '2024-12-01', isoDate(2024, 13, 1)],
    [isoDate(2024, 1, 1), '2024-01-01', isoDate(2024, 0, 1)],
    [isoDate(2024, 1, 31), '2024-01-31', isoDate(2024, 1, 0)],
    [isoTime(23, 59, 60), '23:59:60', isoTime(24, 0, 0)],
    [isoTime(0, 0, 0, 1), '00:00:00.001', isoTime(0, 60, 0)],
    [isoTime(0, 0, 0), '00:00:00', isoTime(0, 0, 61)],
  ])('%s is the last that is one (%s)', (last, iso, beyond) => {
    expect([last, beyond]).toEqual([iso, undefined]);
  });

  test('blanks where the day belongs are told; the month stands', () => {
    const problems = new ProblemList();
    expect(fromCompact('202403  ', 'x', problems)).toBe('2024-03');
    expect(fromCompact('20240309 ', 'x', problems)).toBe('2024-03-09');
    expect(problems.list()).toHaveLength(1);
  });

  test.each([
    ['20240309102030.2599Z', '2024-03-09T10:20:30.259Z'],
    ['2024030910', '2024-03-09T10:00:00'],
  ])('%s keeps whole milliseconds and the zone that was written', (text, iso) => {
    expect(fromCompact(text, 'x', new ProblemList())).toBe(iso);
  });
});

describe('a set of leads', () => {
  const told = (...leads: [name: string, samples: Float32Array][]) => {
    const problems = new ProblemList();
    const made = leads.map(([name, samples]) => ({ name, samples }));
    checkLeadSet([{ kind: 'rhythm', sampleRateHz: 500, startMs: 0, leads: made }], problems);
    return problems.list().map(({ code }) => code);
  };
  const own = (seed: number) => Float32Array.from({ length: 60 }, (_, at) => at * seed);
  const limbs: [string, Float32Array][] = [
    ['I', own(11)],
    ['II', own(12)],
  ];
  const chest = (count: number) =>
    Array.from({ length: count }, (_, i): [string, Float32Array] => [`V${i + 1}`, own(i + 1)]);

  test.each([
    [6, []],
    [5, ['LEAD_MISSING']],
    [4, ['LEAD_MISSING']],
    [3, []],
  ])('%i chest leads of six', (count, codes) => {
    expect(told(...limbs, ...chest(count))).toEqual(codes);
  });

  const again = { kind: 'rhythm' as const, startMs: 0, names: ['II', 'V1'] };
  test.each([
    ['the same time and a lead of both', again, ['waveform 2']],
    ['another time', { ...again, startMs: 1 }, []],
    ['other leads', { ...again, names: ['V1'] }, []],
    ['a median beat', { ...again, kind: 'median' as const }, []],
  ])('a waveform is there twice by %s', (_, { kind, startMs, names }, places) => {
    const problems = new ProblemList();
    const made = (list: readonly string[]) => list.map((name, at) => ({ name, samples: own(at + 1) }));
    const first = { kind: 'rhythm' as const, sampleRateHz: 500, startMs: 0, leads: made(['I', 'II']) };
    checkLeadSet([first, { kind, sampleRateHz: 500, startMs, leads: made(names) }], problems);
    expect(problems.list().map(({ at }) => at)).toEqual(places);
  });

  test.each([
    ['50 equal samples of eight levels', 50, 8, ['LEAD_COPIED']],
    ['49 samples', 49, 8, []],
    ['seven levels', 50, 7, []],
  ])('another’s copy: %s', (_, length, levels, codes) => {
    const made = () => Float32Array.from({ length }, (__, at) => at % levels);
    expect(told(['I', made()], ['II', made()])).toEqual(codes);
    const other = made();
    other[length - 1] = 100;
    expect(told(['I', made()], ['II', other])).toEqual([]);
    expect(told(['I', made()], ['II', Float32Array.from([...made(), 1])])).toEqual([]);
  });
});

test('filters that were applied: not 0, not -1, none above every sampling rate', () => {
  expect(knownFilters({ highPassHz: 0, lowPassHz: 100_000, notchHz: -1 })).toEqual({ lowPassHz: 100_000 });
  expect(knownFilters({ lowPassHz: 100_001 })).toBeUndefined();
});

test('dashes in place of a name or number are told and left out; a number without letters is one', () => {
  const problems = new ProblemList();
  expect(withoutPlaceholders({ id: '20044', name: '---', sex: 'female' }, problems)).toEqual({
    id: '20044',
    sex: 'female',
  });
  expect(withoutPlaceholders({ id: '?', name: '王芳' }, problems)).toEqual({ name: '王芳' });
  expect(problems.list().map(({ code, text }) => [code, text])).toEqual([
    ['NAME_INVALID', '"---" holds no name'],
    ['ID_INVALID', '"?" holds no number'],
  ]);
});

test('a word that is no sex is told; one that says that nobody knows is not', () => {
  const problems = new ProblemList();
  expect([' M ', '2', 'unknown', ' ', 'xyz'].map((word) => readSex(word, 'x', problems))).toEqual([
    ...['male', 'female', undefined, undefined, undefined],
  ]);
  expect(problems.list().map(({ text }) => text)).toEqual(['"xyz" is no sex']);
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
});

test.each([
  ['mV', 1000],
  ['millivolt', 1000],
  ['millivolts', 1000],
  ['volt', 1e6],
  ['µV', 1],
  ['μV', 1],
  ['microvolt', 1],
  ['nanovolts', 1e-3],
  [' uV ', 1],
])('"%s" is %f µV', (unit, uv) => {
  expect(microvoltsPer(unit)).toBe(uv);
});

test.each([
  [50, 'YEARS', 50],
  [50, undefined, 50],
  [6, 'mo', 0.5],
  [26, '周', 0.5],
  [73, 'days', 0.2],
  [8766, 'hours', 1],
  [1, 'd', 0],
  [150, '岁', 150],
  [150.1, 'a', undefined],
  [0, 'a', 0],
  [-1, 'a', undefined],
  [undefined, 'a', undefined],
  [3, 'parsec', undefined],
])('an age of %s %s is %s years', (value, unit, years) => {
  expect(yearsOf(value, unit)).toBe(years);
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

test.each([5, 4.88, 2.5, 1.25, 0.305, 0.1525, 1])('the step of samples in steps of %f uV', (step) => {
  const samples = Float32Array.from({ length: 500 }, (_, at) => Math.round(300 * Math.sin(at / 11)) * step);
  expect(stepOf(samples)).toBeCloseTo(step, 6);
  expect(stepOf(new Float32Array(3))).toBe(1);
});

test.each([
  ['half of the narrowest gap', [6, 15, 21], 3],
  ['a quarter', [12, 27, 42], 3],
  ['an eighth', [24, 51, 78], 3],
  ['with samples that are missing', [6, Number.NaN, 15, 21], 3],
  ['none, of a lead that was computed', [0.0113, 1.0311, 2.7193], 0.001],
])('the step of few levels: %s', (_, samples, step) => {
  expect(stepOf(Float32Array.from(samples))).toBeCloseTo(step, 6);
});

test('the formula of a QTc, where arithmetic leaves one', () => {
  expect(formulaOf(403, 452, 1250)).toBe('bazett');
  expect(formulaOf(419, 452, 1250)).toBe('fridericia');
  // At 61/min all formulas agree.
  expect(formulaOf(370, 368, 982)).toBe('unknown');
  expect(formulaOf(413, 452, 1250)).toBe('framingham');
  expect(formulaOf(431, 452, 1250)).toBe('hodges');
  // Within 3 ms of Bazett's 404.28 ms; all others 3 ms further off than Framingham's 413.5 (Fridericia: 419.6).
  expect([401.3, 401.2].map((qtc) => formulaOf(qtc, 452, 1250))).toEqual(['bazett', 'unknown']);
  expect([415, 415.1].map((qtc) => formulaOf(qtc, 452, 1250))).toEqual(['framingham', 'unknown']);
  // At 100/min Hodges gives 370 ms, 16 ms from Bazett and 8 from Framingham.
  expect([372.9, 373.1].map((qtc) => formulaOf(qtc, 300, 600))).toEqual(['hodges', 'unknown']);
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

test.each([
  ['heartRateBpm', [1, 1000], [0, 1001]],
  ['qtMs', [0, 100_000], [-1, 100_001]],
  ['axisQrsDeg', [-360, 360], [-361, 361]],
  ['prMs', [], [undefined, Number.NaN]],
] as const)('%s: what no heart gives is left out', (name, taken, left) => {
  const values = (given: readonly (number | undefined)[]) =>
    given.flatMap((value) => {
      const list = new VendorList();
      list.add(name, value, 'x');
      return list.list().map((one) => one.value);
    });
  expect([values(taken), values(left)]).toEqual([taken, []]);
});

test('the first of a name stays; another value that is no number is left out', () => {
  const list = new VendorList();
  list.add('qtMs', 400, 'x');
  list.add('qtMs', 410, 'y');
  list.other('R in V1', Number.NaN, 'µV', 'x');
  list.other('R in V1', 900, 'µV', 'x');
  expect([list.has('qtMs'), list.has('prMs')]).toEqual([true, false]);
  expect(list.list().map(({ value, unit }) => `${value} ${unit}`)).toEqual(['400 ms', '900 µV']);
});

test('a QTc without a QT beside it is of an unknown formula', () => {
  const list = new VendorList();
  list.add('qtcMs', 400, 'x');
  list.add('heartRateBpm', 60, 'x');
  expect(list.list()[0]?.formula).toBe('unknown');
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
