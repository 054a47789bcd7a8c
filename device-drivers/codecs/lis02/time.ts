// LIS02-A2 times: YYYYMMDD[HHMM[SS]] of the analyzer's clock, without a zone.

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

const two = (value: number) => String(value).padStart(2, '0');

/** Local time of a date as YYYYMMDDHHMMSS. */
export function lis02Time(date: Date): string {
  return `${lis02Date(date)}${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

export function lis02Date(date: Date): string {
  return `${String(date.getFullYear()).padStart(4, '0')}${two(date.getMonth() + 1)}${two(date.getDate())}`;
}

/** ISO 8601 text as sent by the server to digits; empty when it has none. */
export function lis02FromIso(iso: string | undefined): string {
  return (iso ?? '')
    .replace(/\.\d+|[zZ]|[+-]\d\d:?\d\d$/g, '')
    .replace(/\D/g, '')
    .slice(0, 14);
}
