// Dates and durations as people at the bench read them. Instants come in ISO 8601 UTC and show in the time of the hospital (UTC+8), as on
// paper and in its systems, whatever zone the computer was left in.
import { hospitalClock } from '../../core/kernel/hospital-time.ts';

const two = (n: number) => String(n).padStart(2, '0');

/** `YYYY-MM-DD HH:mm`; empty for null. */
export function dateTime(instant: string | null | undefined): string {
  return instant ? `${day(instant)} ${clock(instant)}` : '';
}

/** `YYYY-MM-DD`; empty for null. */
export function day(instant: string | null | undefined): string {
  if (!instant) return '';
  const date = hospitalClock(instant);
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** `HH:mm`; empty for null. */
export function clock(instant: string | null | undefined): string {
  if (!instant) return '';
  const date = hospitalClock(instant);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** `HH:mm:ss.mmm`, for wire traffic. */
export function clockMilliseconds(instant: string): string {
  const date = hospitalClock(instant);
  return `${clock(instant)}:${two(date.getUTCSeconds())}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`;
}

/** Time alone when it was today, day and time in the year, else the whole date. */
export function shortTime(instant: string | null | undefined, now: Date): string {
  if (!instant) return '';
  const date = hospitalClock(instant);
  if (day(instant) === day(now.toISOString())) return clock(instant);
  if (date.getUTCFullYear() === hospitalClock(now).getUTCFullYear())
    return `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())} ${clock(instant)}`;
  return day(instant);
}

/** Minutes between two instants as `38 min`, `2 h 05`, `3 d`, in Chinese `38 分`, `2 小时 05 分`, `3 天`; empty when one is missing. */
export function span(
  from: string | null | undefined,
  to: string | null | undefined,
  locale: 'zh-CN' | 'en' = 'en',
): string {
  if (!from || !to) return '';
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
  if (locale === 'zh-CN') {
    if (minutes < 60) return `${minutes} 分`;
    if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} 小时 ${two(minutes % 60)} 分`;
    return `${Math.floor(minutes / 1440)} 天`;
  }
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)}`;
  return `${Math.floor(minutes / 1440)} d`;
}
