// Lists about request numbers: reported exams that have none, and what a file of numbers would do before anything is stored (RAD-45).

import { type Kysely, sql } from 'kysely';
import { dayAfter, dayStart } from '../../../core/kernel/hospital-time.ts';
import type { ExamDocument, ExamService } from '../../../core/orders/exam.ts';
import { checkRequestRows, requestFileLimit, requestRows } from '../../../core/orders/request-number.ts';
import type { CheckedRequest, ReportedExam } from '../../../core/orders/request-number-contract.ts';
import type { Database } from '../../db/schema.ts';
import { readDelimited } from '../../kernel/delimited.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { isWorkbook, readWorkbook } from '../../kernel/workbook-rows.ts';
import { actorOf } from './institutions.ts';

const shown = (exam: ExamDocument): ReportedExam => ({
  examId: exam.id,
  version: exam.version,
  accessionNumber: exam.accessionNumber,
  requestNumber: exam.requestNumber,
  patientName: exam.patient.name,
  patientNumber: exam.patient.number,
  modality: exam.modality,
  procedureName: exam.procedureName,
  departmentName: exam.departmentName,
  requestedAt: exam.requestedAt,
  releasedAt: exam.report.releasedAt,
});

interface Asked {
  service: ExamService;
  from: string;
  to: string;
  text: string;
  limit: number;
}

export async function requestNumberGaps(
  kernel: Kernel,
  caller: Caller,
  db: Kysely<Database>,
  { service, from, to, text, limit }: Asked,
): Promise<{ count: number; rows: ReportedExam[] }> {
  const { institutionId } = await actorOf(kernel, db, caller);
  // ISO 8601 UTC of one length: as text it sorts as time does.
  const releasedAt = sql<string | null>`doc -> 'report' ->> 'releasedAt'`;
  const words = text.trim();
  const like = `%${words.toLowerCase().replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
  const asked = db
    .selectFrom('exam')
    .where('service', '=', service)
    .where('report_state', '<>', 'recalled')
    .$if(institutionId !== null, (query) => query.where('institution_id', '=', institutionId ?? ''))
    .$if(words === '', (query) =>
      query
        .where('request_number', '=', '')
        .where(releasedAt, '>=', dayStart(from).toISOString())
        .where(releasedAt, '<', dayAfter(to).toISOString()),
    )
    .$if(words !== '', (query) =>
      query
        .where(releasedAt, 'is not', null)
        .where((at) =>
          at.or([
            at('accession', '=', words),
            at('patient_number', '=', words),
            at('request_number', '=', words),
            at('name_search', 'like', like),
          ]),
        ),
    );
  const { count } = await asked.select((at) => at.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  const rows = await asked.select('doc').orderBy(releasedAt, 'desc').limit(limit).execute();
  return { count: Number(count), rows: rows.map(({ doc }) => shown(doc)) };
}

/** @throws INPUT_INVALID for a file that is no list */
export async function checkRequestFile(
  kernel: Kernel,
  caller: Caller,
  db: Kysely<Database>,
  { service, content }: { service: ExamService; content: string },
): Promise<CheckedRequest[]> {
  const bytes = Buffer.from(content, 'base64');
  const rows = requestRows(isWorkbook(bytes) ? readWorkbook(bytes) : readDelimited(bytes, requestFileLimit).rows);
  const { institutionId } = await actorOf(kernel, db, caller);
  const ofInstitution = () =>
    db
      .selectFrom('exam')
      .select('doc')
      .$if(institutionId !== null, (query) => query.where('institution_id', '=', institutionId ?? ''));
  const any = (values: readonly string[]) => sql<string>`any(${[...new Set(values)]})`;
  const exams = await ofInstitution()
    .where('service', '=', service)
    .where('accession', '=', any(rows.map((row) => row.accessionNumber)))
    .execute();
  const holders = await ofInstitution()
    .where('state', '<>', 'cancelled')
    .where('request_number', '<>', '')
    .where('request_number', '=', any(rows.map((row) => row.requestNumber)))
    .execute();
  const checked = checkRequestRows(
    rows,
    new Map(exams.map(({ doc }) => [doc.accessionNumber, doc])),
    new Map(holders.map(({ doc }) => [doc.requestNumber, doc])),
  );
  return checked.map(({ exam, ...row }) => ({ ...row, exam: exam && shown(exam) }));
}
