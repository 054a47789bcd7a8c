// A request as its sender may know it: where it stands, what was handed in with it, what became of each study.
import type { Kysely } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { RequestState } from '../../../core/programs/api.ts';
import type { Database } from '../../db/schema.ts';
import type { Kernel } from '../../kernel/types.ts';
import { type Attachments, examById } from '../orders/module.ts';
import type { Visitor } from './door.ts';

/** The exam of a number of the program's own institution. Another institution's is none here. @throws NOT_FOUND */
export async function examOfNumber(db: Kysely<Database>, { program }: Visitor, number: string): Promise<ExamDocument> {
  const row = await db
    .selectFrom('outside_request')
    .select('exam_id')
    .where('institution_id', '=', program.institution_id)
    .where('number', '=', number)
    .executeTakeFirst();
  const exam = row && (await examById(db, row.exam_id));
  if (!exam) throw fail('NOT_FOUND', { what: 'request', number });
  return exam;
}

export async function studiesOf(
  db: Kysely<Database>,
  institutionId: string,
  number: string,
): Promise<RequestState['studies']> {
  const rows = await db
    .selectFrom('outside_study as o')
    .leftJoin('imaging_study as t', 't.uid', 'o.study_uid')
    .select(['o.study_uid', 'o.doubt', 't.exam_id', 't.instance_count'])
    .where('o.institution_id', '=', institutionId)
    .where('o.number', '=', number)
    .orderBy('o.created_at')
    .execute();
  return rows.map(({ study_uid, doubt, exam_id, instance_count }) => ({
    studyUid: study_uid,
    // A person may have decided since.
    state: exam_id === null ? 'parked' : 'matched',
    doubt: exam_id === null ? doubt : null,
    instances: instance_count ?? 0,
  }));
}

/** The newest edition that went out, if one did. */
async function reportOf(db: Kysely<Database>, examId: string): Promise<RequestState['report']> {
  const row = await db
    .selectFrom('exam_report')
    .select(['id', 'state', 'released_at'])
    .where('exam_id', '=', examId)
    .where('released_at', 'is not', null)
    .orderBy('edition', 'desc')
    .executeTakeFirst();
  if (!row?.released_at) return null;
  const state = row.state === 'final' ? ('released' as const) : ('recalled' as const);
  return { id: row.id, state, releasedAt: row.released_at.toISOString() };
}

export async function requestState(
  { kernel, attachments }: { kernel: Kernel; attachments(): Attachments },
  visitor: Visitor,
  number: string,
): Promise<RequestState> {
  const entry = { act: 'programs.requestState', subject: number, patientId: null as string | null };
  return kernel.read(visitor.caller, null, entry, async (db) => {
    const exam = await examOfNumber(db, visitor, number);
    entry.patientId = exam.patient.id;
    const row = await db
      .selectFrom('outside_request')
      .select('patient_number')
      .where('exam_id', '=', exam.id)
      .executeTakeFirstOrThrow();
    const { remote } = exam;
    const documents = await attachments().list(visitor.caller, exam.id, visitor.actor);
    const last = remote?.history.findLast(({ act }) => act === 'return' || act === 'withdraw');
    return {
      number,
      accessionNumber: exam.accessionNumber,
      institution: { id: exam.institutionId, name: exam.institutionName },
      to: remote && {
        institutionId: remote.toInstitutionId,
        name: remote.toInstitutionName,
        departmentName: remote.toDepartmentName ?? '',
      },
      patient: { number: row.patient_number, name: exam.patient.name },
      state: exam.state === 'cancelled' ? 'cancelled' : (remote?.state ?? 'withdrawn'),
      reason: remote?.state === 'returned' || remote?.state === 'withdrawn' ? (last?.reason ?? '') : '',
      preliminary: {
        findings: remote?.preliminaryFindings ?? '',
        impression: remote?.preliminaryImpression ?? '',
      },
      documents: documents.map(({ id, kind, name, type, byteLength, addedAt, removed }) => ({
        ...{ id, kind, name, type, byteLength, addedAt },
        removed: removed !== null,
      })),
      studies: await studiesOf(db, exam.institutionId, number),
      risk: exam.risk,
      report: await reportOf(db, exam.id),
      history: (remote?.history ?? []).map(({ act, by, at, reason }) => ({ act, by, at, reason })),
    };
  });
}
