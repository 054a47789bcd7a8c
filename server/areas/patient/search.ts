// Finds patients by number, visit number, part of a name, identity number or telephone; the last two whole, through their blind index.
import type { Kysely, RawBuilder } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { FieldCrypto } from '../../kernel/types.ts';
import { normaliseNumber } from './mask.ts';
import type { PatientRow } from './store.ts';

/** `%`, `_` and `\` stand for themselves in what a person types. */
export function likeText(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

/** @param byName whom a part of a name finds; null: everybody. Who has a whole number in hand finds its person wherever they were. */
export function searchPatients(
  db: Kysely<Database>,
  fields: FieldCrypto,
  text: string,
  byName: RawBuilder<boolean> | null,
): Promise<PatientRow[]> {
  const typed = text.trim();
  const index = fields.blindIndex(normaliseNumber(typed));
  return db
    .selectFrom('patient')
    .selectAll()
    .where('merged_into', 'is', null)
    .where((at) =>
      at.or([
        at('number', '=', typed),
        at.and([at('name', 'like', `%${likeText(typed)}%`), ...(byName ? [byName] : [])]),
        at('identity_number_index', '=', index),
        at('phone_index', '=', index),
        at('id', 'in', at.selectFrom('visit').select('visit.patient_id').where('visit.number', '=', typed)),
      ]),
    )
    .orderBy('updated_at', 'desc')
    .limit(100)
    .execute();
}
