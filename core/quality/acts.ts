// Grading images and reports, and recording repeats: who may, what needs a reason, and what stood before stays in the history.
import { fail } from '../kernel/errors.ts';
import type { ExamDocument } from '../orders/exam.ts';
import type { ExamReport } from '../reporting/exam-report.ts';
import {
  type ExamQuality,
  type ImageGrade,
  otherReason,
  type QualityChange,
  type QualityPerson,
  type QualityState,
  type ReportGrade,
} from './model.ts';

export interface QualityContext {
  /** ISO 8601 UTC. */
  now: string;
  by: QualityPerson;
  /** Codes of the dictionary that are in use now, of the kind that is being given. */
  known: ReadonlySet<string>;
}

export interface Said {
  reasons: readonly string[];
  note: string;
}

/** Reasons that are not in use any more stay where they were given: only new ones are looked up. */
function settled(given: Said, before: QualityState | null, known: ReadonlySet<string>): Said & { reasons: string[] } {
  const reasons = [...new Set(given.reasons)];
  const unknown = reasons.filter((code) => !known.has(code) && !before?.reasons.includes(code));
  if (unknown.length > 0) throw fail('INPUT_INVALID', { fields: unknown.map((code) => `reasons: ${code}`) });
  return { reasons, note: given.note.trim() };
}

/**
 * Below the best a reason is given, and "other" is put into words; the best has none.
 * @throws REASON_REQUIRED, INPUT_INVALID
 */
export function requireReasons(isBest: boolean, { reasons, note }: Said, about: Record<string, string>): void {
  if (isBest && reasons.length > 0) throw fail('INPUT_INVALID', { fields: ['reasons'], ...about });
  if (!isBest && reasons.length === 0) throw fail('REASON_REQUIRED', { field: 'reasons', ...about });
  if (reasons.includes(otherReason) && note.trim() === '') throw fail('REASON_REQUIRED', { field: 'note', ...about });
}

const same = (left: QualityState | null, right: QualityState | null): boolean =>
  left === right ||
  (left !== null &&
    right !== null &&
    left.value === right.value &&
    left.note === right.note &&
    left.reasons.join(' ') === right.reasons.join(' '));

export function stateOf(
  mark: { grade?: string; count?: number; reasons: readonly string[]; note: string } | null,
): QualityState | null {
  if (mark === null) return null;
  return { value: mark.grade ?? String(mark.count ?? ''), reasons: [...mark.reasons], note: mark.note };
}

function changed(
  quality: ExamQuality,
  part: Partial<ExamQuality>,
  change: Pick<QualityChange, 'part' | 'edition' | 'before' | 'after'>,
  { now, by }: QualityContext,
): ExamQuality {
  if (same(change.before, change.after)) return quality;
  return {
    ...quality,
    ...part,
    version: quality.version + 1,
    history: [...quality.history, { ...change, at: now, by }],
  };
}

export function requireQualityVersion(quality: ExamQuality, expected: number): void {
  if (quality.version === expected) return;
  const last = quality.history.at(-1);
  throw fail('VERSION_CONFLICT', {
    ...{ examId: quality.examId, expected, actual: quality.version },
    ...{ by: last?.by.personName ?? null, at: last?.at ?? null, part: last?.part ?? null },
    value: last?.after?.value ?? null,
  });
}

/**
 * `grade` null takes the grade back. Whoever took the images does not grade them.
 * @throws STATE_REFUSED without images, SAME_PERSON, REASON_REQUIRED, INPUT_INVALID
 */
export function gradeImages(
  quality: ExamQuality,
  exam: Pick<ExamDocument, 'id' | 'state'>,
  given: Said & { grade: ImageGrade | null },
  context: QualityContext,
): ExamQuality {
  if (exam.state !== 'acquired')
    throw fail('STATE_REFUSED', { examId: exam.id, act: 'gradeImages', state: exam.state });
  if (quality.technician?.personId === context.by.personId)
    throw fail('SAME_PERSON', { examId: exam.id, act: 'gradeImages' });
  const before = stateOf(quality.images);
  if (given.grade === null)
    return changed(quality, { images: null }, { part: 'images', edition: null, before, after: null }, context);
  const said = settled(given, before, context.known);
  requireReasons(given.grade === 'A', said, { examId: exam.id });
  const images = { grade: given.grade, ...said, by: context.by, at: context.now };
  return changed(quality, { images }, { part: 'images', edition: null, before, after: stateOf(images) }, context);
}

/**
 * The technician finishes the exam and says what had to be taken again; 0 is an answer too. The first one who does is the technician
 * of the exam, a colleague who corrects the number does not become it.
 * @throws STATE_REFUSED, REASON_REQUIRED, INPUT_INVALID
 */
export function recordRepeats(
  quality: ExamQuality,
  exam: Pick<ExamDocument, 'id' | 'state'>,
  given: Said & { count: number },
  context: QualityContext,
): ExamQuality {
  if (exam.state !== 'acquired' && exam.state !== 'registered')
    throw fail('STATE_REFUSED', { examId: exam.id, act: 'recordRepeats', state: exam.state });
  const before = stateOf(quality.repeats);
  const said = settled(given, before, context.known);
  requireReasons(given.count === 0, said, { examId: exam.id });
  const repeats = { count: given.count, ...said, by: context.by, at: context.now };
  const part = { repeats, technician: quality.technician ?? context.by };
  return changed(quality, part, { part: 'repeats', edition: null, before, after: stateOf(repeats) }, context);
}

const gradable: readonly ExamReport['state'][] = ['submitted', 'final', 'superseded', 'recalled'];

/**
 * The grade of what the author submitted. It stands beside the report and changes nothing in it; null takes it back.
 * @throws STATE_REFUSED for a draft, SAME_PERSON for the author, REASON_REQUIRED, INPUT_INVALID
 */
export function gradeReport(
  quality: ExamQuality,
  report: Pick<ExamReport, 'id' | 'state' | 'edition' | 'authorId'>,
  given: Said & { grade: ReportGrade | null },
  context: QualityContext,
): ExamQuality {
  const { id, state, edition, authorId } = report;
  if (!gradable.includes(state)) throw fail('STATE_REFUSED', { reportId: id, act: 'gradeReport', state });
  if (authorId === context.by.personId) throw fail('SAME_PERSON', { reportId: id, act: 'gradeReport' });
  const before = stateOf(quality.reports[id] ?? null);
  const { [id]: _former, ...others } = quality.reports;
  if (given.grade === null)
    return changed(quality, { reports: others }, { part: 'report', edition, before, after: null }, context);
  const said = settled(given, before, context.known);
  requireReasons(given.grade === 'A', said, { reportId: id });
  const mark = { grade: given.grade, edition, ...said, by: context.by, at: context.now };
  const change = { part: 'report' as const, edition, before, after: stateOf(mark) };
  return changed(quality, { reports: { ...others, [id]: mark } }, change, context);
}
