// Which stretches of a long recording are printed: the evidence of rules first, then what the rhythm analysis found, each once and in time.

import type { ReportStrip } from '../../reporting/report-strip.ts';
import type { RecordingDetail } from '../flow/recording.ts';
import { clockText } from './full-disclosure.ts';

/** Longer recordings are not shown whole by one page. */
export const longMs = 20_000;
export const stripMs = 10_000;
/** Four pages or so: what nobody reads is not printed. */
const mostStrips = 12;
/** Of one kind: the longest pauses, the longest runs. */
const mostOfKind = 3;

export interface KeyStrip {
  fromMs: number;
  /** As it is printed above the strip. */
  title: string;
  /** Of the evidence; null where it is in no single lead. */
  lead: string | null;
}

interface Found {
  atMs: number;
  toMs: number;
  words: string;
  lead: string | null;
}

/** The first of every finding, then the second of each: where the strips are at an end, no finding is without one for another's third. */
function evidenceOf({ recording }: RecordingDetail): Found[] {
  return Array.from({ length: mostOfKind }, (_, at) =>
    recording.risk.findings.flatMap((finding) =>
      finding.evidence.slice(at, at + 1).map((one) => ({
        atMs: one.fromMs,
        toMs: one.toMs,
        words: finding.zh,
        lead: one.lead ?? null,
      })),
    ),
  ).flat();
}

function rhythmOf({ measurement }: RecordingDetail): Found[] {
  const detail = measurement?.rhythmDetail;
  if (!detail) return [];
  const longest = <Span extends { fromMs: number; toMs: number }>(spans: readonly Span[]) =>
    [...spans].sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs)).slice(0, mostOfKind);
  const found = (span: { fromMs: number; toMs: number }, words: string): Found => ({
    atMs: span.fromMs,
    toMs: span.toMs,
    words,
    lead: null,
  });
  return [
    ...longest(detail.ventricularRuns).map((run) =>
      found(run, `疑似室性连发 ${run.beats} 个 ${Math.round(run.rateBpm)} bpm`),
    ),
    ...longest(detail.pauses).map((pause) => found(pause, `疑似长间歇 ${(pause.ms / 1000).toFixed(2)} s`)),
    ...longest(detail.fastRuns).map((run) => found(run, `疑似快速心律 ${run.beats} 个 ${Math.round(run.rateBpm)} bpm`)),
    ...longest(detail.fibrillation).map((span) => found(span, '疑似心房颤动')),
  ];
}

/** Those that the reader chose, in pieces of one row each; a piece that ends the strip is as short as the rest is. */
export function chosenStrips(
  strips: readonly ReportStrip[],
  { id, durationMs }: { id: string; durationMs: number },
): KeyStrip[] {
  return strips
    .filter(({ recordingId, fromMs }) => recordingId === id && fromMs < durationMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .flatMap(({ fromMs, toMs, label }) => {
      const end = Math.min(toMs, durationMs);
      const rows = Math.max(1, Math.ceil((end - fromMs) / stripMs));
      return Array.from({ length: rows }, (_, row): KeyStrip => {
        const from = Math.max(0, Math.min(fromMs + row * stripMs, durationMs - stripMs));
        const part = rows > 1 ? `（${row + 1}/${rows}）` : '';
        return {
          fromMs: from,
          lead: null,
          title: `${clockText(fromMs)}–${clockText(end)}   ${label}${part}`.trimEnd(),
        };
      });
    });
}

/** None for a short recording; at least its beginning for a long one. One strip holds what lies within the same ten seconds. */
export function keyStrips(detail: RecordingDetail): KeyStrip[] {
  const { durationMs } = detail.recording;
  if (durationMs <= longMs) return [];
  const chosen: { fromMs: number; words: string[]; lead: string | null }[] = [];
  for (const { atMs, toMs, words, lead } of [...evidenceOf(detail), ...rhythmOf(detail)]) {
    const end = Math.min(toMs, atMs + stripMs);
    const holds = chosen.find((strip) => atMs >= strip.fromMs && end <= strip.fromMs + stripMs);
    if (holds) {
      if (!holds.words.includes(words)) holds.words.push(words);
      continue;
    }
    if (chosen.length >= mostStrips) continue;
    // In the middle of the strip; what is longer begins two seconds after its left edge.
    const before = Math.max(2000, (stripMs - (end - atMs)) / 2);
    const fromMs = Math.max(0, Math.min(atMs - before, durationMs - stripMs));
    chosen.push({ fromMs: Math.round(fromMs), words: [words], lead });
  }
  return chosen
    .sort((a, b) => a.fromMs - b.fromMs)
    .map(({ fromMs, words, lead }) => ({ fromMs, lead, title: `${clockText(fromMs)}   ${words.join('；')}` }));
}
