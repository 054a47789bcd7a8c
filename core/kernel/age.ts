// Age as the laboratory needs it: exact days for reference ranges, and the words a clinician says.
import { CHINA_OFFSET_MINUTES } from './hospital-time.ts';

const DAY_MS = 86_400_000;

export interface LocalDate {
  year: number;
  month: number;
  day: number;
}

/** `YYYY-MM-DD` of an existing day; null otherwise. */
export function parseDay(text: string): LocalDate | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return { year, month, day };
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Calendar day of an instant at a place `offsetMinutes` east of Greenwich. */
export function localDate(instant: string, offsetMinutes = CHINA_OFFSET_MINUTES): LocalDate {
  const shifted = new Date(Date.parse(instant) + offsetMinutes * 60_000);
  return { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate() };
}

function dayNumber(date: LocalDate): number {
  return Date.UTC(date.year, date.month - 1, date.day) / DAY_MS;
}

/** Full days lived, 0 on the day of birth; null when the birth date is unknown, unreadable or in the future. */
export function ageInDays(
  birthDate: string | null,
  instant: string,
  offsetMinutes = CHINA_OFFSET_MINUTES,
): number | null {
  const born = birthDate === null ? null : parseDay(birthDate);
  if (born === null) return null;
  const days = dayNumber(localDate(instant, offsetMinutes)) - dayNumber(born);
  return days >= 0 ? days : null;
}

export interface CalendarAge {
  years: number;
  months: number;
  days: number;
}

/** Years, months and days by the calendar; somebody born on the 31st completes a short month on its last day. */
export function calendarAge(
  birthDate: string | null,
  instant: string,
  offsetMinutes = CHINA_OFFSET_MINUTES,
): CalendarAge | null {
  const born = birthDate === null ? null : parseDay(birthDate);
  if (born === null || ageInDays(birthDate, instant, offsetMinutes) === null) return null;
  const today = localDate(instant, offsetMinutes);
  let months = (today.year - born.year) * 12 + (today.month - born.month);
  let anniversary = monthsAfter(born, months);
  if (dayNumber(anniversary) > dayNumber(today)) {
    months -= 1;
    anniversary = monthsAfter(born, months);
  }
  return { years: Math.floor(months / 12), months: months % 12, days: dayNumber(today) - dayNumber(anniversary) };
}

function monthsAfter(born: LocalDate, months: number): LocalDate {
  const index = born.month - 1 + months;
  const year = born.year + Math.floor(index / 12);
  const month = (index % 12) + 1;
  return { year, month, day: Math.min(born.day, daysInMonth(year, month)) };
}

/** Months are said up to the seventh birthday, days within the first year. */
const YEARS_WITH_MONTHS = 7;

/** `12天`, `5月12天`, `3岁2月`, `45岁`; `12 d`, `5 m 12 d`, `3 y 2 m`, `45 y`. Empty when unknown. */
export function ageText(
  birthDate: string | null,
  instant: string,
  language: 'zh' | 'en' = 'zh',
  offsetMinutes = CHINA_OFFSET_MINUTES,
): string {
  const age = calendarAge(birthDate, instant, offsetMinutes);
  if (age === null) return '';
  const parts: [number, 'year' | 'month' | 'day'][] =
    age.years >= YEARS_WITH_MONTHS
      ? [[age.years, 'year']]
      : age.years > 0
        ? [
            [age.years, 'year'],
            [age.months, 'month'],
          ]
        : [
            [age.months, 'month'],
            [age.days, 'day'],
          ];
  const said = parts.filter(([count]) => count > 0);
  const shown = said.length > 0 ? said : ([[0, 'day']] as const);
  const word = language === 'zh' ? { year: '岁', month: '月', day: '天' } : { year: ' y', month: ' m', day: ' d' };
  return shown.map(([count, unit]) => `${count}${word[unit]}`).join(language === 'zh' ? '' : ' ');
}

/** Days from birth to the n-th birthday, to within a day: what age limits of ranges are written with. */
export function yearsInDays(years: number): number {
  return Math.floor(years * 365.25);
}
