// Annotations of a study, one set per reader: the last one saved wins only over the same reader's own.
import type { z } from 'zod';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { requireStudySight } from './sight.ts';

export async function annotationsOf(db: Kernel['db'], studyUid: string) {
  const rows = await db
    .selectFrom('imaging_annotation')
    .innerJoin('person', 'person.id', 'imaging_annotation.author_id')
    .select(['author_id', 'person.name as author', 'imaging_annotation.version', 'saved_at', 'doc'])
    .where('study_uid', '=', studyUid)
    .execute();
  return rows.map((row) => ({
    authorId: row.author_id,
    author: row.author,
    version: row.version,
    savedAt: row.saved_at.toISOString(),
    doc: row.doc,
  }));
}

/** @param outside whether the study lies in an archive of others: what is drawn on it is kept here all the same */
export async function saveAnnotations(
  kernel: Kernel,
  caller: Caller,
  input: { command: z.infer<typeof CommandMeta>; studyUid: string; expectedVersion: number; doc?: unknown },
  outside: boolean,
): Promise<{ version: number }> {
  const { person } = caller;
  if (!person) throw fail('LOGIN_REQUIRED');
  const request = {
    ...input.command,
    name: 'imaging.saveAnnotations',
    right: 'radiology.view' as const,
    subject: input.studyUid,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    await requireStudySight(kernel, work.tx, caller, [input.studyUid]);
    const study = await work.tx
      .selectFrom('imaging_study')
      .select(['revision', 'patient_uuid'])
      .where('uid', '=', input.studyUid)
      .executeTakeFirst();
    if (!study && !outside) throw fail('NOT_FOUND', { what: 'study', studyUid: input.studyUid });
    const former = await work.tx
      .selectFrom('imaging_annotation')
      .select(['id', 'version'])
      .where('study_uid', '=', input.studyUid)
      .where('author_id', '=', person.id)
      .forUpdate()
      .executeTakeFirst();
    const actual = former?.version ?? 0;
    if (actual !== input.expectedVersion) {
      throw fail('VERSION_CONFLICT', { studyUid: input.studyUid, expected: input.expectedVersion, actual });
    }
    const values = { version: actual + 1, saved_at: work.now, doc: JSON.stringify(input.doc ?? null) };
    if (former) await work.tx.updateTable('imaging_annotation').set(values).where('id', '=', former.id).execute();
    else {
      await work.tx
        .insertInto('imaging_annotation')
        .values({ id: work.newId(), study_uid: input.studyUid, author_id: person.id, ...values })
        .execute();
    }
    if (study) work.changed('study', input.studyUid, study.revision, null);
    const patientId = study?.patient_uuid ?? null;
    work.audit({ act: 'imaging.saveAnnotations', subject: input.studyUid, patientId });
    return { version: actual + 1 };
  });
}
