// Looks for earlier remote requests of the same human being across institutions: by identity number, patient number, name and birth date (RAD-56).
import { type Kysely, sql } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { EarlierRequest } from '../../../core/orders/earlier-contract.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { concerns } from '../../../core/orders/exam-remote.ts';
import type { Database } from '../../db/schema.ts';
import { requireAccess, viewRight } from '../../kernel/access.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import { recordsOf } from '../patient/module.ts';
import { beyondReach, examRight, maySeeExam } from './access.ts';
import { actorOf } from './institutions.ts';
import { examById } from './store.ts';

const most = 50;

/** @param sides institutions of which one has to have to do with an earlier request; null is the server itself */
export async function earlierOf(
  db: Kysely<Database>,
  exam: ExamDocument,
  sides: readonly (string | null)[],
): Promise<EarlierRequest[]> {
  const { patient } = exam;
  const records = await recordsOf(db, patient.id);
  const own = await db
    .selectFrom('patient')
    .select('identity_number_index')
    .where('id', 'in', records)
    .where('identity_number_index', 'is not', null)
    .execute();
  const identities = own.flatMap(({ identity_number_index: index }) => index ?? []);
  const rows = await db
    .selectFrom('exam')
    .innerJoin('patient', 'patient.id', 'exam.patient_id')
    .select(['exam.doc', 'exam.patient_id', 'patient.identity_number_index as identity'])
    .where('exam.remote_state', 'is not', null)
    .where('exam.id', '<>', exam.id)
    .where((at) =>
      at.or([
        at('exam.patient_id', 'in', records),
        ...(identities.length > 0 ? [at('patient.identity_number_index', 'in', identities)] : []),
        ...(patient.number === '' ? [] : [at('exam.patient_number', '=', patient.number)]),
        ...(patient.birthDate === null
          ? []
          : [
              at.and([
                at('exam.name_search', '=', patient.name.toLowerCase()),
                at(sql`exam.doc->'patient'->>'birthDate'`, '=', patient.birthDate),
              ]),
            ]),
      ]),
    )
    .orderBy('exam.latest_at', 'desc')
    .limit(most)
    .execute();
  return rows.flatMap(({ doc, patient_id, identity }) => {
    const { remote } = doc;
    if (remote === null || !sides.some((side) => concerns(doc, side))) return [];
    const same = records.includes(patient_id) || (identity !== null && identities.includes(identity));
    const by = same ? 'identity' : doc.patient.number === patient.number ? 'number' : 'nameAndBirth';
    return {
      examId: doc.id,
      accessionNumber: doc.accessionNumber,
      procedureName: doc.procedureName,
      requestedAt: remote.requestedAt,
      fromInstitutionName: remote.fromInstitutionName,
      toInstitutionName: remote.toInstitutionName,
      state: remote.state,
      by,
    } satisfies EarlierRequest;
  });
}

/** @throws NOT_FOUND, RIGHT_MISSING */
export function earlierRequests(kernel: Kernel, caller: Caller, examId: string): Promise<EarlierRequest[]> {
  const entry: AuditEntry = { act: 'orders.earlierRequests', subject: examId };
  return kernel.read(caller, viewRight(caller), entry, async (db) => {
    const exam = await examById(db, examId);
    if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId });
    entry.patientId = exam.patient.id;
    requireAccess(caller, examRight(exam.service, 'view'));
    const actor = await actorOf(kernel, db, caller);
    if (!maySeeExam(caller, actor, exam)) throw beyondReach(caller, actor, exam, examRight(exam.service, 'view'));
    return earlierOf(db, exam, [actor.institutionId]);
  });
}
