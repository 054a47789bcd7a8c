// Dates and durations as people at the bench read them. Instants come in ISO 8601 UTC and show in local time.

const two = (n: number) => String(n).padStart(2, '0');

/** `YYYY-MM-DD HH:mm` in local time; empty for null. */
export function dateTime(instant: string | null | undefined): string {
  return instant ? `${day(instant)} ${clock(instant)}` : '';
}

/** `YYYY-MM-DD` in local time. */
export function day(instant: string | null | undefined): string {
  if (!instant) return '';
  const date = new Date(instant);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `HH:mm` in local time. */
export function clock(instant: string | null | undefined): string {
  if (!instant) return '';
  const date = new Date(instant);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `HH:mm:ss.mmm` in local time, for wire traffic. */
export function clockMilliseconds(instant: string): string {
  const date = new Date(instant);
  return `${clock(instant)}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Time alone when it was today, day and time in the year, else the whole date. */
export function shortTime(instant: string | null | undefined, now: Date): string {
  if (!instant) return '';
  const date = new Date(instant);
  if (day(instant) === day(now.toISOString())) return clock(instant);
  if (date.getFullYear() === now.getFullYear())
    return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(instant)}`;
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
