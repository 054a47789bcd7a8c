// What one printed exam report is made from, with every word that is drawn made drawable.
import type { ExamReport } from '../../../../../core/reporting/exam-report.ts';
import type { ExamReportHead } from '../../../../../core/reporting/exam-report-hash.ts';

export interface ExamSheet {
  report: ExamReport;
  head: ExamReportHead;
}

/** Pictures, codes and the hash stay as they are. */
export function printableExam({ report, head }: ExamSheet, shown: (text: string) => string): ExamSheet {
  const { content, recall } = report;
  const { patient, visit } = head;
  const strings = <Part extends object>(part: Part): Part => ({
    ...part,
    ...Object.fromEntries(
      Object.entries(part).map(([key, value]) => [key, typeof value === 'string' ? shown(value) : value]),
    ),
  });
  return {
    head: {
      ...strings(head),
      patient: { ...strings(patient), sex: patient.sex },
      visit: { ...strings(visit), kind: visit.kind },
    },
    report: {
      ...report,
      author: shown(report.author),
      reviewer: shown(report.reviewer),
      amendReason: shown(report.amendReason),
      signatures: report.signatures.map((one) => ({ ...one, personName: shown(one.personName) })),
      recall: recall && { ...recall, reason: shown(recall.reason), by: shown(recall.by) },
      content: {
        ...content,
        title: shown(content.title),
        method: shown(content.method),
        findings: shown(content.findings),
        impression: shown(content.impression),
        fields: Object.fromEntries(Object.entries(content.fields).map(([key, value]) => [shown(key), shown(value)])),
        statements: content.statements.map(strings),
        measurements: content.measurements.map((one) => ({ ...strings(one), source: one.source })),
        keyImages: content.keyImages.map((one) => ({ ...one, caption: shown(one.caption) })),
      },
    },
  };
}
