// Strips that a reader marks on a long recording: where a new one stands, how its time is typed, what is no strip. Pure.
import { clockText } from '../../../../core/ecg/paper/full-disclosure.ts';
import { mostReportStrips, type ReportStrip } from '../../../../core/reporting/report-strip.ts';

/** Lengths that can be chosen, seconds: what one row of the paper holds, and up to what is printed. */
export const stripSeconds = [5, 10, 20, 30, 60] as const;
const usualMs = 10_000;

/** The page that is on the screen, as a strip; the same list where it is full or the page is marked already. */
export function withStrip(
  strips: readonly ReportStrip[],
  { id, durationMs }: { id: string; durationMs: number },
  pageFromMs: number,
  label: string,
): ReportStrip[] {
  const fromMs = Math.round(Math.max(0, Math.min(pageFromMs, durationMs - usualMs)));
  const isMarked = strips.some((one) => one.recordingId === id && one.fromMs === fromMs);
  if (isMarked || strips.length >= mostReportStrips) return [...strips];
  const strip = { recordingId: id, fromMs, toMs: Math.min(durationMs, fromMs + usualMs), label };
  return [...strips, strip].sort((a, b) => a.fromMs - b.fromMs);
}

/** `1:02:03`, `62:03` or `3723` to ms; null for what is no time within the recording. */
export function typedTime(text: string, durationMs: number): number | null {
  if (!/^\d{1,6}(:\d{1,2}){0,2}$/u.test(text.trim())) return null;
  const ms =
    text
      .trim()
      .split(':')
      .map(Number)
      .reduce((sum, part) => sum * 60 + part, 0) * 1000;
  return ms < durationMs ? ms : null;
}

export const stripTime = (ms: number): string => clockText(ms);

/** Begins elsewhere, or is longer or shorter; it never runs over the end of the recording. */
export function moved(
  strip: ReportStrip,
  durationMs: number,
  part: { fromMs?: number; seconds?: number },
): ReportStrip {
  const length = part.seconds === undefined ? strip.toMs - strip.fromMs : part.seconds * 1000;
  const fromMs = Math.max(0, Math.min(part.fromMs ?? strip.fromMs, durationMs - length));
  return { ...strip, fromMs, toMs: Math.min(durationMs, fromMs + length) };
}
