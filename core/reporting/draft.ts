// The report as it would be if it were signed now (LAB-56): for the eyes of the laboratory, without a code that could confirm it.
import type { Dictionaries } from '../lab/dictionary.ts';
import type { SpecimenDocument } from '../lab/model.ts';
import { buildLabReport } from './lab-report.ts';
import type { LabReport } from './model.ts';

/** A draft is never stored and has no verification code: that is how it is told from a report. */
export function isDraft(report: LabReport): boolean {
  return report.verificationCode === '';
}

/** @param input.now instant of the preview, ISO 8601 UTC */
export function draftLabReport(
  document: SpecimenDocument,
  dictionaries: Dictionaries,
  input: { hospital: string; now: string },
): LabReport {
  const asIfSigned: SpecimenDocument = {
    ...document,
    state: 'released',
    reportVersion: document.reportVersion + 1,
    milestones: { ...document.milestones, releasedAt: input.now },
  };
  return buildLabReport(asIfSigned, dictionaries, {
    id: document.id,
    hospital: input.hospital,
    verificationCode: '',
    signatureOf: () => null,
    hash: () => '',
  });
}
