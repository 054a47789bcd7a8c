// Clocks of analyzers: they are set by hand, have no zone, and may be wrong by months (a real one was 16 months slow).
import { CHINA_OFFSET_MINUTES } from '../kernel/age.ts';

const local = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/u;
const HOUR_MS = 3_600_000;

/** Earliest and latest instant (ms) that a local time may mean: a day without a time is the whole day. Null when unreadable. */
function span(time: string, offsetMinutes: number): [number, number] | null {
  const match = local.exec(time);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match
    .slice(1)
    .map((part) => (part === undefined ? null : Number(part)));
  const start =
    Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0) - offsetMinutes * 60_000;
  return hour === null ? [start, start + 24 * HOUR_MS] : [start, start];
}

/** True when the analyzer's time is further than `toleranceHours` from when the message came; a missing time says nothing. */
export function isClockSuspect(
  time: string | null | undefined,
  receivedAt: string,
  toleranceHours: number,
  offsetMinutes = CHINA_OFFSET_MINUTES,
): boolean {
  const meant = time === null || time === undefined ? null : span(time, offsetMinutes);
  if (meant === null) return false;
  const received = Date.parse(receivedAt);
  const distance = received < meant[0] ? meant[0] - received : received > meant[1] ? received - meant[1] : 0;
  return distance > toleranceHours * HOUR_MS;
}
