// Which patients of the whole register a person of one institution finds by a part of a name: those whom it has examined (ECG-49).
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { actorOf, institutionsOf } from './institutions.ts';

/** A condition on rows of `patient`; null for the hospital's own people, whose register it is. */
export async function patientsKnownTo(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
): Promise<RawBuilder<boolean> | null> {
  const { institutionId } = await actorOf(kernel, db, caller);
  const place = (await institutionsOf(kernel, db)).find(({ id }) => id === institutionId);
  if (institutionId === null || !place || place.own) return null;
  return sql<boolean>`patient.id in (select patient_id from exam where institution_id = ${institutionId})`;
}
