// What the clinicians' page is told about the one exam that its link opens: numbers masked, no day of birth, no file names.

import type { Sex } from '../../patient/model.ts';
import type { ExamReportContent } from '../../reporting/exam-report.ts';
import type { DangerLevel, RecordingDetail } from './recording.ts';

export interface LinkedEcg {
  /** Instants; both of the server's clock, since that of the visitor's device may be wrong. */
  expiresAt: string;
  now: string;
  hospital: { name: string; nameEn: string };
  patient: { name: string; sex: Sex; age: { zh: string; en: string }; number: string };
  /** Null while the recording belongs to no exam. */
  exam: { accession: string; procedureName: string; departmentName: string; bed: string } | null;
  detail: RecordingDetail;
  /** All recordings of the exam, newest first. */
  recordings: { id: string; recordedAt: string; durationMs: number; level: DangerLevel }[];
}

/** The report in force of the exam, as it is printed; null while none is released. */
export interface LinkedEcgReport {
  released:
    | ({
        edition: number;
        releasedAt: string;
        signatures: { role: 'author' | 'reviewer'; name: string; at: string }[];
      } & Pick<ExamReportContent, 'findings' | 'impression' | 'positive' | 'measurements'>)
    | null;
}

/** The last four tell patients apart; a link that was passed on shows no number that opens something elsewhere. */
export const maskedNumber = (number: string): string => '*'.repeat(Math.max(0, number.length - 4)) + number.slice(-4);

/** Without what only the department needs: who sent it, what the device said of the patient, who corrected. */
export function forLink(detail: RecordingDetail): RecordingDetail {
  const { recording } = detail;
  return {
    ...detail,
    corrections: detail.corrections.map((one) => ({ ...one, personId: '', reason: '' })),
    recording: {
      ...recording,
      fileName: '',
      sha256: '',
      accession: maskedNumber(recording.accession),
      accessionSaid: '',
      patientId: null,
      patientSaid: { id: '', name: '', sex: null, birthDate: null, ageYears: null },
      source: { ...recording.source, name: '', personId: null, deviceId: null },
      device: { ...recording.device, serial: '' },
    },
  };
}
