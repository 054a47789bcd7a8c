// Ages: days across leap years and time zones, and the words for them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageInDays, ageText, calendarAge, localDate, parseDay, yearsInDays } from './age.ts';

describe('days', () => {
  test.each([
    ['2024-02-28', '2024-03-01T02:00:00Z', 2],
    ['2023-02-28', '2023-03-01T02:00:00Z', 1],
    ['2026-07-17', '2026-07-17T01:00:00Z', 0],
    // 17:00 UTC is already the next day in China.
    ['2026-07-17', '2026-07-17T17:00:00Z', 1],
  ])('born %s, at %s: %i days', (birth, at, days) => {
    expect(ageInDays(birth, at)).toBe(days);
  });

  test('unknown, unreadable and future births have no age', () => {
    expect(ageInDays(null, '2026-07-17T01:00:00Z')).toBeNull();
    expect(ageInDays('2026-02-30', '2026-07-17T01:00:00Z')).toBeNull();
    expect(ageInDays('2026-07-18', '2026-07-17T01:00:00Z')).toBeNull();
  });

  test('the offset decides the day', () => {
    expect(localDate('2026-07-17T17:00:00Z')).toEqual({ year: 2026, month: 7, day: 18 });
    expect(localDate('2026-07-17T17:00:00Z', 0)).toEqual({ year: 2026, month: 7, day: 17 });
  });
});

describe('words', () => {
  test.each([
    ['2026-07-05', '12天', '12 d'],
    ['2026-07-17', '0天', '0 d'],
    ['2026-02-05', '5月12天', '5 m 12 d'],
    ['2026-06-17', '1月', '1 m'],
    ['2023-05-01', '3岁2月', '3 y 2 m'],
    ['2023-07-10', '3岁', '3 y'],
    ['1981-01-01', '45岁', '45 y'],
  ])('born %s: %s / %s', (birth, zh, en) => {
    expect(ageText(birth, '2026-07-17T04:00:00Z')).toBe(zh);
    expect(ageText(birth, '2026-07-17T04:00:00Z', 'en')).toBe(en);
  });

  test('the 31st and 29 February', () => {
    expect(calendarAge('2026-01-31', '2026-02-28T04:00:00Z')).toEqual({ years: 0, months: 1, days: 0 });
    expect(calendarAge('2024-02-29', '2025-02-27T04:00:00Z')).toEqual({ years: 0, months: 11, days: 29 });
    expect(ageText(null, '2026-07-17T04:00:00Z')).toBe('');
  });
});

const days = fc.integer({ min: 0, max: 40_000 });

test('the calendar age never runs backwards and its parts are in their limits', () => {
  const birth = Date.UTC(1950, 1, 1);
  const weight = (n: number) => {
    const age = calendarAge('1950-02-01', new Date(birth + n * 86_400_000).toISOString(), 0);
    if (age === null) throw new Error('no age');
    expect(age.months).toBeLessThan(12);
    expect(age.days).toBeLessThan(31);
    return age.years * 10_000 + age.months * 100 + age.days;
  };
  fc.assert(fc.property(days, (n) => weight(n) < weight(n + 1)));
});

test('days and birthdays agree to within a day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1900, max: 2000 }), (years, year) => {
      const lived = ageInDays(`${year}-06-15`, `${year + years}-06-15T12:00:00Z`, 0) ?? -1;
      return Math.abs(lived - yearsInDays(years)) <= 1;
    }),
  );
  expect(parseDay('2024-02-29')).toEqual({ year: 2024, month: 2, day: 29 });
});
