// What a person decides about a study: which exam it belongs to, and whether it is shown at all. Everything can be taken back.
import type { z } from 'zod';
import type { imagingContract } from '../../../core/imaging/contract.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { moveStudy } from '../orders/module.ts';
import { noteRemoval } from './retention/trash.ts';
import { requireStudySight } from './sight.ts';
import { type ArchivedStudy, archivedStudy, isDecided, lockStudy } from './studies.ts';

type Input = {
  command: z.infer<typeof CommandMeta>;
  studyUid: string;
  expectedRevision: number;
  reason: string;
};

export function studyOf(row: Awaited<ReturnType<typeof lockStudy>>) {
  return { uid: row.uid, instanceCount: row.instance_count, description: row.description };
}

type Links = { examId: string | null; patientId: string | null };

type ActName = `imaging.${keyof typeof imagingContract}`;
type Decision = (
  work: CommandWork,
  row: Awaited<ReturnType<typeof lockStudy>>,
) => Promise<Partial<{ exam_id: string | null; patient_uuid: string | null; removed_at: Date | null }>>;

/** Inside a command: seen, locked in the version that the person saw, decided and told. */
export async function decide(
  kernel: Kernel,
  unit: CommandWork,
  name: ActName,
  input: Omit<Input, 'command'>,
  decision: Decision,
): Promise<ArchivedStudy> {
  await requireStudySight(kernel, unit.tx, unit.caller, [input.studyUid]);
  const row = await lockStudy(unit.tx, input.studyUid, input.expectedRevision, name === 'imaging.remove');
  const revision = row.revision + 1;
  const values = await decision(unit, row);
  const after = await unit.tx
    .updateTable('imaging_study')
    .set({ ...values, revision, decided_revision: revision })
    .where('uid', '=', row.uid)
    .returningAll()
    .executeTakeFirstOrThrow();
  unit.changed('study', row.uid, after.revision, null);
  unit.audit({ act: name, subject: row.uid, patientId: after.patient_uuid, detail: input.reason });
  return archivedStudy({ ...after, decided: await isDecided(unit.tx, after.uid) });
}

function change(
  kernel: Kernel,
  caller: Caller,
  name: ActName,
  input: Input,
  decision: Decision,
): Promise<ArchivedStudy> {
  const request = { ...input.command, name, right: 'radiology.archive' as const, subject: input.studyUid, input };
  return kernel.command(caller, request, (unit) => decide(kernel, unit, name, input, decision));
}

export async function keep(
  work: CommandWork,
  studyUid: string,
  reason: string,
  before: Links,
  after: Links,
): Promise<void> {
  await work.tx
    .insertInto('imaging_reconcile')
    .values({
      id: work.newId(),
      study_uid: studyUid,
      at: work.now,
      person: work.caller.person?.name ?? 'system',
      reason,
      before: JSON.stringify(before),
      after: JSON.stringify(after),
      undone_at: null,
    })
    .execute();
}

/** The objects stay bit for bit as they came: what a person says stands beside them, and wins where they differ. */
export function reconcile(
  kernel: Kernel,
  caller: Caller,
  input: Input & { examId: string | null },
): Promise<ArchivedStudy> {
  return change(kernel, caller, 'imaging.reconcile', input, async (work, row) => {
    const before: Links = { examId: row.exam_id, patientId: row.patient_uuid };
    let after: Links = { examId: null, patientId: null };
    if (input.examId) {
      const exam = await work.tx
        .selectFrom('exam')
        .select(['id', 'patient_id'])
        .where('id', '=', input.examId)
        .executeTakeFirst();
      if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId: input.examId });
      after = { examId: exam.id, patientId: exam.patient_id };
    }
    await keep(work, row.uid, input.reason, before, after);
    await moveStudy(work, studyOf(row), before.examId, after.examId);
    return { exam_id: after.examId, patient_uuid: after.patientId };
  });
}

/** Brings back what stood before the last reconciliation that was not taken back yet. */
export function undoReconcile(kernel: Kernel, caller: Caller, input: Input): Promise<ArchivedStudy> {
  return change(kernel, caller, 'imaging.undoReconcile', input, async (work, row) => {
    const last = await work.tx
      .selectFrom('imaging_reconcile')
      .selectAll()
      .where('study_uid', '=', row.uid)
      .where('undone_at', 'is', null)
      .orderBy('at', 'desc')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    if (!last) throw fail('NOT_FOUND', { what: 'a reconciliation to take back', studyUid: row.uid });
    await work.tx.updateTable('imaging_reconcile').set({ undone_at: work.now }).where('id', '=', last.id).execute();
    const { examId, patientId } = last.before;
    const back = typeof examId === 'string' ? examId : null;
    await moveStudy(work, studyOf(row), row.exam_id, back);
    return {
      exam_id: back,
      patient_uuid: typeof patientId === 'string' ? patientId : null,
    };
  });
}

/** Hides a study; its objects stay until the retention ends, so that it can be restored. */
export function removeStudy(kernel: Kernel, caller: Caller, input: Input): Promise<ArchivedStudy> {
  return change(kernel, caller, 'imaging.remove', input, async (work, row) => {
    if (row.removed_at) throw fail('STATE_REFUSED', { studyUid: row.uid, state: 'removed' });
    await noteRemoval(work, row.uid, input.reason);
    return { removed_at: work.now };
  });
}

export function restoreStudy(kernel: Kernel, caller: Caller, input: Input): Promise<ArchivedStudy> {
  return change(kernel, caller, 'imaging.restore', input, async (work, row) => {
    if (!row.removed_at) throw fail('STATE_REFUSED', { studyUid: row.uid, state: 'present' });
    await work.tx.deleteFrom('imaging_removal').where('study_uid', '=', row.uid).execute();
    return { removed_at: null };
  });
}
