// The database remembers a value that the field key encrypted: with another key file the server does not start, instead of mixing keys.
import type { Kysely } from 'kysely';
import { fail } from '../../core/kernel/errors.ts';
import type { Database } from '../db/schema.ts';
import type { FieldCrypto } from './types.ts';

const known = 'yishu';

/** @throws INTERNAL when the key file does not belong to the database */
export async function requireFieldKey(db: Kysely<Database>, fields: FieldCrypto): Promise<void> {
  const value = JSON.stringify({ cipher: fields.encrypt(known), index: fields.blindIndex(known) });
  await db
    .insertInto('setting')
    .values({ key: 'field-key', value })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const stored = await db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', 'field-key')
    .executeTakeFirstOrThrow();
  try {
    const found: { cipher: string; index: string } = JSON.parse(stored.value);
    if (fields.decrypt(found.cipher) === known && found.index === fields.blindIndex(known)) return;
  } catch {
    // Falls through to the same refusal: which of the two ways it failed does not matter to the reader.
  }
  throw fail('INTERNAL', {
    what: 'field-keys.json does not belong to this database',
    remedy: 'restore the key file that was made with it from the backup',
  });
}
