// The dictionary of ECG types in the database: kept by an administrator, asked by whoever enters an item, an exam or a recorder (ECG-50).
import type { Kysely, Selectable } from 'kysely';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { type EcgType, type EcgTypeEntry, inOrder } from '../../../core/orders/ecg-type.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { administers } from '../identity/module.ts';
import type { EcgTypeTable } from './tables.ts';
import { requireChange } from './typed-dictionary.ts';

function shown({ name_en, updated_at: _at, ...row }: Selectable<EcgTypeTable>): EcgType {
  return { ...row, nameEn: name_en };
}

export async function ecgTypesOf(db: Kysely<Database>): Promise<EcgType[]> {
  return inOrder((await db.selectFrom('ecg_type').selectAll().execute()).map(shown));
}

/** Names of a dictionary, no patients': also for who keeps dictionaries or recorders without seeing any. @throws RIGHT_MISSING */
export function listEcgTypes(kernel: Kernel, caller: Caller): Promise<EcgType[]> {
  const right = administers(caller, 'ecg.view', 'ecg.types', 'dictionary.edit', 'ecg.admin');
  return kernel.read(caller, right, { act: 'orders.ecgTypes', subject: '' }, ecgTypesOf);
}

/** @throws INPUT_INVALID for a type that there is not, or that is switched off and not what stands there already */
export async function requireEcgType(
  db: Kysely<Database>,
  field: string,
  code: string,
  present: string | null = null,
): Promise<void> {
  if (code === present) return;
  const found = await db.selectFrom('ecg_type').select('active').where('code', '=', code).executeTakeFirst();
  if (!found) throw fail('INPUT_INVALID', { fields: [`${field}: ${code} is no ECG type`] });
  if (!found.active) throw fail('INPUT_INVALID', { fields: [`${field}: the ECG type ${code} is switched off`] });
}

/** @throws DUPLICATE, NOT_FOUND, VERSION_CONFLICT, STATE_REFUSED to switch the last one off: nothing could be registered */
export function saveEcgType(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; type: EcgTypeEntry; expectedVersion: number },
): Promise<EcgType> {
  const { type, expectedVersion } = input;
  const name = 'orders.saveEcgType';
  const request = { ...input.command, name, right: administers(caller, 'ecg.types'), subject: type.code, input };
  return kernel.command(caller, { ...request, ownAudit: true }, async (work) => {
    // One at a time: two administrators cannot switch the last two off.
    const rows = await work.tx.selectFrom('ecg_type').selectAll().orderBy('code').forUpdate().execute();
    const before = requireChange(rows, type, expectedVersion, { kind: 'ecgType', name: 'ECG type' });
    const { code, nameEn, ...rest } = type;
    const columns = { ...rest, name_en: nameEn, version: expectedVersion + 1, updated_at: work.now };
    const row = await work.tx
      .insertInto('ecg_type')
      .values({ code, shipped: false, ...columns })
      .onConflict((conflict) => conflict.column('code').doUpdateSet(columns))
      .returningAll()
      .executeTakeFirstOrThrow();
    const was = before ? JSON.stringify(shown(before)) : 'new';
    work.audit({ act: name, subject: code, detail: `${was} -> ${JSON.stringify(type)}` });
    return shown(row);
  });
}
