// What a remote ECG request takes from the recording that goes with it: when it was recorded and its ventricular rate (ECG-44).
import { type ExamDocument, type RemoteEcg, ventricularRateRange } from '../../orders/exam.ts';
import type { RecordingDocument } from './recording.ts';

/** The device's clock stands on the hospital's time (UTC+8), as everywhere in the suite; null when it is no time, or one to come. */
export function recordedInstant(recordedAt: string, now: string): string | null {
  const local = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?/.exec(recordedAt);
  if (!local) return null;
  const milliseconds = Date.parse(`${local[1]}T${local[2]}${local[3] ?? ':00'}+08:00`);
  return Number.isNaN(milliseconds) || milliseconds > Date.parse(now) ? null : new Date(milliseconds).toISOString();
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
