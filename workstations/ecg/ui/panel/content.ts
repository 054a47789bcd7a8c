// The content of an ECG report as it is edited: empty, from a template, and how chosen statements become its impression.
import type { ExamReportContent, ExamReportTemplate, ReportStatement } from '../../../../core/reporting/exam-report.ts';

export const emptyContent = (title: string): ExamReportContent => ({
  title,
  method: '',
  findings: '',
  impression: '',
  positive: null,
  fields: {},
  statements: [],
  measurements: [],
  keyImages: [],
  templateId: '',
});

const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

/** Words of new statements become lines at the end, those of removed ones go; what a person typed stays as it is. */
export function withStatements(content: ExamReportContent, statements: ReportStatement[]): ExamReportContent {
  const before = new Set(content.statements.map((one) => one.text));
  const after = new Set(statements.map((one) => one.text));
  const kept = lines(content.impression).filter((line) => after.has(line.trim()) || !before.has(line.trim()));
  const there = new Set(kept.map((line) => line.trim()));
  const added = statements.map((one) => one.text).filter((text) => !there.has(text) && !before.has(text));
  return { ...content, statements, impression: [...kept, ...added].join('\n') };
}

/** A template fills what is empty and is added below what is not. */
export function withTemplate(content: ExamReportContent, template: ExamReportTemplate): ExamReportContent {
  const joined = (now: string, more: string) => [now.trimEnd(), more].filter((part) => part !== '').join('\n');
  return {
    ...content,
    findings: joined(content.findings, template.findings),
    impression: joined(content.impression, template.impression),
    positive: content.positive ?? template.positive,
    templateId: template.id,
  };
}

const comparisonHead = '与上次（';

/** The comparison as the last line of the impression; an older one, made by the machine too, gives way to it. */
export function withComparison(content: ExamReportContent, line: string): ExamReportContent {
  const kept = lines(content.impression).filter((one) => !one.startsWith(comparisonHead));
  return { ...content, impression: [...kept, line].join('\n') };
}
