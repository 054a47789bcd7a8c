// HL7 time stamps (chapter 2A, TS and DTM) to local ISO 8601 and back. An offset is dropped: the suite keeps the sender's clock.

/** `20210915123329.25+0200` to `2021-09-15T12:33:29.25`; undefined when it is no time. */
export function isoFromHl7Time(text: string): string | undefined {
  const match = /^(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\.\d{1,9})?(?:[+-]\d{4})?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, year = '', month, day, hour, minute = '00', second = '00', fraction = ''] = match;
  if (month === undefined) return year;
  if (Number(month) < 1 || Number(month) > 12) return undefined;
  if (day === undefined) return `${year}-${month}`;
  if (Number(day) < 1 || Number(day) > 31) return undefined;
  if (hour === undefined) return `${year}-${month}-${day}`;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}`;
}

/** ISO 8601 local time, in full or in part, to digits: `2021-09-15T12:33` to `202109151233`. */
export function hl7TimeFromIso(iso: string | undefined): string {
  return (iso ?? '')
    .replace(/(?:Z|[+-]\d{2}:?\d{2})$/, '')
    .replace(/\..*$/, '')
    .replace(/\D/g, '')
    .slice(0, 14);
}

/** `yyyyMMddHHmmss` in the local zone of this computer. */
export function hl7Time(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${String(at.getFullYear()).padStart(4, '0')}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${date}${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
