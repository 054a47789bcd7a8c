// What one printed exam report is made from, with every word that is drawn made drawable.
import type { ExamReport } from '../../../../../core/reporting/exam-report.ts';
import type { ExamReportHead } from '../../../../../core/reporting/exam-report-hash.ts';
import type { PaperLayout } from '../../../../../core/reporting/paper-layout.ts';
import { shippedLayout } from '../../../../../core/reporting/paper-shipped.ts';

/** The layout that it is printed with, and its logo. */
export interface ExamPaper {
  layout: PaperLayout;
  /** PNG as a data URL. */
  logo: string | null;
  /** The report is made up to show the layout. */
  sample: boolean;
}

export interface ExamSheet {
  report: ExamReport;
  head: ExamReportHead;
  /** Absent: the layout that ships. */
  paper?: ExamPaper;
}

export const paperOf = ({ paper }: ExamSheet): ExamPaper =>
  paper ?? { layout: shippedLayout, logo: null, sample: false };

/** Every text in it; names of kinds and fields are plain letters that all fonts have. */
function deepStrings<Part>(part: Part, shown: (text: string) => string): Part {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return shown(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(part) as Part;
}

/** Pictures, codes and the hash stay as they are. */
export function printableExam({ report, head, paper }: ExamSheet, shown: (text: string) => string): ExamSheet {
  const { content, recall } = report;
  const { patient, visit } = head;
  const strings = <Part extends object>(part: Part): Part => ({
    ...part,
    ...Object.fromEntries(
      Object.entries(part).map(([key, value]) => [key, typeof value === 'string' ? shown(value) : value]),
    ),
  });
  return {
    ...(paper ? { paper: { ...paper, layout: deepStrings(paper.layout, shown) } } : {}),
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
        fieldDefinitions: content.fieldDefinitions?.map((one) => ({ ...strings(one), kind: one.kind })),
        statements: content.statements.map(strings),
        measurements: content.measurements.map((one) => ({ ...strings(one), source: one.source })),
        keyImages: content.keyImages.map((one) => ({ ...one, caption: shown(one.caption) })),
      },
    },
  };
}
