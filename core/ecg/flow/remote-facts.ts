// What a remote ECG request takes from the recording that goes with it: when it was recorded and its ventricular rate (ECG-44).
import { instantAt } from '../../kernel/hospital-time.ts';
import { type ExamDocument, type RemoteEcg, ventricularRateRange } from '../../orders/exam.ts';
import type { RecordingDocument } from './recording.ts';

/** Null when it is a day alone, no time, or one to come. @param recordedAt on the hospital's clock, by which the device is set */
export function recordedInstant(recordedAt: string, now: string): string | null {
  const at = recordedAt.length > 10 ? instantAt(recordedAt) : null;
  return at === null || Date.parse(at) > Date.parse(now) ? null : at;
}

/** Whole beats per minute as our own measurement gave them; null without one, or outside what is plausible. */
export function measuredRate({ summary }: Pick<RecordingDocument, 'summary'>): number | null {
  if (summary === null || summary.heartRateBpm === null) return null;
  const rate = Math.round(summary.heartRateBpm);
  return rate >= ventricularRateRange.least && rate <= ventricularRateRange.most ? rate : null;
}

/** The recording that the request speaks of: the newest that could be measured, else the newest. @param recordings newest first */
export function requestedRecording(recordings: readonly RecordingDocument[]): RecordingDocument | null {
  return recordings.find((one) => measuredRate(one) !== null) ?? recordings[0] ?? null;
}

/** As a request is filled in before a person touched it. */
export function remoteEcgOf(exam: ExamDocument, recording: RecordingDocument | null, now: string): RemoteEcg {
  const rate = recording ? measuredRate(recording) : null;
  return {
    examinedAt: (recording ? recordedInstant(recording.recordedAt, now) : null) ?? exam.acquiredAt,
    clinicalDiagnosis: exam.clinicalDiagnosis,
    ventricularRateBpm: rate,
    rateMeasured: rate !== null,
  };
}
