// LIS02-A2 times: YYYYMMDD[HHMM[SS]] of the analyzer's clock, without a zone; it is set by the hospital's.
import { compactFromWritten, compactTime } from '../../../core/kernel/hospital-time.ts';

/** ISO 8601 local time; undefined when the text is no time. */
export function isoTime(text: string): string | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/.exec(text.trim());
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return undefined;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return date;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return undefined;
  return second === undefined ? `${date}T${hour}:${minute}` : `${date}T${hour}:${minute}:${second}`;
}

/** An instant as YYYYMMDDHHMMSS on the hospital's clock. */
export const lis02Time = compactTime;

/** Its day, YYYYMMDD. */
export const lis02Date = (at: Date): string => compactTime(at).slice(0, 8);

/** A written time to digits, as far as it is known; empty when there is none. */
export const lis02FromIso = compactFromWritten;
