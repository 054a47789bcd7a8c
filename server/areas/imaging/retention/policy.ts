// The archive's policy: one document that a person with the right changes with a reason.
import { stat } from 'node:fs/promises';
import type { z } from 'zod';
import { type ArchivePolicy, firstPolicy } from '../../../../core/imaging/keeping.ts';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import type { Archive } from '../archive.ts';
import { isApart } from '../replica/folder.ts';

export interface StoredPolicy {
  version: number;
  policy: ArchivePolicy;
}

export async function readPolicy(db: Kernel['db']): Promise<StoredPolicy> {
  const row = await db.selectFrom('imaging_policy').select(['version', 'doc']).where('id', '=', 1).executeTakeFirst();
  // A document that is older than a part of the policy has the first one of that part.
  return row ? { version: row.version, policy: { ...firstPolicy, ...row.doc } } : { version: 0, policy: firstPolicy };
}

/** @throws VERSION_CONFLICT, INPUT_INVALID for a folder that is not there or lies in the archive */
export async function savePolicy(
  kernel: Kernel,
  archive: Archive,
  caller: Caller,
  input: { command: z.infer<typeof CommandMeta>; expectedVersion: number; policy: ArchivePolicy; reason: string },
): Promise<StoredPolicy> {
  const { active, folder } = input.policy.replica;
  const request = {
    ...input.command,
    name: 'imaging.savePolicy',
    right: 'radiology.archive' as const,
    subject: '',
    input,
  };
  const mayBeUsed = !active || (isApart(folder, archive.objects.root) && isApart(folder, archive.derived.root));
  const isThere =
    !active ||
    (await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    ));
  return kernel.command(caller, request, async (work) => {
    if (!mayBeUsed)
      throw fail('INPUT_INVALID', { what: 'replica.folder', reason: 'an absolute path outside the archive' });
    if (!isThere)
      throw fail('INPUT_INVALID', { what: 'replica.folder', reason: 'no such folder on the server; make it first' });
    const row = await work.tx
      .selectFrom('imaging_policy')
      .selectAll()
      .where('id', '=', 1)
      .forUpdate()
      .executeTakeFirst();
    const actual = row?.version ?? 0;
    if (actual !== input.expectedVersion) {
      throw fail('VERSION_CONFLICT', { what: 'policy', expected: input.expectedVersion, actual });
    }
    const values = { version: actual + 1, doc: JSON.stringify(input.policy), changed_at: work.now };
    await work.tx
      .insertInto('imaging_policy')
      .values({ id: 1, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
    // Another folder has none of the copies.
    if (row && row.doc.replica.folder !== folder) await work.tx.deleteFrom('imaging_replica').execute();
    work.audit({
      act: 'imaging.savePolicy',
      subject: String(actual + 1),
      detail: `${input.reason} ${JSON.stringify(input.policy)}`,
    });
    return { version: actual + 1, policy: input.policy };
  });
}
