// What the structured fields of a report are: kept with it at writing; a report from before that gets them from its template when it is read.
import type { Kysely } from 'kysely';
import type { ExamReport, ExamReportContent, ReportField } from '../../../../core/reporting/exam-report.ts';
import { lacksDefinitions, withDefinitions } from '../../../../core/reporting/report-fields.ts';
import type { Database } from '../../../db/schema.ts';
import { uuidsOf } from '../../../kernel/ids.ts';

/** Whoever owns the template: a reader of the report sees what its fields are called, not the template. */
async function fieldsOf(db: Kysely<Database>, templateIds: readonly string[]): Promise<Map<string, ReportField[]>> {
  const ids = uuidsOf([...new Set(templateIds)]);
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('exam_report_template').select(['id', 'doc']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, doc }) => [id, doc.fields]));
}

/** Before it is stored. A station that sends no definitions loses nothing. */
export async function definedContent(db: Kysely<Database>, content: ExamReportContent): Promise<ExamReportContent> {
  if (!lacksDefinitions(content)) return content;
  const found = await fieldsOf(db, [content.templateId]);
  return withDefinitions(content, found.get(content.templateId) ?? []);
}

/** For readers, printers and interfaces only: what is signed is not touched, its hash is of the text as it is stored. */
export async function definedReports(db: Kysely<Database>, reports: readonly ExamReport[]): Promise<ExamReport[]> {
  const lacking = reports.filter(({ content }) => lacksDefinitions(content));
  if (lacking.length === 0) return [...reports];
  const found = await fieldsOf(
    db,
    lacking.map(({ content }) => content.templateId),
  );
  return reports.map((report) => {
    const content = withDefinitions(report.content, found.get(report.content.templateId) ?? []);
    return content === report.content ? report : { ...report, content };
  });
}
