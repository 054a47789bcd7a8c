// Reads of exams: the worklist, one exam, the earlier ones of the same person. Each is audited and shows only what concerns the caller.
import { type Kysely, sql } from 'kysely';
import type { z } from 'zod';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamFilter, ExamWorklist } from '../../../core/orders/contract.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { liveLock } from '../../../core/orders/exam-lock.ts';
import { compareExams, countExams } from '../../../core/orders/worklist.ts';
import type { Database } from '../../db/schema.ts';
import { viewRight } from '../../kernel/access.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import { likeText, patientShown, recordsOf } from '../patient/module.ts';
import { beyondReach, examRight, mayListRequest, maySeeExam } from './access.ts';
import { actorOf } from './institutions.ts';
import { reachCondition } from './reach-query.ts';
import { examById, examsById } from './store.ts';

const dayMs = 86_400_000;

/** A lapsed lock holds nobody up: it is not shown. */
export function shownExam(exam: ExamDocument, now: string): ExamDocument {
  return exam.lock !== null && liveLock(exam, now) === null ? { ...exam, lock: null } : exam;
}

/** A request that lies here no more is listed; what became of the exam since is not its business. */
function asFormerRequest(exam: ExamDocument): ExamDocument {
  const report = { state: 'none', positive: null, author: '', reviewer: '', releasedAt: null, printed: false } as const;
  return { ...exam, objects: [], lock: null, assignedTo: null, report: { ...report, id: null, version: 0 } };
}

/** Of these exams, those that the caller may see. */
export async function seenExams(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  examIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const [exams, actor] = [await examsById(db, examIds), await actorOf(kernel, db, caller)];
  return new Set(exams.filter((one) => maySeeExam(caller, actor, one)).map(({ id }) => id));
}

function filtered(db: Kysely<Database>, filter: z.output<typeof ExamFilter>, since: Date) {
  let query = db
    .selectFrom('exam')
    .select('doc')
    .where('service', '=', filter.service)
    .where('latest_at', '>=', since)
    .orderBy('latest_at', 'desc')
    .limit(filter.limit);
  if (filter.modalities?.length) query = query.where('modality', 'in', filter.modalities);
  if (filter.bodyPart) query = query.where('body_part', '=', filter.bodyPart);
  if (filter.priority) query = query.where('priority', '=', filter.priority);
  if (filter.institutionId) query = query.where('institution_id', '=', filter.institutionId);
  if (filter.departmentId) query = query.where('department_id', '=', filter.departmentId);
  if (filter.assignedTo) query = query.where('assigned_to', '=', filter.assignedTo);
  if (filter.remoteOnly) query = query.where('remote_state', 'is not', null);
  if (filter.criticalOnly) query = query.where('risk_level', '=', 'critical');
  const text = filter.text?.trim();
  if (text) {
    const like = `%${likeText(text)}%`;
    query = query.where((at) =>
      at.or([
        at('name_search', 'like', like.toLowerCase()),
        at('accession', 'ilike', like),
        at('request_number', 'ilike', like),
        at('patient_number', 'ilike', like),
        at('visit_number', 'ilike', like),
      ]),
    );
  }
  return query;
}

/** The list and its counts. The counts look past the states that were chosen, so that a tab shows what waits in the others. */
export function worklist(
  kernel: Kernel,
  caller: Caller,
  filter: z.output<typeof ExamFilter>,
): Promise<z.infer<typeof ExamWorklist>> {
  const subject = filter.text ? `text ${filter.text.slice(0, 2)}…` : filter.service;
  const right = examRight(filter.service, 'view');
  return kernel.read(caller, right, { act: 'orders.worklist', subject }, async (db) => {
    const now = kernel.clock.now();
    const asOf = now.toISOString();
    const actor = await actorOf(kernel, db, caller);
    const reach = filter.remoteOnly ? null : reachCondition(caller, actor, filter.service);
    const rows = await filtered(db, filter, new Date(now.getTime() - filter.days * dayMs))
      .$if(reach !== null, (query) => query.where(reach ?? sql<boolean>`true`))
      .execute();
    // Lists of work hold what can be worked on; the list of requests also what was taken back.
    const maySee = filter.remoteOnly ? mayListRequest : maySeeExam;
    const seen = rows
      .map(({ doc }) => shownExam(doc, asOf))
      .filter((exam) => maySee(caller, actor, exam))
      .map((exam) => (maySeeExam(caller, actor, exam) ? exam : asFormerRequest(exam)));
    const chosen = seen.filter(
      (exam) =>
        (!filter.states?.length || filter.states.includes(exam.state)) &&
        (!filter.reportStates?.length || filter.reportStates.includes(exam.report.state)),
    );
    return { rows: chosen.toSorted(compareExams), counts: countExams(seen), asOf, stale: false };
  });
}

