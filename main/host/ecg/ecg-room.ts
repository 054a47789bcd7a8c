// The ECG room at the station, put together: what is kept for the time without the server, what is answered from it, who may see it there.
import { join } from 'node:path';
import { mostRecordingsAsked } from '../../../core/ecg/flow/ahead-contract.ts';
import type { RecordingDetail, RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import type { ErrorCode } from '../../../core/kernel/errors.ts';
import type { ExamWorklist } from '../../../core/orders/contract.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { Call } from '../contract/forwarding.ts';
import type { HostSession } from '../contract/sessions.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';
import { createExamPicture } from '../reading/exam-picture.ts';
import { openFrameCache } from '../reading/frame-cache.ts';
import { filesOf, grantsIn, quotaIn, type RoomParts } from '../reading/room-parts.ts';
import type { KeptKind } from '../reading/study-grants.ts';
import { createKeptTracings } from './kept-tracings.ts';
import { createTracingDoor, type TracingDoor } from './tracing-door.ts';
import { createTracingReads, termsKey } from './tracing-reads.ts';
import { createTracingsAhead, isPrecious } from './tracings-ahead.ts';

export interface EcgRoomParts extends RoomParts {
  pauseMs?: number;
}

export interface EcgRoom {
  isRead(name: string): boolean;
  /** Input as the contract has validated it. Throws what the act refuses. */
  run(call: Call, who: HostSession): Promise<unknown>;
  /** The server answered a call. */
  answered(call: Call, output: unknown): void;
  /** The server refused a call. */
  refused(call: Call, code: ErrorCode | null): void;
  /** The feed says that what a person may do has changed. */
  personChanged(personId: string): void;
  examChanged(examId: string): void;
  recordingChanged(recordingId: string): void;
  door: TracingDoor;
  close(): Promise<void>;
}

/** Of the disk, or a twentieth of what is free, when that is less. */
const mostBytes = 2e9;
const partOfFree = 0.05;
/** Recordings, earlier ones for comparison among them. */
const mostRecordings = 600;
const usualPauseMs = 50;

const keptRecordings: KeptKind = {
  object: 'recording',
  right: 'ecg.view',
  refusal: 'TRACING_NOT_GRANTED',
  most: mostRecordingsAsked,
  recordName: 'ecg.recordOffline',
  named: (recordingId) => ({ recordingId }),
};

export async function createEcgRoom(environment: HostEnvironment, parts: EcgRoomParts): Promise<EcgRoom> {
  const { cache, client, link } = parts;
  const nowMs = () => environment.clock.now().getTime();
  const readers = new Set<string>();
  const scoped = (recordingId: string) => `${parts.stationId()} ${recordingId}`;
  const recordingsOf = ({ objects }: ExamDocument) =>
    objects.flatMap(({ kind, id }) => (kind === 'recording' ? [id] : []));
  // What lies in the cache was checked when it came; the casts name it.
  const examsHere = async () => (await cache.read.documents('exam')).map((text) => JSON.parse(text) as ExamDocument);

  const files = await openFrameCache({
    folder: join(parts.dataDir, 'tracings'),
    key: parts.key,
    quotaBytes: await quotaIn(parts.dataDir, mostBytes, partOfFree),
    mostStudies: mostRecordings,
    mayWrite: () => !parts.diskLow(),
    nowMs,
    async lastToGo() {
      const precious = (await examsHere()).filter((exam) => isPrecious(exam, readers));
      return new Set(precious.flatMap(recordingsOf).map(scoped));
    },
  });
  const tracings = createKeptTracings(filesOf(files, scoped), (recordingId) => {
    environment.log('warn', 'the copy of an ECG is damaged; it is fetched anew', { recordingId });
    told(again(recordingId));
  });
  const exams = createExamPicture(cache, parts.custody);
  const grants = grantsIn(
    environment,
    parts,
    {
      keeps: tracings.keeps,
      async openable(recordingIds, session) {
        const context = { session: session.serverToken, background: true };
        return (await client.ecg.openable({ recordingIds }, { context })).recordingIds;
      },
    },
    keptRecordings,
  );
  const ahead = createTracingsAhead({
    client,
    signedFetch: parts.signedFetch,
    online: link.online,
    tracings,
    grants,
    mayWrite: () => !parts.diskLow(),
    log: environment.log,
    pauseMs: parts.pauseMs ?? usualPauseMs,
  });
  const { reads, body } = createTracingReads({ cache, exams, tracings, grants });
  const isRead = (name: string): name is keyof typeof reads => Object.hasOwn(reads, name);

  async function recording(id: string): Promise<RecordingDocument | null> {
    const text = await cache.read.base('recording', id);
    return text === null ? null : (JSON.parse(text) as RecordingDocument);
  }
  /** Fetched anew where it still belongs to an exam, else gone. */
  async function again(recordingId: string): Promise<void> {
    const examId = (await recording(recordingId))?.examId ?? null;
    const exam = examId === null ? null : await exams.exam(examId);
    if (exam) ahead.again(exam);
    else await tracings.forget(recordingId);
  }

  async function keep({ name, input, session }: Call, output: unknown): Promise<void> {
    if (!session?.info.rights.includes('ecg.view')) return;
    readers.add(session.info.person.id);
    switch (name) {
      case 'orders.worklist': {
        if ((input as { service: string }).service !== 'ecg') return;
        grants.seenBy(session);
        ahead.worklist((output as ExamWorklist).rows, session);
        return;
      }
      case 'ecg.recordings': {
        const { examId } = input as { examId?: string };
        const exam = examId ? await exams.exam(examId) : null;
        return exam ? ahead.opened(exam, session) : undefined;
      }
      case 'ecg.recording': {
        const detail = output as RecordingDetail;
        const { id } = detail.recording;
        if (!tracings.keeps(id)) return;
        await tracings.keepDetail(detail);
        return grants.given(id, session);
      }
      case 'ecg.terms':
        return cache.write.setMeta(termsKey(session.info.person.id), JSON.stringify(output));
      default:
        return;
    }
  }

  /** Waited for by nobody. */
  function told(work: Promise<void>): void {
    void work.catch((error: unknown) =>
      environment.log('error', 'news of an ECG could not be noted', { reason: messageOf(error) }),
    );
  }

  return {
    isRead,
    async run({ name, input }, who) {
      readers.add(who.info.person.id);
      // The contract has validated the input; names and readers are one table.
      const read = reads[name as keyof typeof reads] as (input: unknown, who: HostSession) => Promise<unknown>;
      return read(input, who);
    },
    answered(call, output) {
      told(keep(call, output));
    },
    refused({ name, input, session }, code) {
      // What is another institution's business is answered as if it were not there.
      if (!session || name !== 'ecg.recording' || (code !== 'RIGHT_MISSING' && code !== 'NOT_FOUND')) return;
      told(grants.withdrawn((input as { recordingId: string }).recordingId, session));
    },
    personChanged: (personId) => told(grants.personChanged(personId)),
    examChanged(examId) {
      told(grants.examChanged(examId));
      told(
        exams.exam(examId).then(async (exam) => {
          // Withdrawn: its copies go. Reads refuse it by themselves from now on.
          if (exam?.service !== 'ecg' || exam.state !== 'cancelled') return;
          for (const id of recordingsOf(exam)) await tracings.forget(id);
        }),
      );
    },
    recordingChanged(recordingId) {
      if (tracings.keeps(recordingId)) told(again(recordingId));
    },
    door: createTracingDoor({ body }, link),
    async close() {
      await ahead.close();
      await grants.settled();
      await files.settled();
    },
  };
}
