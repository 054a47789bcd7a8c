// The reading room at the station, put together: what is answered without the server, what waits for it, frames on the disk, what is fetched ahead.
import { join } from 'node:path';
import type { StudyManifest } from '../../../core/imaging/descriptor.ts';
import { type ErrorCode, fail } from '../../../core/kernel/errors.ts';
import type { ExamWorklist } from '../../../core/orders/contract.ts';
import { ExamDocument, type ExamService } from '../../../core/orders/exam.ts';
import { ExamReport } from '../../../core/reporting/exam-report.ts';
import type { CommandReply } from '../../../core/sync/contract.ts';
import type { WaitingCommand } from '../cache/custody-types.ts';
import type { Call } from '../contract/forwarding.ts';
import type { HostSession } from '../contract/sessions.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';
import { createExamPicture, type DraftInput, draftName } from './exam-picture.ts';
import { openFrameCache } from './frame-cache.ts';
import { createPixelDoor, type PixelDoor } from './pixels.ts';
import { createPrefetch } from './prefetch.ts';
import { createReadingReads, type ReadingReads, templatesKey } from './reads.ts';
import { filesOf, grantsIn, quotaIn, type RoomParts } from './room-parts.ts';
import { createStudies } from './studies.ts';
import { createStudyNews } from './study-news.ts';
import { createTraffic } from './traffic.ts';
import { type AnnotationInput, annotationsName, createWaitingWork } from './waiting-work.ts';

export interface ReadingParts extends RoomParts {
  asOf(): string | null;
  quietMs?: number;
}

export interface Reading {
  isRead(name: string): boolean;
  isCommand(name: string): boolean;
  /** Input as the contract has validated it. Throws what the act refuses. */
  run(call: Call, who: HostSession): Promise<unknown>;
  /** What else a call is about, so that it does not overtake what waits. */
  subjectsOf(input: unknown): Promise<string[]>;
  /** The server answered a call. */
  answered(call: Call, output: unknown): void;
  /** The server refused a call. */
  refused(call: Call, code: ErrorCode | null): void;
  /** The feed says that what a person may do has changed. */
  personChanged(personId: string): void;
  examChanged(examId: string): void;
  /** The feed says that a study is new, changed or removed. */
  studyChanged(studyUid: string): void;
  /** The server answered commands that waited. */
  settled(replies: CommandReply[], commands: WaitingCommand[]): Promise<void>;
  pixels: PixelDoor;
  close(): Promise<void>;
}

/** Of the disk, or a fifth of what is free, when that is less. */
const mostBytes = 20e9;
const partOfFree = 0.2;
const usualQuietMs = 1_500;

