// What a reader goes on doing without the server: the draft of a report whose lock was held here, and annotations. The last one saved waits.
import { z } from 'zod';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamReport } from '../../../core/reporting/exam-report.ts';
import { requireReportVersion } from '../../../core/reporting/exam-report-flow.ts';
import type { CommandReply } from '../../../core/sync/contract.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { NewCommand, WaitingCommand } from '../cache/custody-types.ts';
import { type HostSession, requireRight } from '../contract/sessions.ts';
import { type DraftInput, drafted, draftName, type ExamPicture, isTaken } from './exam-picture.ts';
import type { KeptAnnotations } from './kept-annotations.ts';
import type { Studies } from './studies.ts';
import type { StudyGrants } from './study-grants.ts';

export interface WaitingWorkParts {
  custody: CustodyStore;
  exams: ExamPicture;
  studies: Studies;
  grants: Pick<StudyGrants, 'require'>;
  online(): boolean;
  /** ms since when the link is as it is: work of one outage was surely never sent. */
  sinceMs(): number;
  queued(): void;
}

export interface AnnotationInput {
  command: { id: string; at: string };
  studyUid: string;
  expectedVersion: number;
  doc?: unknown;
}

export interface WaitingWork {
  saveDraft(input: DraftInput, who: HostSession): Promise<ExamReport>;
  saveAnnotations(input: AnnotationInput, who: HostSession): Promise<{ version: number }>;
  /** As kept, with what waits; null when they were never fetched. */
  annotations(studyUid: string): Promise<KeptAnnotations | null>;
  /** Reports of an exam whose drafts wait: what is done to the exam must not overtake them. */
  draftSubjects(examId: string): Promise<string[]>;
  /** The server has them now: they are kept as it has them. */
  settled(replies: CommandReply[], commands: WaitingCommand[]): Promise<void>;
}

export const annotationsName = 'imaging.saveAnnotations';

