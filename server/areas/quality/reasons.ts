// The dictionary of reasons: shipped ones are there from the first start, a QC manager adds, renames, orders and switches off.
import type { Kysely, Selectable } from 'kysely';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { QualityReason, ReasonKind } from '../../../core/quality/model.ts';
import { shippedReasons } from '../../../core/quality/reasons-shipped.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import type { QualityReasonTable } from './tables.ts';

const reasonOf = ({ name_en, ...row }: Selectable<QualityReasonTable>): QualityReason => ({ ...row, nameEn: name_en });
const rowOf = ({ nameEn, ...reason }: QualityReason) => ({ ...reason, name_en: nameEn });

export async function shipReasons(kernel: Kernel): Promise<void> {
  await kernel.db
    .insertInto('quality_reason')
    .values(shippedReasons.map(rowOf))
    .onConflict((conflict) => conflict.columns(['kind', 'code']).doNothing())
    .execute();
}

/** Those switched off too: old grades still name them. */
export async function allReasons(db: Kysely<Database>): Promise<QualityReason[]> {
  const rows = await db.selectFrom('quality_reason').selectAll().orderBy('kind').orderBy('position').execute();
  return rows.map(reasonOf);
}

export async function knownReasons(db: Kysely<Database>, kind: ReasonKind): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('quality_reason')
    .select('code')
    .where('kind', '=', kind)
    .where('active', '=', true)
    .execute();
  return new Set(rows.map(({ code }) => code));
}

/** @throws RIGHT_MISSING, DUPLICATE for a new code that exists, NOT_FOUND, VERSION_CONFLICT */
export function saveReason(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; reason: QualityReason },
): Promise<QualityReason> {
  const { reason } = input;
  const { kind, code } = reason;
  const request = {
    ...input.command,
    name: 'quality.saveReason',
    right: 'radiology.quality' as const,
    subject: `${kind} ${code}`,
    input,
    ownAudit: true,
  };
  return kernel.command(caller, request, async (work) => {
    const row = await work.tx
      .selectFrom('quality_reason')
      .selectAll()
      .where('kind', '=', kind)
      .where('code', '=', code)
      .forUpdate()
      .executeTakeFirst();
    if (row && reason.version === 0) throw fail('DUPLICATE', { code });
    if (!row && reason.version !== 0) throw fail('NOT_FOUND', { what: 'reason', code });
    if (row && row.version !== reason.version)
      throw fail('VERSION_CONFLICT', { code, expected: reason.version, actual: row.version, name: row.name });
    const after = { ...reason, version: reason.version + 1 };
    const { kind: _kind, code: _code, ...values } = rowOf(after);
    await work.tx
      .insertInto('quality_reason')
      .values(rowOf(after))
      .onConflict((conflict) => conflict.columns(['kind', 'code']).doUpdateSet(values))
      .execute();
    const former = row ? `${row.name}${row.active ? '' : ' (off)'} -> ` : 'new: ';
    const detail = `${former}${after.name}${after.active ? '' : ' (off)'}`;
    work.audit({ act: 'quality.saveReason', subject: `${kind} ${code}`, detail });
    return after;
  });
}
