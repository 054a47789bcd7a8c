// Fetches the next cases of the worklist and their newest prior ahead, when nobody waits for anything; tells the screen nothing.
import type { StudyManifest } from '../../../core/imaging/descriptor.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { HostSession } from '../contract/sessions.ts';
import { type Log, messageOf } from '../environment.ts';
import type { ServerClient, SignedFetch } from '../link/server-client.ts';
import type { FrameCache } from './frame-cache.ts';
import { keeping } from './pixels.ts';
import type { KnownSeries, Studies } from './studies.ts';
import type { StudyGrants } from './study-grants.ts';
import type { Traffic } from './traffic.ts';

export interface PrefetchParts {
  client: Pick<ServerClient, 'imaging' | 'orders'>;
  signedFetch: SignedFetch;
  online(): boolean;
  studies: Studies;
  grants: Pick<StudyGrants, 'given'>;
  cache: FrameCache;
  traffic: Traffic;
  log: Log;
  /** How long nobody may have waited before anything is fetched. */
  quietMs: number;
}

export interface Prefetch {
  /** The worklist as it was just shown to somebody: its first unread cases are what comes next. */
  worklist(rows: readonly ExamDocument[], session: HostSession): void;
  close(): Promise<void>;
}

/** Cases ahead of the reader. */
const casesAhead = 6;
const mostTries = 20;

/** 4, 5, 6, 9 as `4-6,9`: an address has an end. */
export function ranges(places: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const place of places) {
    const last = parts.at(-1);
    if (last && last[1] + 1 === place) last[1] = place;
    else parts.push([place, place]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

export const isUnread = ({ state, report, objects }: ExamDocument): boolean =>
  state === 'acquired' &&
  ['none', 'draft', 'returned', 'recalled'].includes(report.state) &&
  objects.some(({ kind }) => kind === 'study');

const studiesOf = ({ objects }: ExamDocument) => objects.filter(({ kind }) => kind === 'study').map(({ id }) => id);

export function createPrefetch(parts: PrefetchParts): Prefetch {
  const { client, studies, traffic } = parts;
  const stop = new AbortController();
  /** Exams that were fetched as they are; a study that grew is another. */
  const done = new Set<string>();
  let wanted: { exams: ExamDocument[]; session: HostSession } | null = null;
  let running: Promise<void> | null = null;

  const keyOf = (exam: ExamDocument) => `${exam.id} ${exam.objects.map(({ id, count }) => `${id}:${count}`).join(' ')}`;

  async function run(): Promise<void> {
    while (wanted && !stop.signal.aborted) {
      const { exams, session } = wanted;
      wanted = null;
      for (const exam of exams) {
        if (wanted || stop.signal.aborted || !parts.online()) break;
        if (done.has(keyOf(exam))) continue;
        try {
          if (await fetchExam(exam, session)) done.add(keyOf(exam));
        } catch (error) {
          // What could not be fetched ahead is fetched when it is opened.
          parts.log('warn', 'a study could not be fetched ahead', { examId: exam.id, reason: messageOf(error) });
          break;
        }
      }
    }
  }

  /** False when it was given up before its end. */
  async function fetchExam(exam: ExamDocument, session: HostSession): Promise<boolean> {
    for (const uid of studiesOf(exam)) if (!(await fetchStudy(uid, session))) return false;
    if (exam.priorCount === 0) return true;
    await traffic.quiet(parts.quietMs, stop.signal);
    const context = { session: session.serverToken, background: true };
    const priors = await client.orders.priors({ examId: exam.id }, { context, signal: stop.signal });
    const [newest] = priors.filter((one) => one.service === exam.service && studiesOf(one).length > 0);
    for (const uid of newest ? studiesOf(newest) : []) if (!(await fetchStudy(uid, session))) return false;
    return true;
  }

  async function fetchStudy(studyUid: string, session: HostSession): Promise<boolean> {
    const context = { session: session.serverToken, background: true };
    const options = { context, signal: stop.signal };
    await traffic.quiet(parts.quietMs, stop.signal);
    const manifest: StudyManifest = await client.imaging.manifest({ studyUid }, options);
    await studies.keepManifest(manifest);
    await parts.grants.given(studyUid, session);
    await studies.keepAnnotations(studyUid, await client.imaging.annotations({ studyUid }, options));
    for (const { seriesInstanceUid } of manifest.series) {
      const series = studies.series(seriesInstanceUid);
      if (series && !(await fetchSeries(seriesInstanceUid, series, session))) return false;
    }
    return true;
  }

  const missingOf = (series: KnownSeries) =>
    series.places.flatMap((place, at) => (studies.seriesTag(place) === null ? [at] : []));

  /** What a reader's request cut short is taken up where it stopped. */
  async function fetchSeries(uid: string, series: KnownSeries, session: HostSession): Promise<boolean> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      await traffic.quiet(parts.quietMs, stop.signal);
      if (stop.signal.aborted || !parts.online()) return false;
      await parts.cache.settled();
      const missing = missingOf(series);
      if (missing.length === 0) return true;
      const cut = AbortSignal.any([stop.signal, traffic.signal()]);
      try {
        await fetchFrames(`/imaging/stream/${uid}?order=${ranges(missing)}`, series, session, cut);
        // Frames that cannot be shown, or for which there is no room, are not asked for again.
        return true;
      } catch (error) {
        if (!cut.aborted) throw error;
      }
    }
    return false;
  }

  async function fetchFrames(path: string, series: KnownSeries, session: HostSession, signal: AbortSignal) {
    const context = { session: session.serverToken, background: true, timeoutMs: 0 };
    const answer = await parts.signedFetch({ method: 'GET', path, signal }, context);
    if (answer.status !== 200 || !answer.body) throw new Error(`HTTP ${answer.status}`);
    // No faster than the disk takes it.
    const slow = new WritableStream<Uint8Array>({ write: () => parts.cache.settled() });
    const kept = keeping(studies, series, answer.headers, () => undefined);
    await answer.body.pipeThrough(kept, { signal }).pipeTo(slow, { signal });
  }

  return {
    worklist(rows, session) {
      if (!session.serverToken || stop.signal.aborted) return;
      wanted = { exams: rows.filter(isUnread).slice(0, casesAhead), session };
      running ??= run().finally(() => {
        running = null;
      });
    },
    async close() {
      stop.abort();
      await running;
      await parts.cache.settled();
    },
  };
}