export function createWaitingWork(parts: WaitingWorkParts): WaitingWork {
  const { custody, exams, studies } = parts;
  /** Command -> the outage in which it was born. Of this run only: what a former one left is sent as it is. */
  const outages = new Map<string, number>();
  let chain: Promise<unknown> = Promise.resolve();

  /** One act after another: each is judged by the picture that the one before it left. */
  function inTurn<Output>(work: () => Promise<Output>): Promise<Output> {
    const next = chain.then(work, work);
    chain = next.catch(() => undefined);
    return next;
  }

  /**
   * Puts the command into the outbox; in the place of the one before it, when that cannot have been sent. Then it expects what that
   * one expected. Returns whether it took its place. Between the question and the write nothing is awaited: the outbox reads after it.
   */
  async function keep(command: NewCommand & { input: { expectedVersion: number } }): Promise<boolean> {
    const waiting = await custody.read.pending(command.subject);
    const former = waiting.findLast(({ state }) => state === 'waiting');
    const outage = parts.online() ? null : parts.sinceMs();
    // One that is older than the outage may have reached the server, whose answer was lost: what follows must not take its place.
    if (outage !== null && Date.parse(command.at) > outage) outages.set(command.id, outage);
    const isUnsent =
      former !== undefined &&
      outage !== null &&
      outages.get(former.id) === outage &&
      former.name === command.name &&
      former.actorId === command.actorId;
    if (isUnsent) {
      const { expectedVersion } = former.input as { expectedVersion: number };
      await custody.write.replaceUnsent(former.id, { ...command, input: { ...command.input, expectedVersion } });
      outages.delete(former.id);
    } else await custody.write.enqueue(command);
    parts.queued();
    return isUnsent;
  }

  function withEntry(list: KeptAnnotations, by: WaitingCommand, version: number): KeptAnnotations {
    const entry = {
      authorId: by.actorId,
      author: by.actorName,
      version,
      savedAt: by.at,
      doc: (by.input as AnnotationInput).doc ?? null,
    };
    return [...list.filter(({ authorId }) => authorId !== by.actorId), entry];
  }

  async function annotations(studyUid: string): Promise<KeptAnnotations | null> {
    const kept = await studies.annotations(studyUid);
    if (!kept) return null;
    const waiting = (await custody.read.pending(studyUid)).filter(
      ({ name, state }) => name === annotationsName && state === 'waiting',
    );
    return waiting.reduce(
      (list, one) => withEntry(list, one, (one.input as AnnotationInput).expectedVersion + 1),
      kept,
    );
  }

  async function saveDraft(input: DraftInput, who: HostSession): Promise<ExamReport> {
    const { command, examId, reportId } = input;
    const exam = await exams.exam(examId);
    if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId });
    requireRight(who, `${exam.service}.write`);
    const { person, workstation } = who.info;
    const editions = await exams.reports(exam);
    const before = editions.find(({ id }) => id === reportId) ?? null;
    if (before && (await custody.read.hasCommand(command.id))) return before;
    if (before && isTaken(before, input)) return before;
    // Only the server gives locks: who had none here when the link went does not get one now.
    const { lock } = exam;
    const isOurs = lock?.personId === person.id && lock.fence === input.fence;
    if (!isOurs || (workstation && lock.stationName !== workstation.name)) {
      throw fail('OFFLINE_UNAVAILABLE', {
        what: 'the exam was not locked at this station',
        holder: lock?.personName ?? null,
      });
    }
    const [newest] = editions;
    if (before) requireReportVersion(before, input.expectedVersion);
    else if (newest) requireReportVersion(newest, -1);
    else if (input.expectedVersion !== 0) {
      throw fail('VERSION_CONFLICT', { reportId, expected: input.expectedVersion, actual: 0 });
    }
    const by = { actorId: person.id, actorName: person.name, at: command.at };
    const after = drafted(before, exam, { ...by, input });
    const replaced = await keep({ ...by, id: command.id, name: draftName, input, subject: reportId });
    return replaced && before ? { ...after, version: before.version } : after;
  }

  async function saveAnnotations(input: AnnotationInput, who: HostSession): Promise<{ version: number }> {
    requireRight(who, 'radiology.view');
    const { command, studyUid } = input;
    const { person } = who.info;
    const list = await annotations(studyUid);
    if (!list) throw fail('OFFLINE_UNAVAILABLE', { what: 'this study is not kept on this station', studyUid });
    await parts.grants.require(studyUid, who);
    const actual = list.find(({ authorId }) => authorId === person.id)?.version ?? 0;
    if (await custody.read.hasCommand(command.id)) return { version: actual };
    if (actual !== input.expectedVersion) {
      throw fail('VERSION_CONFLICT', { studyUid, expected: input.expectedVersion, actual });
    }
    const by = { actorId: person.id, actorName: person.name, at: command.at };
    const replaced = await keep({ ...by, id: command.id, name: annotationsName, input, subject: studyUid });
    return { version: replaced ? actual : actual + 1 };
  }

  return {
    saveDraft: (input, who) => inTurn(() => saveDraft(input, who)),
    saveAnnotations: (input, who) => inTurn(() => saveAnnotations(input, who)),
    annotations,
    async draftSubjects(examId) {
      const drafts = await exams.waitingDrafts();
      return drafts.filter(({ input }) => (input as DraftInput).examId === examId).map(({ subject }) => subject);
    },
    async settled(replies, commands) {
      for (const { id, outcome, output } of replies) {
        outages.delete(id);
        const command = commands.find((one) => one.id === id);
        if (outcome !== 'done' || command?.name !== annotationsName) continue;
        const saved = z.object({ version: z.number() }).safeParse(output);
        const kept = await studies.annotations(command.subject);
        if (saved.success && kept) {
          await studies.keepAnnotations(command.subject, withEntry(kept, command, saved.data.version));
        }
      }
    },
  };
}
