// Dates, times and date-times as text of DA, TM and DT (PS3.5 6.2), and the ranges of queries (PS3.4 C.2.2.2.5).

export interface DicomDate {
  year: number;
  month: number;
  day: number;
}

/** `fraction` is in seconds, 0 <= fraction < 1; parts that the text leaves out are undefined. */
export interface DicomTime {
  hour: number;
  minute?: number;
  second?: number;
  fraction?: number;
}

export interface DicomDateTime {
  year: number;
  month?: number;
  day?: number;
  time?: DicomTime;
  /** Minutes east of UTC. */
  offsetMinutes?: number;
}

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
};

/** `20260131`, or `2026.01.31` of ACR-NEMA; undefined when it is no date. */
export function parseDate(text: string): DicomDate | undefined {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) ? { year, month, day } : undefined;
}

/** `hh[mm[ss[.ffffff]]]`, or `hh:mm:ss` of ACR-NEMA; undefined when it is no time. */
export function parseTime(text: string): DicomTime | undefined {
  const match = /^(\d{2})(?::?(\d{2})(?::?(\d{2})(\.\d{1,6})?)?)?$/.exec(text.trim());
  if (!match) return undefined;
  const part = (index: number) => (match[index] === undefined ? undefined : Number(match[index]));
  const time = { hour: Number(match[1]), minute: part(2), second: part(3), fraction: part(4) };
  // 60 is a leap second.
  return time.hour < 24 && (time.minute ?? 0) < 60 && (time.second ?? 0) <= 60 ? time : undefined;
}

/** `YYYY[MM[DD[HH[MM[SS[.F]]]]]][&ZZXX]`; undefined when it is no date-time. */
export function parseDateTime(text: string): DicomDateTime | undefined {
  const match =
    /^(\d{4})(?:(\d{2})(?:(\d{2})(\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)?)?)?(?:([+-])(\d{2})(\d{2}))?$/.exec(
      text.trim(),
    );
  if (!match) return undefined;
  const month = match[2] === undefined ? undefined : Number(match[2]);
  const day = match[3] === undefined ? undefined : Number(match[3]);
  if (!parseDate(`${match[1]}${match[2] ?? '01'}${match[3] ?? '01'}`)) return undefined;
  const time = match[4] === undefined ? undefined : parseTime(match[4]);
  if (match[4] !== undefined && time === undefined) return undefined;
  const sign = match[5] === '-' ? -1 : 1;
  const offsetMinutes = match[5] === undefined ? undefined : sign * (Number(match[6]) * 60 + Number(match[7]));
  return { year: Number(match[1]), month, day, time, offsetMinutes };
}

const two = (value: number): string => String(value).padStart(2, '0');

export const formatDate = ({ year, month, day }: DicomDate): string =>
  `${String(year).padStart(4, '0')}${two(month)}${two(day)}`;

/** `hhmmss.ffffff`, as far as the parts are known. */
export function formatTime({ hour, minute, second, fraction }: DicomTime): string {
  if (minute === undefined) return two(hour);
  if (second === undefined) return two(hour) + two(minute);
  const parts = two(hour) + two(minute) + two(second);
  return fraction === undefined ? parts : parts + fraction.toFixed(6).slice(1);
}

/** `from-to`, `from-`, `-to` or one value, for DA and TM; undefined when it is neither. Both ends belong to the range. */
export function parseRange(text: string): { from?: string; to?: string } | undefined {
  const [from = '', to, more] = text.trim().split('-');
  if (more !== undefined) return undefined;
  if (to === undefined) return from === '' ? undefined : { from, to: from };
  if (from === '' && to === '') return undefined;
  return { from: from || undefined, to: to || undefined };
}
