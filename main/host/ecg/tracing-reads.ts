// What an ECG reader is answered without the server: the recordings of an exam, one with its values, the earlier ones beside it, the terms. The
// copy is shown where the exam as this station knows it now says that it is its own, of the same patient, and the server lately let the person see it.
import type { RecordingDetail, RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import { type HostSession, requireRight } from '../contract/sessions.ts';
import type { ExamPicture } from '../reading/exam-picture.ts';
import { maySee } from '../reading/reads.ts';
import type { StudyGrants } from '../reading/study-grants.ts';
import type { Kept, KeptTracings } from './kept-tracings.ts';

export interface TracingReadParts {
  cache: { read: Pick<CacheStore['read'], 'base' | 'meta'> };
  exams: Pick<ExamPicture, 'exam'>;
  tracings: Pick<KeptTracings, 'detail' | 'previous' | 'body'>;
  grants: Pick<StudyGrants, 'require'>;
}

/** Terms differ by who asks: one's own, a department's. */
export const termsKey = (personId: string) => `ecgTerms ${personId}`;

export function createTracingReads({ cache, exams, tracings, grants }: TracingReadParts) {
  /** Earlier recording -> those in whose list it stood: that list is what makes it fit to be shown. */
  const listedBy = new Map<string, Set<string>>();

  // What lies in the cache was checked when it came; the cast names it.
  async function told(recordingId: string): Promise<RecordingDocument | null> {
    const text = await cache.read.base('recording', recordingId);
    return text === null ? null : (JSON.parse(text) as RecordingDocument);
  }

  const holds = (exam: ExamDocument, recordingId: string) =>
    exam.state !== 'cancelled' && exam.objects.some(({ kind, id }) => kind === 'recording' && id === recordingId);

  function whole<Content>(kept: Kept<Content>, recordingId: string): Content {
    if (kept.state === 'kept') return kept.content;
    throw fail(kept.state === 'damaged' ? 'TRACING_DAMAGED' : 'TRACING_NOT_KEPT', { recordingId });
  }

  /** The values, when they are the exam's own: as the feed last told of exam and recording. Null when no exam here has it. */
  async function own(recordingId: string, who: HostSession): Promise<RecordingDetail | null> {
    const kept = await tracings.detail(recordingId);
    const now = await told(recordingId);
    const examId = now?.examId ?? (kept.state === 'kept' ? kept.content.recording.examId : null);
    const exam = examId === null ? null : await exams.exam(examId);
    if (!exam || !holds(exam, recordingId)) return null;
    if (!maySee(who, exam)) throw fail('RIGHT_MISSING', { right: 'ecg.view', recordingId });
    const detail = whole(kept, recordingId);
    const { recording } = detail;
    const isNow = now === null || now.version === recording.version;
    // Given to another exam, read anew or corrected since it was fetched: what lies here is of before.
    if (!isNow || recording.examId !== exam.id || recording.patientId !== exam.patient.id)
      throw fail('TRACING_NOT_KEPT', { recordingId });
    return detail;
  }

  async function previous(recordingId: string): Promise<RecordingDocument[]> {
    const list = (await tracings.previous(recordingId)) ?? [];
    for (const { id } of list) listedBy.set(id, (listedBy.get(id) ?? new Set()).add(recordingId));
    return list;
  }

  /** One that stands in the list of an exam's own recording; its exam may be too old to be here. */
  async function beside(recordingId: string, who: HostSession): Promise<RecordingDetail> {
    const detail = whole(await tracings.detail(recordingId), recordingId);
    for (const mainId of listedBy.get(recordingId) ?? []) {
      const main = await own(mainId, who).catch(() => null);
      if (main && (await previous(mainId)).some(({ id }) => id === recordingId)) return detail;
    }
    throw fail('TRACING_NOT_KEPT', { recordingId });
  }

  /** @throws TRACING_NOT_KEPT, TRACING_DAMAGED, TRACING_NOT_GRANTED, RIGHT_MISSING */
  async function detail(recordingId: string, who: HostSession): Promise<RecordingDetail> {
    requireRight(who, 'ecg.view');
    const found = (await own(recordingId, who)) ?? (await beside(recordingId, who));
    await grants.require(recordingId, who);
    return found;
  }

  return {
    /** Samples or file, and the values that they belong to. */
    async body(recordingId: string, who: HostSession) {
      const found = await detail(recordingId, who);
      return { detail: found, bytes: whole(await tracings.body(found), recordingId) };
    },
    reads: {
      async 'ecg.recordings'({ examId = '' }: { examId?: string }, who: HostSession): Promise<RecordingDocument[]> {
        requireRight(who, 'ecg.view');
        const exam = examId === '' ? null : await exams.exam(examId);
        if (!exam) throw fail('OFFLINE_UNAVAILABLE', { what: 'lists of recordings are the server’s' });
        if (!maySee(who, exam)) throw fail('RIGHT_MISSING', { right: 'ecg.view', examId });
        const ids = exam.objects.flatMap(({ kind, id }) => (kind === 'recording' && holds(exam, id) ? [id] : []));
        const found: RecordingDocument[] = [];
        let refusal: unknown = fail('TRACING_NOT_KEPT', { examId });
        for (const id of ids) {
          try {
            found.push((await detail(id, who)).recording);
          } catch (error) {
            refusal = error;
          }
        }
        if (ids.length > 0 && found.length === 0) throw refusal;
        return found.sort((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1));
      },
      'ecg.recording': ({ recordingId }: { recordingId: string }, who: HostSession) => detail(recordingId, who),
      async 'ecg.previous'({ recordingId, limit }: { recordingId: string; limit: number }, who: HostSession) {
        await detail(recordingId, who);
        return (await previous(recordingId)).slice(0, limit);
      },
      async 'ecg.terms'(_input: unknown, who: HostSession): Promise<unknown> {
        requireRight(who, 'ecg.view');
        const text = await cache.read.meta(termsKey(who.info.person.id));
        if (text === null) throw fail('OFFLINE_UNAVAILABLE', { what: 'terms were never fetched here' });
        return JSON.parse(text);
      },
    },
  };
}

export type TracingReads = ReturnType<typeof createTracingReads>;
