// The department's settings: one document with a version, changed by an administrator, audited with what changed.
import type { Kysely } from 'kysely';
import { defaultSettings, type EcgSettings } from '../../../core/ecg/flow/settings.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { administers } from '../identity/module.ts';

export async function settingsOf(db: Kysely<Database>): Promise<EcgSettings> {
  const row = await db.selectFrom('ecg_setting').select('doc').where('id', '=', 1).executeTakeFirst();
  // What a newer version asks for is its default until somebody sets it.
  return { ...defaultSettings, ...row?.doc };
}

/** @throws VERSION_CONFLICT */
export function saveSettings(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; settings: EcgSettings },
): Promise<EcgSettings> {
  const request = {
    ...input.command,
    name: 'ecg.saveSettings',
    right: administers(caller, 'ecg.settings'),
    subject: 'settings',
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const before = await settingsOf(work.tx);
    const { settings } = input;
    if (before.version !== settings.version)
      throw fail('VERSION_CONFLICT', { expected: settings.version, actual: before.version });
    const after: EcgSettings = { ...settings, version: before.version + 1 };
    const doc = JSON.stringify(after);
    await work.tx
      .insertInto('ecg_setting')
      .values({ id: 1, doc })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ doc }))
      .execute();
    work.audit({ act: 'ecg.saveSettings', subject: 'settings', detail: changed(before, after).join('; ') });
    return after;
  });
}

function changed(before: EcgSettings, after: EcgSettings): string[] {
  const names = [
    'acknowledgeMinutes',
    'escalateEveryMinutes',
    'maxEscalations',
    'departmentHeads',
    'criticalGoesUp',
    'matchNightHours',
    'cartClockMinutes',
    'printArrangement',
  ] as const;
  const text = (settings: EcgSettings, name: (typeof names)[number]) => JSON.stringify(settings[name]);
  return names
    .filter((name) => text(before, name) !== text(after, name))
    .map((name) => `${name}: ${text(before, name)} -> ${text(after, name)}`);
}
