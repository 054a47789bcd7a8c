// Who is told that an exam changed: whoever sees it, or saw it before the change. Nobody else learns that there is one.
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { uuidsOf } from '../../kernel/ids.ts';
import type { Caller, CommandWork, Kernel, PublishedChange } from '../../kernel/types.ts';
import { mayListRequest } from './access.ts';
import { actorOf } from './institutions.ts';
import { examsById } from './store.ts';

/** What of an exam says whom it concerns. */
export type Concerned = Pick<ExamDocument, 'service' | 'institutionId' | 'departmentId' | 'remote'>;

function concerned({ service, institutionId, departmentId, remote }: ExamDocument): Concerned {
  // Without what doctors wrote: it is kept for its institutions and departments alone.
  const bare = remote && { ...remote, preliminaryFindings: '', preliminaryImpression: '', ecg: undefined };
  return { service, institutionId, departmentId, remote: bare };
}

/** Institutions, departments and states: the steps of a request change them, an edited text does not. */
function audience(exam: ExamDocument): string {
  const { remote } = exam;
  return JSON.stringify([
    ...[exam.service, exam.institutionId, exam.departmentId, remote?.state, remote?.fromInstitutionId],
    ...[remote?.toInstitutionId, remote?.toDepartmentId, remote?.levels?.map(({ institutionId }) => institutionId)],
    remote?.history.map((step) => [step.act, step.institutionId, step.toInstitutionId]),
  ]);
}

/** Beside each change of an exam: whom it concerned before, where that is not whom it concerns now. */
export async function noteLeft(work: CommandWork, before: ExamDocument, after: ExamDocument): Promise<void> {
  if (audience(before) === audience(after)) return;
  await work.tx
    .insertInto('exam_left')
    .values({ exam_id: after.id, version: after.version, at: work.now, doc: JSON.stringify(concerned(before)) })
    .onConflict((conflict) => conflict.columns(['exam_id', 'version']).doNothing())
    .execute();
}

interface Told {
  /** Null: it is not there any more. */
  exam: ExamDocument | null;
  left: Concerned | null;
}

/** Every screen follows the same changes: each is read once for all of them. */
const mostKept = 1000;

async function read(db: Kernel['db'], changes: readonly PublishedChange[]): Promise<Map<number, Told>> {
  const ids = uuidsOf(changes.map(({ entityId }) => entityId));
  const exams = new Map((await examsById(db, ids)).map((exam) => [exam.id, exam]));
  const left =
    ids.length === 0
      ? []
      : await db
          .selectFrom('exam_left')
          .select(['exam_id', 'version', 'doc'])
          .where('exam_id', 'in', ids)
          .where('version', 'in', [...new Set(changes.map(({ version }) => version))])
          .execute();
  const before = new Map(left.map((row) => [`${row.exam_id} ${row.version}`, row.doc]));
  return new Map(
    changes.map(({ seq, entityId, version }) => [
      seq,
      { exam: exams.get(entityId) ?? null, left: before.get(`${entityId} ${version}`) ?? null },
    ]),
  );
}

/** @returns of changes of exams, the numbers of those that the caller is told */
export function examsTold(
  kernel: Kernel,
): (changes: readonly PublishedChange[], caller: Caller) => Promise<Set<number>> {
  const kept = new Map<number, Promise<Told | undefined>>();
  return async (changes, caller) => {
    const fresh = changes.filter(({ seq }) => !kept.has(seq));
    if (fresh.length > 0) {
      const reading = read(kernel.db, fresh);
      for (const { seq } of fresh) {
        const one = reading.then((found) => found.get(seq));
        // Whoever waits for it hears of the failure; the next one reads again.
        one.catch(() => kept.delete(seq));
        kept.set(seq, one);
      }
      for (const seq of [...kept.keys()].slice(0, Math.max(0, kept.size - mostKept - fresh.length))) kept.delete(seq);
    }
    const waiting = changes.map(({ seq }) => kept.get(seq));
    const actor = await actorOf(kernel, kernel.db, caller);
    const told = new Set<number>();
    for (const [at, one] of (await Promise.all(waiting)).entries()) {
      const { seq } = changes[at]!;
      const { exam = null, left = null } = one ?? {};
      if (exam === null || mayListRequest(caller, actor, exam)) told.add(seq);
      else if (left && mayListRequest(caller, actor, { ...exam, ...left })) told.add(seq);
    }
    return told;
  };
}
