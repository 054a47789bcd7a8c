// The life of an exam's report: draft, submitted, given back, released by a second person, amended by a new edition, recalled. Nothing signed is changed.
import type { z } from 'zod';
import { fail } from '../kernel/errors.ts';
import type { ExamContext } from '../orders/exam-rules.ts';
import { corrections } from './exam-corrections.ts';
import type { ExamReport, ExamReportContent, Signature as SignatureSchema } from './exam-report.ts';

type Signature = z.infer<typeof SignatureSchema>;

export interface ExamReportSigning extends ExamContext {
  /** PNG data URL of the handwriting, null when there is none. */
  picture: string | null;
  /** The release is the second confirmation of what was read for another institution. */
  confirms?: boolean;
}

/** Acts -> states in which they may happen. */
const allowed = {
  save: ['draft', 'returned'],
  submit: ['draft', 'returned'],
  giveBack: ['submitted'],
  release: ['submitted'],
  releaseAlone: ['draft', 'returned', 'submitted'],
  amend: ['final', 'recalled'],
  recall: ['final'],
  print: ['final'],
} as const satisfies Record<string, readonly ExamReport['state'][]>;
export type ExamReportAct = keyof typeof allowed;

export function reportAllows(report: ExamReport, act: ExamReportAct): boolean {
  return allowed[act].some((state) => state === report.state);
}

function requireState(report: ExamReport, act: ExamReportAct): void {
  if (!reportAllows(report, act))
    throw fail('STATE_REFUSED', { reportId: report.id, act, state: report.state, edition: report.edition });
}

/** @throws VERSION_CONFLICT with what is there now, so that the author can decide */
export function requireReportVersion(report: ExamReport, expected: number): void {
  if (report.version === expected) return;
  throw fail('VERSION_CONFLICT', { reportId: report.id, expected, actual: report.version, ...presentText(report) });
}

/** The text that stands, for the author of another one. */
export function presentText(report: ExamReport): Record<string, string | number> {
  return {
    reportVersion: report.version,
    author: report.author,
    savedAt: report.savedAt,
    findings: report.content.findings,
    impression: report.content.impression,
  };
}

function next(report: ExamReport, part: Partial<ExamReport>): ExamReport {
  return { ...report, ...part, version: report.version + 1 };
}

function blank(
  now: string,
): Pick<
  ExamReport,
  | 'submittedAt'
  | 'releasedAt'
  | 'reviewer'
  | 'returnReason'
  | 'corrections'
  | 'signatures'
  | 'verificationCode'
  | 'contentHash'
  | 'recall'
  | 'startedAt'
  | 'savedAt'
> {
  return {
    startedAt: now,
    savedAt: now,
    submittedAt: null,
    releasedAt: null,
    reviewer: '',
    returnReason: '',
    corrections: [],
    signatures: [],
    verificationCode: '',
    contentHash: '',
    recall: null,
  };
}

export function startDraft(
  made: Pick<ExamReport, 'id' | 'examId' | 'service' | 'content'> & { edition: number },
  { now, by }: ExamContext,
): ExamReport {
  return {
    ...blank(now),
    ...made,
    version: 1,
    state: 'draft',
    authorId: by.personId,
    author: by.personName,
    amendReason: '',
  };
}

/** Whoever holds the lock goes on writing: a case that was handed over gets the name of the one who writes it. */
export function saveDraft(report: ExamReport, content: ExamReportContent, { now, by }: ExamContext): ExamReport {
  requireState(report, 'save');
  return next(report, { content, authorId: by.personId, author: by.personName, savedAt: now });
}

/** RAD-36: positive or negative is said of every report; a report without a conclusion is none. @throws INPUT_INVALID */
function requireComplete(content: ExamReportContent): void {
  const fields: string[] = [];
  if (content.impression.trim() === '' && content.statements.length === 0) fields.push('impression');
  if (content.positive === null) fields.push('positive');
  if (fields.length > 0) throw fail('INPUT_INVALID', { fields });
}

function signature(role: Signature['role'], { now, by, picture, confirms }: ExamReportSigning): Signature {
  const mark = role === 'reviewer' && confirms ? { confirms } : {};
  return { role, personId: by.personId, personName: by.personName, at: now, picture, ...mark };
}

/** The author signs. */
export function submit(report: ExamReport, content: ExamReportContent, context: ExamReportSigning): ExamReport {
  requireState(report, 'submit');
  requireComplete(content);
  return next(report, {
    state: 'submitted',
    content,
    authorId: context.by.personId,
    author: context.by.personName,
    savedAt: context.now,
    submittedAt: context.now,
    returnReason: '',
    signatures: [signature('author', context)],
  });
}

/** Back to the author: his signature is taken off, it was for a text that does not stay. @throws REASON_REQUIRED */
export function giveBack(report: ExamReport, reason: string, { now }: ExamContext): ExamReport {
  requireState(report, 'giveBack');
  if (reason.trim() === '') throw fail('REASON_REQUIRED', { reportId: report.id });
  return next(report, {
    state: 'returned',
    returnReason: reason.trim(),
    signatures: [],
    submittedAt: null,
    savedAt: now,
  });
}

/**
 * The second person signs, with what he changed kept as corrections. One person does both only where the hospital allows it.
 * Code and hash are put on afterwards by `seal`.
 * @throws SAME_PERSON
 */
export function release(
  report: ExamReport,
  content: ExamReportContent,
  context: ExamReportSigning,
  onePersonAllowed: boolean,
): ExamReport {
  const alone = report.authorId === context.by.personId;
  requireState(report, alone && onePersonAllowed ? 'releaseAlone' : 'release');
  if (alone && !onePersonAllowed) throw fail('SAME_PERSON', { reportId: report.id, act: 'release' });
  requireComplete(content);
  const { now, by } = context;
  const wasSubmitted = report.state === 'submitted';
  return next(report, {
    state: 'final',
    content,
    reviewer: by.personName,
    savedAt: now,
    submittedAt: report.submittedAt ?? now,
    releasedAt: now,
    returnReason: '',
    corrections: wasSubmitted ? corrections(report.content, content, { by: by.personName, at: now }) : [],
    signatures: [
      ...(wasSubmitted ? report.signatures : [signature('author', context)]),
      signature('reviewer', context),
    ],
  });
}

/** The next edition, with the content of the last; the last stays in force until the next is released. @throws REASON_REQUIRED */
export function amend(report: ExamReport, id: string, reason: string, { now, by }: ExamContext): ExamReport {
  requireState(report, 'amend');
  if (reason.trim() === '') throw fail('REASON_REQUIRED', { reportId: report.id });
  const { examId, service, content } = report;
  return {
    ...startDraft({ id, examId, service, content, edition: report.edition + 1 }, { now, by }),
    amendReason: reason.trim(),
  };
}

/** The edition before, once its amendment is released. A recalled one stays recalled. */
export function supersede(report: ExamReport): ExamReport {
  return report.state === 'final' ? next(report, { state: 'superseded' }) : report;
}

/** The signed text stays readable and says that it must not be used. @throws REASON_REQUIRED */
export function recall(report: ExamReport, reason: string, { now, by }: ExamContext): ExamReport {
  requireState(report, 'recall');
  if (reason.trim() === '') throw fail('REASON_REQUIRED', { reportId: report.id });
  return next(report, { state: 'recalled', recall: { reason: reason.trim(), by: by.personName, at: now } });
}

/** What printing needs to be allowed: a report in force. @throws STATE_REFUSED */
export function requirePrintable(report: ExamReport): void {
  requireState(report, 'print');
}
