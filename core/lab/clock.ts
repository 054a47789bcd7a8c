// Clocks of analyzers: they are set by hand, have no zone, and may be wrong by months (a real one was 16 months slow).
import { instantAt } from '../kernel/hospital-time.ts';

const HOUR_MS = 3_600_000;

/** Earliest and latest instant (ms) that a local time may mean: a day without a time is the whole day. Null when unreadable. */
function span(time: string): [number, number] | null {
  const at = instantAt(time);
  if (at === null) return null;
  const start = Date.parse(at);
  return [start, time.length === 10 ? start + 24 * HOUR_MS : start];
}

/** True when the analyzer's time is further than `toleranceHours` from when the message came; a missing time says nothing. */
export function isClockSuspect(time: string | null | undefined, receivedAt: string, toleranceHours: number): boolean {
  const meant = time === null || time === undefined ? null : span(time);
  if (meant === null) return false;
  const received = Date.parse(receivedAt);
  const distance = received < meant[0] ? meant[0] - received : received > meant[1] ? received - meant[1] : 0;
  return distance > toleranceHours * HOUR_MS;
}
