// What a station keeps of ECGs for the time when the server is away, and who may see it there; a look at a copy stands on record afterwards.
// Samples come by `/ecg/recordings/{id}/samples?ahead=1`, files by `…/file?ahead=1`: fetched by a station, seen by nobody.
import { z } from 'zod';
import { base, commandInput, Id } from '../../kernel/contract.ts';
import type { RecordingDetail, RecordingDocument } from './recording.ts';

/** An exam's recordings, each with the earlier ones of the same person; of those the last before each stands under `priors` whole. */
export interface TracingsAhead {
  recordings: { detail: RecordingDetail; previous: RecordingDocument[] }[];
  priors: RecordingDetail[];
}

/** So many recordings are asked about at once. */
export const mostRecordingsAsked = 500;

export const aheadContract = {
  ahead: base
    .route({ method: 'GET', path: '/ecg/exams/{examId}/ahead' })
    .input(z.object({ examId: Id }))
    .output(z.custom<TracingsAhead>()),
  /** Which of these recordings the person may open now: a station shows its copies by that while the server is away. */
  openable: base
    .route({ method: 'POST', path: '/ecg/openable' })
    .input(z.object({ recordingIds: z.array(Id).min(1).max(mostRecordingsAsked) }))
    .output(z.object({ recordingIds: z.array(Id) })),
  /** A station says, once it is back, that a person opened a copy that it keeps, or was not let in to it. */
  recordOffline: base
    .route({ method: 'POST', path: '/ecg/offline-looks' })
    .input(commandInput({ recordingId: Id, outcome: z.enum(['done', 'refused']) }))
    .output(z.object({ ok: z.literal(true) })),
};
