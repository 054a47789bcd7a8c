// Photos of people: written with the person, shown to those who keep the register, to colleagues who read or examine, and to oneself.
import type { Kysely } from 'kysely';
import { photoProblem } from '../../../core/identity/photo.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import { viewRight } from '../../kernel/access.ts';
import type { Caller, CommandWork, FieldCrypto, Kernel } from '../../kernel/types.ts';
import { administers } from './administrators.ts';

const keepers = ['user.edit', 'doctor.edit', 'role.edit'] as const;

/** By person: a number that grows with each new photo, so that an old one is not shown from a memory. */
export async function photoVersions(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('person_photo')
    .select(['person_id', 'version'])
    .where('person_id', 'in', ids)
    .execute();
  return new Map(rows.map(({ person_id, version }) => [person_id, version]));
}

/**
 * @param photo undefined: as before; null: taken away
 * @returns what happened, for the audit trail; empty for nothing
 * @throws INPUT_INVALID for what is no photo of its size, or tells more than it shows
 */
export async function keepPhoto(
  work: CommandWork,
  fields: FieldCrypto,
  personId: string,
  photo: string | null | undefined,
): Promise<string> {
  if (photo === undefined) return '';
  if (photo === null) {
    const gone = await work.tx.deleteFrom('person_photo').where('person_id', '=', personId).executeTakeFirst();
    return gone.numDeletedRows > 0n ? 'photo removed' : '';
  }
  const problem = photoProblem(photo);
  if (problem !== null) throw fail('INPUT_INVALID', { fields: [`photo: ${problem}`] });
  const before = (await photoVersions(work.tx, [personId])).get(personId);
  const values = { photo: fields.encrypt(photo), version: (before ?? 0) + 1, changed_at: work.now };
  await work.tx
    .insertInto('person_photo')
    .values({ person_id: personId, ...values })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(values))
    .execute();
  return before === undefined ? 'photo added' : 'photo changed';
}

/** @throws RIGHT_MISSING for whoever neither keeps the register nor sees exams or specimens */
export function photoOf(kernel: Kernel, caller: Caller, personId: string): Promise<{ photo: string | null }> {
  const isOwn = caller.person?.id === personId;
  const keeps = keepers.some((right) => caller.rights.includes(right)) || caller.rights.includes('identity.admin');
  const right = isOwn ? null : keeps ? administers(caller, ...keepers) : viewRight(caller);
  return kernel.read(caller, right, { act: 'identity.photo', subject: personId }, async (db) => {
    const row = await db
      .selectFrom('person_photo')
      .select('photo')
      .where('person_id', '=', personId)
      .executeTakeFirst();
    return { photo: row ? kernel.fields.decrypt(row.photo) : null };
  });
}
