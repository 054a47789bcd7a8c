// HL7 time stamps (chapter 2A, TS and DTM) to local ISO 8601 and back.
import { compactFromWritten, compactTime, onHospitalClock } from '../kernel/hospital-time.ts';

/**
 * `20210915123329.25+0200` to `2021-09-15T12:33:29.25`; undefined when it is no time. The offset is dropped: an analyzer is set by the
 * clock on the wall, its zone often by nobody.
 */
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

/** As `isoFromHl7Time`, on the hospital's clock: a time that names its zone is moved there. Of systems, whose zones are set with care. */
export function hospitalTimeFromHl7(text: string): string | undefined {
  const iso = isoFromHl7Time(text);
  const zone = /[+-]\d{4}$/.exec(text.trim())?.[0];
  return iso === undefined || zone === undefined || iso.length <= 10 ? iso : onHospitalClock(`${iso}${zone}`);
}

/** `yyyyMMddHHmmss` on the hospital's clock; empty for no instant. */
export function hl7Time(instant: Date | string | null): string {
  return instant === null ? '' : compactTime(instant);
}

/** A written time, in full or in part, to digits: `2021-09-15T12:33` to `202109151233`. */
export const hl7TimeFromIso = compactFromWritten;
