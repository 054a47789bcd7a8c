// One numbered, forward-only step of the schema.
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';

export interface Migration {
  /** Four digits; kernel, identity, patient, sync and audit use 0001-0099, lab and the interfaces 0100 and up. */
  id: string;
  name: string;
  /** Runs in a transaction of its own; never edited once released. */
  up(db: Kysely<Database>): Promise<void>;
}