/**
 * The exam as the caller may see it.
 * @param entry of the read; it names the patient, also when the read is refused
 * @throws NOT_FOUND, RIGHT_MISSING
 */
async function seenExam(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  examId: string,
  entry: AuditEntry,
): Promise<ExamDocument> {
  const exam = await examById(db, examId);
  if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId });
  entry.patientId = exam.patient.id;
  const actor = await actorOf(kernel, db, caller);
  if (!maySeeExam(caller, actor, exam)) throw beyondReach(caller, actor, exam, examRight(exam.service, 'view'));
  return exam;
}

export function exam(kernel: Kernel, caller: Caller, examId: string): Promise<ExamDocument> {
  const entry: AuditEntry = { act: 'orders.exam', subject: examId };
  return kernel.read(caller, viewRight(caller), entry, async (db) => {
    const found = await seenExam(kernel, db, caller, examId, entry);
    // Allergies and a corrected name are the record's, whatever stood there when the exam was registered.
    const patient = await patientShown(db, kernel.fields, found.patient.id);
    return shownExam(patient ? { ...found, patient } : found, kernel.clock.now().toISOString());
  });
}

/** Rows of lists that changed. Nobody is refused here: a station hears of every exam, its person sees some. */
export function examRows(kernel: Kernel, caller: Caller, ids: readonly string[]): Promise<ExamDocument[]> {
  const entry = (detail: string) => ({ act: 'orders.exams', subject: '', detail });
  return kernel.read(caller, viewRight(caller), entry(`${ids.length} asked for`), async (db) => {
    const now = kernel.clock.now().toISOString();
    const actor = await actorOf(kernel, db, caller);
    const seen = (await examsById(db, [...new Set(ids)])).filter((one) => maySeeExam(caller, actor, one));
    return Promise.all(
      seen.map(async (one) => {
        const patient = await patientShown(db, kernel.fields, one.patient.id);
        return shownExam(patient ? { ...one, patient } : one, now);
      }),
    );
  });
}

/** Of the same human being, also under numbers that were merged; newest first. */
export function priors(kernel: Kernel, caller: Caller, examId: string): Promise<ExamDocument[]> {
  const entry: AuditEntry = { act: 'orders.priors', subject: examId };
  return kernel.read(caller, viewRight(caller), entry, async (db) => {
    const now = kernel.clock.now().toISOString();
    const found = await seenExam(kernel, db, caller, examId, entry);
    const actor = await actorOf(kernel, db, caller);
    const rows = await db
      .selectFrom('exam')
      .select('doc')
      .where('patient_id', 'in', await recordsOf(db, found.patient.id))
      .where('id', '<>', examId)
      .where('state', '<>', 'cancelled')
      .orderBy('latest_at', 'desc')
      .limit(200)
      .execute();
    return rows
      .map(({ doc }) => shownExam(doc, now))
      .filter((one) => maySeeExam(caller, actor, one))
      .toSorted((left, right) => Date.parse(whenOf(right)) - Date.parse(whenOf(left)));
  });
}

function whenOf({ acquiredAt, registeredAt, requestedAt }: ExamDocument): string {
  return acquiredAt ?? registeredAt ?? requestedAt;
}
