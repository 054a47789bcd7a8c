// Time limits of the department: one document, shipped unconfirmed; saving it is the hospital's word that these are its limits.
import type { Kysely } from 'kysely';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { deadLimits, type QualitySettings, shippedSettings, type TimeLimit } from '../../../core/quality/limits.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { personOf } from './access.ts';

export async function shipSettings(kernel: Kernel): Promise<void> {
  await kernel.db
    .insertInto('quality_setting')
    .values({ id: 1, doc: JSON.stringify(shippedSettings) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

export async function settingsOf(db: Kysely<Database>): Promise<QualitySettings> {
  const row = await db.selectFrom('quality_setting').select('doc').where('id', '=', 1).executeTakeFirst();
  return row?.doc ?? shippedSettings;
}

const said = (limits: readonly TimeLimit[]) =>
  limits.map(({ priority, modality, minutes }) => `${priority || '*'} ${modality || '*'} ${minutes}`).join(', ');

/** @throws RIGHT_MISSING, VERSION_CONFLICT, INPUT_INVALID naming rules that are never asked */
export function saveSettings(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; settings: Omit<QualitySettings, 'confirmed'> },
): Promise<QualitySettings> {
  const { settings } = input;
  const request = {
    ...input.command,
    name: 'quality.saveSettings',
    right: 'radiology.quality' as const,
    subject: 'limits',
    input,
    ownAudit: true,
  };
  return kernel.command(caller, request, async (work) => {
    const by = personOf(caller);
    const row = await work.tx
      .selectFrom('quality_setting')
      .select('doc')
      .where('id', '=', 1)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw fail('NOT_FOUND', { what: 'quality settings' });
    const before = row.doc;
    if (before.version !== settings.version)
      throw fail('VERSION_CONFLICT', { expected: settings.version, actual: before.version });
    const dead = deadLimits(settings.limits);
    if (dead.length > 0) throw fail('INPUT_INVALID', { fields: dead.map((index) => `limits.${index}: never reached`) });
    const confirmed = { by: by.personName, at: work.now.toISOString() };
    const after: QualitySettings = { ...settings, version: before.version + 1, confirmed };
    await work.tx
      .updateTable('quality_setting')
      .set({ doc: JSON.stringify(after) })
      .where('id', '=', 1)
      .execute();
    const detail = `${said(before.limits)}; ${before.criticalMinutes} -> ${said(after.limits)}; ${after.criticalMinutes}`;
    work.audit({ act: 'quality.saveSettings', subject: 'limits', detail });
    return after;
  });
}
