// Fetches the tracings of the worklist ahead, the most dangerous and the newest first, and those of an exam that was opened; tells the screen nothing.
import type { TracingsAhead } from '../../../core/ecg/flow/ahead-contract.ts';
import type { RecordingDetail } from '../../../core/ecg/flow/recording.ts';
import { versionHeader } from '../../../core/ecg/flow/samples.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { HostSession } from '../contract/sessions.ts';
import { errorCodeOf } from '../custody/outbox.ts';
import { type Log, messageOf } from '../environment.ts';
import type { ServerClient, SignedFetch } from '../link/server-client.ts';
import type { StudyGrants } from '../reading/study-grants.ts';
import { isOf, type KeptTracings } from './kept-tracings.ts';

export interface TracingsAheadParts {
  client: { ecg: Pick<ServerClient['ecg'], 'ahead'> };
  signedFetch: SignedFetch;
  online(): boolean;
  tracings: Pick<KeptTracings, 'keepDetail' | 'keepPrevious' | 'keepBody' | 'hasBody'>;
  grants: Pick<StudyGrants, 'given' | 'withdrawn'>;
  /** False while the disk is nearly full. */
  mayWrite(): boolean;
  log: Log;
  /** Between two exams: a reader's own requests come first. */
  pauseMs: number;
}

export interface TracingsAheadJob {
  /** The worklist as it was just shown to somebody. */
  worklist(rows: readonly ExamDocument[], session: HostSession): void;
  /** Somebody opens it: what lies here of it is made whole. */
  opened(exam: ExamDocument, session: HostSession): void;
  /** Something of it is new at the server, or its copy was damaged. */
  again(exam: ExamDocument): void;
  /** Resolves when nothing is being fetched. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Exams ahead of the readers. */
const mostExams = 200;
/** Half a day of three leads at 250 Hz; longer ones are read at the server only. */
const mostBytes = 64 * 1024 * 1024;
const timeoutMs = 60_000;

const levels = ['critical', 'majorPositive', 'attention', 'unknown', 'normal'] as const;
const priorities = ['emergency', 'urgent', 'routine'] as const;
const since = ({ acquiredAt, registeredAt, requestedAt }: ExamDocument) => acquiredAt ?? registeredAt ?? requestedAt;

/** Still to be read or reviewed. */
const waits = ({ state, report, objects }: ExamDocument): boolean =>
  state === 'acquired' &&
  ['none', 'draft', 'returned', 'submitted', 'recalled'].includes(report.state) &&
  objects.some(({ kind }) => kind === 'recording');

/** Those that nobody wants to be without: suspected critical ones that wait, and what a person here is writing on. */
export function isPrecious(exam: ExamDocument, readers: ReadonlySet<string>): boolean {
  if (exam.service !== 'ecg') return false;
  return (exam.lock !== null && readers.has(exam.lock.personId)) || (exam.risk?.level === 'critical' && waits(exam));
}

/** What is fetched first: written on here, danger, priority, the newest. */
export function aheadOrder(rows: readonly ExamDocument[], personId: string): ExamDocument[] {
  const mine = ({ lock }: ExamDocument) => (lock?.personId === personId ? 0 : 1);
  const level = ({ risk }: ExamDocument) => levels.indexOf(risk?.level ?? 'unknown');
  const priority = (exam: ExamDocument) => priorities.indexOf(exam.priority);
  return rows
    .filter(waits)
    .sort(
      (one, other) =>
        mine(one) - mine(other) ||
        level(one) - level(other) ||
        priority(one) - priority(other) ||
        since(other).localeCompare(since(one)),
    )
    .slice(0, mostExams);
}

export function createTracingsAhead(parts: TracingsAheadParts): TracingsAheadJob {
  const { client, tracings, grants } = parts;
  const stop = new AbortController();
  /** Exam -> what it had when it was fetched. */
  const done = new Map<string, string>();
  const opened = new Map<string, ExamDocument>();
  let listed: readonly ExamDocument[] = [];
  /** In whose name it is asked: who was here last. */
  let asker: HostSession | null = null;
  let running: Promise<void> | null = null;

  const objectsOf = ({ objects }: ExamDocument) => objects.map(({ id, count }) => `${id}:${count}`).join(' ');
  const isDone = (exam: ExamDocument) => done.get(exam.id) === objectsOf(exam);

  function next(): ExamDocument | undefined {
    for (const exam of opened.values()) {
      opened.delete(exam.id);
      if (!isDone(exam)) return exam;
    }
    return listed.find((exam) => !isDone(exam));
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted && parts.online() && parts.mayWrite()) {
      const exam = next();
      if (!exam || !asker) return;
      try {
        await fetchExam(exam.id, asker);
      } catch (error) {
        const code = errorCodeOf(error);
        if (code !== 'RIGHT_MISSING' && code !== 'NOT_FOUND') {
          // What could not be fetched ahead is fetched when it is opened; the next list tries again.
          parts.log('warn', 'ECGs could not be fetched ahead', { examId: exam.id, reason: messageOf(error) });
          return;
        }
        // Not this person's to see: asked again when something of it changes.
        for (const { kind, id } of exam.objects) if (kind === 'recording') await grants.withdrawn(id, asker);
      }
      done.set(exam.id, objectsOf(exam));
      await new Promise((resume) => setTimeout(resume, parts.pauseMs));
    }
  }
  function start(): void {
    running ??= run().finally(() => {
      running = null;
    });
  }

  async function fetchExam(examId: string, session: HostSession): Promise<void> {
    const context = { session: session.serverToken, background: true };
    const { recordings, priors }: TracingsAhead = await client.ecg.ahead({ examId }, { context, signal: stop.signal });
    for (const { detail, previous } of recordings) {
      await keep(detail, session);
      await tracings.keepPrevious(detail.recording.id, previous);
    }
    for (const prior of priors) await keep(prior, session);
  }

  async function keep(detail: RecordingDetail, session: HostSession): Promise<void> {
    const { id, version } = detail.recording;
    await tracings.keepDetail(detail);
    await grants.given(id, session);
    if (!tracings.hasBody(id, version)) await fetchBody(detail, session);
  }

  async function fetchBody({ recording }: RecordingDetail, session: HostSession): Promise<void> {
    const { id, kind } = recording;
    if (kind === 'unreadable') return;
    const path = `/ecg/recordings/${id}/${kind === 'waveform' ? 'samples' : 'file'}?ahead=1`;
    const context = { session: session.serverToken, background: true, timeoutMs };
    const answer = await parts.signedFetch({ method: 'GET', path, signal: stop.signal }, context);
    const length = Number(answer.headers.get('content-length') ?? 0);
    const version = Number(answer.headers.get(versionHeader));
    if (answer.status !== 200 || length > mostBytes || !version) {
      await answer.body?.cancel();
      if (answer.status >= 500) throw new Error(`HTTP ${answer.status}`);
      return;
    }
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length > mostBytes || (kind === 'waveform' && !isOf(bytes, recording))) return;
    await tracings.keepBody(id, version, bytes);
  }

  function wanted(session: HostSession): boolean {
    if (!session.serverToken || stop.signal.aborted) return false;
    asker = session;
    return true;
  }

  return {
    worklist(rows, session) {
      if (!wanted(session)) return;
      listed = aheadOrder(rows, session.info.person.id);
      start();
    },
    opened(exam, session) {
      if (!wanted(session)) return;
      opened.set(exam.id, exam);
      start();
    },
    again(exam) {
      done.delete(exam.id);
      opened.set(exam.id, exam);
      start();
    },
    async settled() {
      while (running) await running;
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}
