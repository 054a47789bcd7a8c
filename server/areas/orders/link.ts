// A study or recording finds its exam: by our accession number and the same patient, else not at all; what a person says wins (RAD-07).
import { sql } from 'kysely';
import type { ExamDocument, ExamObject } from '../../../core/orders/exam.ts';
import { acquire, examAllows, withoutObject } from '../../../core/orders/exam-flow.ts';
import type { ExamContext } from '../../../core/orders/exam-rules.ts';
import { toldNumber } from '../../../core/orders/own-numbers.ts';
import type { CommandWork } from '../../kernel/types.ts';
import { recordsOf } from '../patient/module.ts';
import { lockExamRow, saveExam } from './store.ts';

/** What the archive knows of a study that grew. */
export interface ArrivedStudy {
  uid: string;
  accession: string;
  patientId: string;
  description: string;
  instanceCount: number;
  examId: string | null;
}

/** Objects come from devices, on behalf of nobody's institution. */
function contextOf({ caller, now }: CommandWork): ExamContext {
  const { person, address } = caller;
  const by = { personId: person?.id ?? 'system', personName: person?.name ?? address, stationName: address };
  return { now: now.toISOString(), by: { ...by, institutionId: null } };
}

type Linked = { examId: string; patientId: string };

/** The numbers of one human being: the hospital's, also those that were merged, and those that the exam's institution says. */
async function numbersOf(work: CommandWork, exam: ExamDocument): Promise<string[]> {
  const rows = await work.tx
    .selectFrom('patient')
    .select('number')
    .where('id', 'in', await recordsOf(work.tx, exam.patient.id))
    .execute();
  const numbers = [exam.patient.number, ...rows.flatMap(({ number }) => number ?? [])];
  return [exam.patient.id, ...numbers, ...numbers.map((number) => toldNumber(exam.institutionId, number))].map(
    (number) => number.trim(),
  );
}

/** Whether a person decided about the study and did not take back. */
async function isDecided(work: CommandWork, studyUid: string): Promise<boolean> {
  const { rows } =
    await sql`select 1 from imaging_reconcile where study_uid = ${studyUid} and undone_at is null limit 1`.execute(
      work.tx,
    );
  return rows.length > 0;
}

/**
 * Puts an object to an exam, which becomes acquired by it. Called with a study that the archive got, or an ECG recording.
 * @throws NOT_FOUND, STATE_REFUSED for a cancelled exam
 */
export async function attachObject(work: CommandWork, examId: string, object: ExamObject): Promise<ExamDocument> {
  const before = await lockExamRow(work.tx, examId);
  return saveExam(work, before, acquire(before, object, contextOf(work)));
}

/** Takes an object off an exam. @throws NOT_FOUND */
export async function detachObject(
  work: CommandWork,
  examId: string,
  object: Pick<ExamObject, 'kind' | 'id'>,
): Promise<ExamDocument> {
  const before = await lockExamRow(work.tx, examId);
  return saveExam(work, before, withoutObject(before, object));
}

/**
 * The exam with this accession number, if what was recorded names its patient; null for another patient's, an unknown number and a
 * cancelled exam: a person reconciles those.
 */
export async function examForObject(
  work: CommandWork,
  named: { accession: string; patientNumber: string },
): Promise<ExamDocument | null> {
  const accession = named.accession.trim();
  if (accession === '') return null;
  const row = await work.tx.selectFrom('exam').select('doc').where('accession', '=', accession).executeTakeFirst();
  if (!row || !examAllows(row.doc, 'acquire')) return null;
  const number = named.patientNumber.trim();
  if (number !== '' && (await numbersOf(work, row.doc)).includes(number)) return row.doc;
  const { id, patient } = row.doc;
  work.audit({
    act: 'orders.linkRefused',
    subject: accession,
    patientId: patient.id,
    detail: `exam ${id} is of another patient than the object`,
    outcome: 'refused',
  });
  return null;
}

/** What is known of a performed procedure step when its exam is looked for: numbers as the worklist answered them. */
export interface StepNames {
  /** Accession number, scheduled step, requested procedure: the first that is an exam's counts. */
  numbers: readonly string[];
  /** Empty: the device sent none. */
  patientNumber: string;
}

/** The exam of a step with its row locked; null for an unknown number and for another patient's. */
export async function examForStep(
  work: CommandWork,
  { numbers, patientNumber }: StepNames,
): Promise<ExamDocument | null> {
  for (const number of numbers.map((one) => one.trim())) {
    if (number === '') continue;
    const row = await work.tx.selectFrom('exam').select('id').where('accession', '=', number).executeTakeFirst();
    if (!row) continue;
    const exam = await lockExamRow(work.tx, row.id);
    const named = patientNumber.trim();
    return named === '' || (await numbersOf(work, exam)).includes(named) ? exam : null;
  }
  return null;
}

/** A device's word about an exam: changed by a pure rule in the name of the device, stored and told. */
export function actOfDevice(
  work: CommandWork,
  exam: ExamDocument,
  device: string,
  apply: (exam: ExamDocument, context: ExamContext) => ExamDocument,
): Promise<ExamDocument> {
  const context = contextOf(work);
  return saveExam(work, exam, apply(exam, { ...context, by: { ...context.by, personName: device } }));
}

/** For the archive: which exam a study that grew belongs to. */
export async function linkStudy(work: CommandWork, study: ArrivedStudy): Promise<Linked | null> {
  const known = study.examId;
  if (known === null && (await isDecided(work, study.uid))) return null;
  const exam =
    known === null
      ? await examForObject(work, { accession: study.accession, patientNumber: study.patientId })
      : await lockExamRow(work.tx, known);
  if (exam === null || !examAllows(exam, 'acquire')) return null;
  const attached = await attachObject(work, exam.id, objectOf(study, work.now));
  return { examId: attached.id, patientId: attached.patient.id };
}

function objectOf(
  { uid, instanceCount, description }: Omit<ArrivedStudy, 'accession' | 'patientId' | 'examId'>,
  now: Date,
): ExamObject {
  return {
    kind: 'study',
    id: uid,
    arrivedAt: now.toISOString(),
    count: instanceCount,
    description: description.slice(0, 200),
  };
}

/** For a reconciliation and its undoing: the study leaves the exam that it had and goes to the one that it gets. */
export async function moveStudy(
  work: CommandWork,
  study: { uid: string; instanceCount: number; description: string },
  from: string | null,
  to: string | null,
): Promise<void> {
  if (from !== null && from !== to) await detachObject(work, from, { kind: 'study', id: study.uid });
  if (to !== null) await attachObject(work, to, objectOf(study, work.now));
}
