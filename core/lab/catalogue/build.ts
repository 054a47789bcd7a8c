// Small builders for the shipped catalogue, so that each test is one readable entry.
import { yearsInDays } from '../../kernel/age.ts';
import { type InstrumentEntry, openRange, type RangeRule, type TestEntry } from '../dictionary.ts';

type Limit = number | null;
type Critical = readonly [low: Limit, high: Limit];

export const ADULT = yearsInDays(18);
export const NEWBORN_DAYS = 28;

/** Critical limits hold at every age, reference limits from 18 years on: a child is not judged by an adult's range. */
export function adult(low: Limit, high: Limit, critical: Critical = [null, null]): RangeRule[] {
  return [
    ...atAnyAge(critical),
    { ...openRange, ageFromDays: ADULT, low, high, criticalLow: critical[0], criticalHigh: critical[1] },
  ];
}

export function bySex(male: Critical, female: Critical, critical: Critical = [null, null]): RangeRule[] {
  const rule = (sex: 'male' | 'female', [low, high]: Critical): RangeRule => ({
    ...openRange,
    sex,
    ageFromDays: ADULT,
    low,
    high,
    criticalLow: critical[0],
    criticalHigh: critical[1],
  });
  return [...atAnyAge(critical), rule('male', male), rule('female', female)];
}

/** A span of years for one sex: `[20, 60)`. */
export function years(sex: 'male' | 'female', from: number, below: number | null, low: Limit, high: Limit): RangeRule {
  return {
    ...openRange,
    sex,
    ageFromDays: yearsInDays(from),
    ageBelowDays: below === null ? null : yearsInDays(below),
    low,
    high,
  };
}

export function newborn(critical: Critical): RangeRule {
  return {
    ...openRange,
    ageFromDays: 0,
    ageBelowDays: NEWBORN_DAYS,
    criticalLow: critical[0],
    criticalHigh: critical[1],
  };
}

export function atAnyAge(critical: Critical): RangeRule[] {
  if (critical[0] === null && critical[1] === null) return [];
  return [{ ...openRange, criticalLow: critical[0], criticalHigh: critical[1] }];
}

export function words(normalTexts: string[]): RangeRule[] {
  return [{ ...openRange, normalTexts }];
}

export interface TestSpec {
  unit?: string;
  decimals?: number;
  method?: string;
  kind?: 'numeric' | 'text';
  ranges?: RangeRule[];
  formula?: string;
  defaultResult?: string;
  commonResults?: string[];
  meaning?: string;
  /** Differences and logarithms may be negative. */
  mayBeNegative?: boolean;
}

export type TestRow = readonly [code: string, name: string, nameEn: string, spec: TestSpec];

/** Entries in the order of the rows, numbered from `firstOrder` by ten, so that a laboratory can put its own between. */
export function tests(groupId: string, firstOrder: number, rows: readonly TestRow[]): TestEntry[] {
  return rows.map(([code, name, nameEn, spec], index) => ({
    code,
    name,
    nameEn,
    groupId,
    unit: spec.unit ?? '',
    printOrder: firstOrder + index * 10,
    method: spec.method ?? '',
    kind: spec.kind ?? 'numeric',
    decimals: spec.decimals ?? null,
    defaultResult: spec.defaultResult ?? '',
    commonResults: spec.commonResults ?? [],
    clinicalMeaning: spec.meaning ?? '',
    negativeIsSuspicious: !(spec.mayBeNegative ?? false),
    formula: spec.formula ?? null,
    ranges: spec.ranges ?? [],
    enabled: true,
  }));
}

type Channel = InstrumentEntry['channels'][number];

/** A channel in one unit; `factor` turns it into the unit of the test, `decimals` rounds. */
export function channel(
  code: string,
  testCode: string,
  unit: string | null = null,
  factor = 1,
  decimals: number | null = null,
): Channel {
  return { channel: code, testCode, unit, factor, decimals, ignore: false };
}

/** A code that is not reported. Its test code only has to be filled. */
export function ignored(code: string): Channel {
  return { channel: code, testCode: 'ignored', unit: null, factor: 1, decimals: null, ignore: true };
}

export function byCode<Entry extends { code: string }>(entries: readonly Entry[]): Record<string, Entry> {
  return Object.fromEntries(entries.map((entry) => [entry.code, entry]));
}
