// Critical values in the database, and how they follow the results of a specimen inside its transaction.

import type { Kysely } from 'kysely';
import { type CallSubject, isAbout } from '../../../core/critical/call.ts';
import { type CriticalDocument, isStanding, withdraw } from '../../../core/critical/flow.ts';
import { criticalChanges } from '../../../core/critical/lab.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork, Kernel, Tx } from '../../kernel/types.ts';

function columns(critical: CriticalDocument, now: Date) {
  return {
    version: critical.version,
    state: critical.state,
    escalate_at: new Date(critical.escalateAt),
    escalated: critical.steps.some((step) => step.kind === 'escalated'),
    updated_at: now,
    doc: JSON.stringify(critical),
  };
}

export async function saveCritical(work: CommandWork, critical: CriticalDocument): Promise<void> {
  await work.tx
    .insertInto('critical_value')
    .values({
      id: critical.id,
      area: critical.area,
      subject_id: critical.subjectId,
      result_id: critical.resultId,
      test_code: critical.testCode,
      group_id: critical.groupId,
      patient_id: critical.patientId,
      raised_at: new Date(critical.raisedAt),
      ...columns(critical, work.now),
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns(critical, work.now)))
    .execute();
  // Groups are the laboratory's; who may see the dangers of exams is decided by right, document by document.
  work.changed('critical', critical.id, critical.version, critical.area === 'lab' ? critical.groupId : null);
}

/** The document with its row locked. @throws NOT_FOUND */
export async function lockCritical(tx: Tx, id: string): Promise<CriticalDocument> {
  const row = await tx.selectFrom('critical_value').select('doc').where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { criticalId: id });
  return row.doc;
}

/** The value that was called: by its id, else the standing one of which this was read out. @throws NOT_FOUND */
export async function lockCalled(tx: Tx, id: string, about: CallSubject | undefined): Promise<CriticalDocument> {
  const known = await tx.selectFrom('critical_value').select('id').where('id', '=', id).executeTakeFirst();
  if (known || !about) return lockCritical(tx, id);
  const found = (await criticalsOf(tx, about.subjectId)).find((one) => isStanding(one) && isAbout(one, about));
  if (!found) throw fail('NOT_FOUND', { criticalId: id, testCode: about.testCode, value: about.value });
  return lockCritical(tx, found.id);
}

/** Takes back all that stand about a subject; the next versions. */
export async function withdrawStanding(
  work: CommandWork,
  subjectId: string,
  note: string,
): Promise<CriticalDocument[]> {
  const by = work.caller.person?.name ?? 'system';
  const withdrawn: CriticalDocument[] = [];
  for (const critical of (await criticalsOf(work.tx, subjectId)).filter(isStanding)) {
    const after = withdraw(await lockCritical(work.tx, critical.id), note, { now: work.now.toISOString(), by });
    await saveCritical(work, after);
    withdrawn.push(after);
  }
  return withdrawn;
}

export async function criticalsOf(tx: Kysely<Database>, subjectId: string): Promise<CriticalDocument[]> {
  const rows = await tx.selectFrom('critical_value').select('doc').where('subject_id', '=', subjectId).execute();
  return rows.map((row) => row.doc);
}

/** Raises what is new, withdraws what no longer stands, tells the HIS of both (LAB-65 to 67). */
export async function followSpecimen(kernel: Kernel, work: CommandWork, document: SpecimenDocument): Promise<void> {
  const existing = await criticalsOf(work.tx, document.id);
  const department = await kernel.people.department(work.tx, document.visit.departmentId);
  const changes = criticalChanges(document, existing, {
    now: work.now.toISOString(),
    by: work.caller.person?.name ?? 'system',
    newId: work.newId,
    departmentPhone: department?.phone ?? undefined,
  });
  for (const critical of [...changes.raised, ...changes.withdrawn]) await saveCritical(work, critical);
  for (const critical of changes.raised) {
    work.audit({
      act: 'critical.raise',
      subject: document.barcode,
      patientId: document.patient.id,
      detail: critical.testCode,
    });
    work.outgoing({
      interface: 'hl7',
      peer: 'HIS',
      type: 'ORU^R01',
      subject: document.barcode,
      payload: { kind: 'critical', criticalId: critical.id, specimenId: document.id },
    });
  }
}
