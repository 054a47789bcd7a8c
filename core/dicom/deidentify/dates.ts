// Moves dates by whole days, so that the intervals between a person's examinations stay.
import { parseDate } from '../date-time.ts';

const dayMs = 86_400_000;

/**
 * DA, or the day of a DT whose time and offset stay.
 * @returns null for a text that names no whole day
 */
export function shiftDate(text: string, days: number): string | null {
  const date = parseDate(text.slice(0, 8)) ?? parseDate(text);
  if (!date) return null;
  const moved = new Date(Date.UTC(date.year, date.month - 1, date.day) + days * dayMs);
  const day = moved.toISOString().slice(0, 10).replaceAll('-', '');
  return /^\d{8}/.test(text) ? `${day}${text.slice(8)}` : day;
}