export async function createReading(environment: HostEnvironment, parts: ReadingParts): Promise<Reading> {
  const { cache, client, link, signedFetch } = parts;
  const nowMs = () => environment.clock.now().getTime();
  const frames = await openFrameCache({
    folder: join(parts.dataDir, 'frames'),
    key: parts.key,
    quotaBytes: await quotaIn(parts.dataDir, mostBytes, partOfFree),
    mayWrite: () => !parts.diskLow(),
    nowMs,
  });
  const scoped = (study: string) => `${parts.stationId()} ${study}`;
  const studies = createStudies({ ...frames, ...filesOf(frames, scoped) });
  const exams = createExamPicture(cache, parts.custody);
  const grants = grantsIn(environment, parts, {
    keeps: studies.keeps,
    async openable(studyUids, session) {
      const context = { session: session.serverToken, background: true };
      return (await client.imaging.openable({ studyUids }, { context })).studyUids;
    },
  });
  const waiting = createWaitingWork({
    custody: parts.custody,
    exams,
    studies,
    grants,
    online: link.online,
    sinceMs: () => link.since().getTime(),
    queued: parts.queued,
  });
  const reads = createReadingReads({
    cache,
    exams,
    studies,
    grants,
    waiting,
    now: () => environment.clock.now().toISOString(),
    asOf: parts.asOf,
    online: link.online,
  });
  const traffic = createTraffic();
  const prefetch = createPrefetch({
    client,
    signedFetch,
    online: link.online,
    studies,
    grants,
    cache: frames,
    traffic,
    log: environment.log,
    quietMs: parts.quietMs ?? usualQuietMs,
  });

  const news = createStudyNews({
    studies,
    refused: grants.withdrawn,
    log: environment.log,
    manifest: (studyUid, session) =>
      client.imaging.manifest({ studyUid }, { context: { session: session.serverToken, background: true } }),
  });

  const isRead = (name: string): name is keyof ReadingReads => Object.hasOwn(reads, name);

  async function keep({ name, input, session }: Call, output: unknown): Promise<void> {
    switch (name) {
      case 'orders.worklist': {
        const { rows } = output as ExamWorklist;
        if (!session?.info.rights.includes('radiology.view')) return;
        news.seenBy(session);
        grants.seenBy(session);
        prefetch.worklist(rows, session);
        return;
      }
      case 'imaging.manifest':
        await studies.keepManifest(output as StudyManifest);
        return session ? grants.given((input as { studyUid: string }).studyUid, session) : undefined;
      case 'imaging.annotations':
        return studies.keepAnnotations((input as { studyUid: string }).studyUid, output);
      case annotationsName: {
        // Kept as the server has them now.
        const { studyUid, command } = input as AnnotationInput;
        if (!session) return;
        const { id: actorId, name: actorName } = session.info.person;
        const by = { actorId, actorName, id: command.id, name, input, at: command.at, subject: studyUid };
        const done = { id: command.id, outcome: 'done' as const, code: null, detail: {}, output };
        return waiting.settled([done], [{ ...by, messageId: null, state: 'waiting', attempts: 0 }]);
      }
      case 'examReports.templates': {
        const { service } = input as { service: ExamService };
        if (session) await cache.write.setMeta(templatesKey(service, session.info.person.id), JSON.stringify(output));
        return;
      }
      case 'orders.lock':
      case 'orders.unlock': {
        const exam = ExamDocument.safeParse(output);
        return exam.success ? exams.learn('exam', exam.data) : undefined;
      }
      case draftName: {
        const report = ExamReport.safeParse(output);
        return report.success ? exams.learn('examReport', report.data) : undefined;
      }
      default:
        return;
    }
  }

  function forgotten(work: Promise<void>): void {
    void work.catch((error: unknown) =>
      environment.log('error', 'a withdrawn right could not be noted', { reason: messageOf(error) }),
    );
  }

  return {
    isRead,
    isCommand: (name) => name === draftName || name === annotationsName,
    async run({ name, input }, who) {
      if (isRead(name)) {
        // The contract has validated the input; names and readers are one table.
        const read = reads[name] as (input: unknown, who: HostSession) => Promise<unknown>;
        return read(input, who);
      }
      if (name === draftName) return waiting.saveDraft(input as DraftInput, who);
      if (name === annotationsName) return waiting.saveAnnotations(input as AnnotationInput, who);
      throw fail('OFFLINE_UNAVAILABLE', { name });
    },
    async subjectsOf(input) {
      if (typeof input !== 'object' || input === null) return [];
      const ids = ['reportId', 'studyUid', 'examId'].map((name): unknown => Reflect.get(input, name));
      const [reportId, studyUid, examId] = ids.map((id) => (typeof id === 'string' ? id : null));
      const drafts = examId ? await waiting.draftSubjects(examId) : [];
      return [...new Set([reportId, studyUid, ...drafts].flatMap((id) => id ?? []))];
    },
    answered(call, output) {
      void keep(call, output).catch((error: unknown) =>
        environment.log('warn', 'an answer could not be kept', { name: call.name, reason: messageOf(error) }),
      );
    },
    refused({ name, input, session }, code) {
      if (!session || name !== 'imaging.manifest' || code !== 'RIGHT_MISSING') return;
      forgotten(grants.withdrawn((input as { studyUid: string }).studyUid, session));
    },
    personChanged: (personId) => forgotten(grants.personChanged(personId)),
    examChanged: (examId) => forgotten(grants.examChanged(examId)),
    studyChanged: news.changed,
    settled: waiting.settled,
    pixels: createPixelDoor({ studies, grants, link, signedFetch, traffic }),
    async close() {
      await prefetch.close();
      await news.settled();
      await grants.settled();
      await frames.settled();
    },
  };
}
