// Exams and their reports as this station knows them: cached documents with the drafts that wait here applied.
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { examReportContract } from '../../../core/reporting/exam-contract.ts';
import type { ExamReport } from '../../../core/reporting/exam-report.ts';
import { saveDraft, startDraft } from '../../../core/reporting/exam-report-flow.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { WaitingCommand } from '../cache/custody-types.ts';
import { cachedChange } from '../picture/cached-change.ts';

export type DraftInput = z.output<NonNullable<(typeof examReportContract)['saveDraft']['~orpc']['inputSchema']>>;

export interface ExamPicture {
  exams(): Promise<ExamDocument[]>;
  exam(id: string): Promise<ExamDocument | null>;
  ofPatient(patientId: string): Promise<ExamDocument[]>;
  /** All editions, newest first. */
  reports(exam: ExamDocument): Promise<ExamReport[]>;
  waitingDrafts(): Promise<WaitingCommand[]>;
  /** An answer of the server is known here at once: the feed brings the same a moment later, unless the line is cut before. */
  learn(kind: 'exam' | 'examReport', document: ExamDocument | ExamReport): Promise<void>;
}

export const draftName = 'examReports.saveDraft';

/** The server took this very text and told of it, though its answer was lost: written again it would be a version too many. */
export const isTaken = (report: ExamReport | null, { expectedVersion, content }: DraftInput): boolean =>
  report?.version === expectedVersion + 1 && isDeepStrictEqual(report.content, content);

/** The report as the draft makes it. @throws STATE_REFUSED */
export function drafted(before: ExamReport | null, exam: ExamDocument, draft: WaitingCommand | DraftBy): ExamReport {
  // The contract has validated it when it came.
  const input = draft.input as DraftInput;
  const by = { personId: draft.actorId, personName: draft.actorName, stationName: '', institutionId: null };
  const context = { now: draft.at, by };
  if (before) return saveDraft(before, input.content, context);
  const { id: examId, service } = exam;
  return startDraft({ id: input.reportId, examId, service, content: input.content, edition: 1 }, context);
}
export type DraftBy = Pick<WaitingCommand, 'input' | 'actorId' | 'actorName' | 'at'>;

const inputOf = (draft: WaitingCommand) => draft.input as DraftInput;

export function createExamPicture(cache: CacheStore, custody: CustodyStore): ExamPicture {
  // What lies in the cache was checked when it came; the casts name it.
  const examsIn = (texts: string[]) => texts.map((text) => JSON.parse(text) as ExamDocument);
  const waitingDrafts = () => custody.read.waitingNamed(draftName);

  /** A list says that somebody writes here. */
  function listed(exam: ExamDocument, drafts: WaitingCommand[]): ExamDocument {
    const draft = drafts.findLast((one) => inputOf(one).examId === exam.id);
    if (!draft) return exam;
    const { reportId, content } = inputOf(draft);
    const state = exam.report.state === 'none' ? ('draft' as const) : exam.report.state;
    const report = { ...exam.report, id: reportId, state, author: draft.actorName, positive: content.positive };
    return { ...exam, report };
  }
  async function shown(texts: string[]): Promise<ExamDocument[]> {
    const drafts = await waitingDrafts();
    return examsIn(texts).map((exam) => listed(exam, drafts));
  }

  return {
    exams: async () => shown(await cache.read.documents('exam')),
    async exam(id) {
      const text = await cache.read.base('exam', id);
      const [exam = null] = text === null ? [] : await shown([text]);
      return exam;
    },
    async ofPatient(patientId) {
      const found = await shown(await cache.read.documentsWith('exam', patientId));
      return found.filter(({ patient }) => patient.id === patientId);
    },
    async reports(exam) {
      const texts = await cache.read.documentsWith('examReport', exam.id);
      const reports = texts.map((text) => JSON.parse(text) as ExamReport).filter(({ examId }) => examId === exam.id);
      for (const draft of await waitingDrafts()) {
        if (inputOf(draft).examId !== exam.id) continue;
        const at = reports.findIndex(({ id }) => id === inputOf(draft).reportId);
        if (isTaken(reports[at] ?? null, inputOf(draft))) continue;
        try {
          const next = drafted(reports[at] ?? null, exam, draft);
          reports.splice(at < 0 ? 0 : at, at < 0 ? 0 : 1, next);
        } catch {
          // The server will say why it does not fit; until then the picture stays as it was.
        }
      }
      return reports.sort((left, right) => right.edition - left.edition);
    },
    waitingDrafts,
    async learn(kind, document) {
      const { id: entityId, version } = document;
      await cache.write.apply([cachedChange({ kind, entityId, version, document })], null, null);
    },
  };
}
