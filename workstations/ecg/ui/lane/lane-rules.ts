// The fast lane (快速诊断通道, ECG-28): which exam may be signed as normal in one step, and what its report then says. Pure.
import { pairingFaults } from '../../../../core/ecg/flow/pairing.ts';
import type { RecordingDetail, RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import type { EcgTerm } from '../../../../core/ecg/flow/terms.ts';
import type { QtcFormula } from '../../../../core/ecg/measure/qtc.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import type { EcgTextKey } from '../locales/use-ecg-text.ts';
import { emptyContent, withStatements } from '../panel/content.ts';
import { reportMeasurements, valueRows } from '../panel/values.ts';
import { inView } from '../queue/rows.ts';

/** AHA/ACC/HRS: normal ECG, sinus rhythm. */
const normalCode = '1';
const sinusCode = '20';

/** A tracing has stood on the screen at least so long before it can be signed: a key that is hit twice signs once. */
export const leastLookMs = 1500;

export type LaneRefusal = 'group' | 'written' | 'several' | 'unmeasured' | 'corrected' | 'terms' | 'looking';

export interface LaneCase {
  exam: ExamDocument;
  detail: RecordingDetail | null;
  /** Recordings of this exam: each has to be read, so more than one is no case for the lane. */
  recordings: number;
  /** The newest edition, null before anybody wrote. */
  report: ExamReport | null;
  /** The lane wrote it and took it back: it may be signed again. Anything else that stands written is not overwritten. */
  undone: boolean;
  personId: string;
  terms: readonly EcgTerm[];
  /** Since when the tracing stands on the screen, null while it does not. */
  shownForMs: number | null;
}

const termsOf = (terms: readonly EcgTerm[]) =>
  [sinusCode, normalCode].flatMap((code) => terms.find((one) => one.code === code && one.active) ?? []);

/** Why it cannot be signed in the lane; null when it can. The first that holds. */
export function laneRefusal(now: LaneCase): LaneRefusal | null {
  const { exam, detail, report } = now;
  if (!inView(exam, 'fast')) return 'group';
  const stands = report !== null && !(now.undone && report.state === 'returned' && report.authorId === now.personId);
  if (stands || (exam.lock !== null && exam.lock.personId !== now.personId)) return 'written';
  if (now.recordings > 1) return 'several';
  // Still on its way to the screen.
  if (now.recordings === 0 || detail === null) return 'looking';
  if (!detail.measurement || !detail.recording.surelyNormal) return 'unmeasured';
  if (detail.corrections.length > 0) return 'corrected';
  const terms = termsOf(now.terms);
  if (terms.length < 2 || pairingFaults(normalContent(now, 'bazett', String).statements, now.terms).length > 0)
    return 'terms';
  return now.shownForMs === null || now.shownForMs < leastLookMs ? 'looking' : null;
}

/** The whole report: statements, negative, the measurements as the machine took them. */
export function normalContent(
  { exam, detail, terms }: Pick<LaneCase, 'exam' | 'detail' | 'terms'>,
  formula: QtcFormula,
  word: (key: EcgTextKey) => string,
  previous: RecordingDocument | null = null,
): ExamReportContent {
  const statements = termsOf(terms).map(({ code, zh, en }) => ({ code, text: zh, textEn: en, by: 'person' as const }));
  const content = withStatements(emptyContent(exam.procedureName), statements);
  const measurements = detail
    ? reportMeasurements(valueRows(detail, previous, formula), formula, word, detail.recording.id)
    : [];
  return { ...content, positive: false, measurements };
}
