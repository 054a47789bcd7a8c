// The hospital's clock: China keeps one time zone, UTC+8, all the year. What is printed, sent, typed and counted by days is on this
// clock, whatever zone a computer was left in (docs/decisions/0021-hospital-time.md). A local time is ISO 8601 without a zone.

export const CHINA_OFFSET_MINUTES = 480;
/** As ISO 8601 writes it. */
export const CHINA_ZONE = '+08:00';

const DAY_MS = 86_400_000;

/** A date whose UTC fields are those of the hospital's clock and calendar at that instant. */
export function hospitalClock(instant: Date | string): Date {
  return new Date(new Date(instant).getTime() + CHINA_OFFSET_MINUTES * 60_000);
}

/** `YYYY-MM-DDTHH:mm:ss.sss`, local. @throws RangeError for what is no instant */
export function hospitalTime(instant: Date | string): string {
  return hospitalClock(instant).toISOString().slice(0, -1);
}

/** `YYYY-MM-DD`: the hospital's calendar day of an instant. @throws RangeError for what is no instant */
export function hospitalDay(instant: Date | string): string {
  return hospitalTime(instant).slice(0, 10);
}

/** `2026-07-17 15:20` local, for paper and labels. @throws RangeError for what is no instant */
export function localMinute(instant: Date | string): string {
  return hospitalTime(instant).slice(0, 16).replace('T', ' ');
}

/** `yyyyMMddHHmmss` local, as HL7 (TS), LIS02 and DICOM (DA and TM joined) write it. @throws RangeError for what is no instant */
export function compactTime(instant: Date | string): string {
  return hospitalTime(instant).replace(/\D/g, '').slice(0, 14);
}

const written = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * The instant that a written time means, ISO 8601 UTC: on the hospital's clock, unless it names its own zone. A day alone is its midnight.
 * Null for what is no time.
 */
export function instantAt(time: string): string | null {
  const [, day, minute = '00:00', second = ':00', zone = CHINA_ZONE] = written.exec(time.trim()) ?? [];
  if (day === undefined || !isDay(day)) return null;
  const at = Date.parse(
    `${day}T${minute}${second}${zone.length === 3 ? `${zone}:00` : zone.replace(/^(.\d\d)(\d\d)$/, '$1:$2').toUpperCase()}`,
  );
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** `Date` takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

/** A written time on the hospital's clock: moved there if it names its zone, else as it is. */
export function onHospitalClock(time: string): string {
  const namesZone = written.exec(time.trim())?.[4] !== undefined;
  const at = namesZone ? instantAt(time) : null;
  return at === null ? time : hospitalTime(at).replace(/\.000$/, '');
}

/** `yyyyMMddHHmmss`, as far as it is known, of a written time; empty for none. */
export function compactFromWritten(time: string | undefined): string {
  return onHospitalClock(time ?? '')
    .replace(/\..*$/, '')
    .replace(/\D/g, '')
    .slice(0, 14);
}

/** First instant of a day `YYYY-MM-DD`. @throws RangeError for what is no day */
export function dayStart(day: string): Date {
  const at = day.length === 10 ? instantAt(day) : null;
  if (at === null) throw new RangeError(`${day} is no day`);
  return new Date(at);
}

/** First instant behind a day. @throws RangeError for what is no day */
export function dayAfter(day: string): Date {
  return new Date(dayStart(day).getTime() + DAY_MS);
}
