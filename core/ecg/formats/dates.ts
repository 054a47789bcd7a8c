// Dates and times as files write them, to ISO 8601; what is no date becomes nothing and a problem.
import type { ProblemList } from './refusal.ts';

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** `YYYY-MM-DD` where the parts make a day of 1850 to 2200. 30 December 1899 is day nought of programs' calendars: an empty field. */
export function isoDate(year: number, month: number, day: number): string | undefined {
  if (year === 1899 && month === 12 && day === 30) return undefined;
  if (!(year >= 1850 && year <= 2200 && month >= 1 && month <= 12 && day >= 1)) return undefined;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

export function isoTime(hour: number, minute: number, second: number, milliseconds = 0): string | undefined {
  if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 61)) return undefined;
  return `${pad(hour)}:${pad(minute)}:${pad(second)}${milliseconds > 0 ? `.${pad(milliseconds, 3)}` : ''}`;
}

/** Each part only behind the one that it is a part of: "196002.5" and "1960-0203" are damaged, and no year. */
const compact = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,6}))?)?)?([+-]\d{4}|Z)?)?)?)?$/;

/** HL7 TS and DICOM DT: `YYYY[MM[DD[HH[MM[SS[.fff]]]]]][±ZZZZ]`. The zone stays only if it was written. */
export function fromCompact(text: string | undefined, where: string, problems: ProblemList): string | undefined {
  if (!text) return undefined;
  const match = compact.exec(text.trim());
  const date = match && isoDate(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1));
  if (!match || !date) {
    problems.add('DATE_INVALID', where, `"${text.trim().slice(0, 40)}" is no date`);
    return undefined;
  }
  // A writer that knows no day ends after the month: blanks stand where digits were.
  if (match[3] === undefined && text !== text.trim())
    problems.add('DATE_INVALID', where, `"${text.slice(0, 40)}" has blanks for its end`);
  if (match[4] === undefined) return match[3] ? date : match[2] ? date.slice(0, 7) : date.slice(0, 4);
  const milliseconds = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000);
  const time = isoTime(Number(match[4]), Number(match[5] ?? 0), Number(match[6] ?? 0), milliseconds);
  if (!time) {
    problems.add('DATE_INVALID', where, `"${text.trim().slice(0, 40)}" is no time`);
    return date;
  }
  const zone = match[8];
  return `${date}T${time}${zone === undefined ? '' : zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`}`;
}

/** `YYYY-MM-DD`, `MM-DD-YYYY`, `DD.MM.YYYY` (MUSE writes American, Schiller compact dates) with an optional `HH:MM[:SS]`. */
export function fromParts(
  dateText: string | undefined,
  timeText: string | undefined,
  where: string,
  problems: ProblemList,
): string | undefined {
  if (!dateText) return undefined;
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(dateText);
  const american = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/.exec(dateText);
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(dateText);
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]]
    : american
      ? [american[3], american[1], american[2]]
      : german
        ? [german[3], german[2], german[1]]
        : [];
  const date = isoDate(Number(year), Number(month), Number(day));
  if (!date) {
    problems.add('DATE_INVALID', where, `"${dateText.slice(0, 40)}" is no date`);
    return undefined;
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?$/.exec(timeText ?? '');
  const time =
    clock &&
    isoTime(Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0), Number((clock[4] ?? '0').padEnd(3, '0')));
  if (timeText && !time) problems.add('DATE_INVALID', where, `"${timeText.slice(0, 40)}" is no time`);
  return time ? `${date}T${time}` : date;
}
