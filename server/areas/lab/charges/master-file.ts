// MFN^M04 of the HIS carried out: good entries are stored together, each refused one says why (LAB-83; HL7 v2.5.1, 8.10).
import type { ChargeMaster, EntryAnswer } from '../../../../core/integration/charge-message.ts';
import type { CommandWork } from '../../../kernel/types.ts';
import { pullCharges } from './pull.ts';
import { holdCharges } from './store.ts';

const refusals = {
  noName: 'the code is not known here and CDM-4 gives no name',
  tooLong: 'a value is longer than the item may hold (name 200, category 64 characters)',
} as const;

export async function takeChargeMaster(
  work: CommandWork,
  master: ChargeMaster,
  sender: string,
): Promise<EntryAnswer[]> {
  await holdCharges(work.tx);
  const wanted = master.entries.flatMap(({ outcome }) => ('refused' in outcome ? [] : [outcome]));
  const stored = wanted.filter(({ wants }) => wants === 'store').map(({ charge }) => charge);
  const givenUp = wanted.filter(({ wants }) => wants === 'gone').map(({ charge }) => charge.code);
  const spared = master.entries.filter(({ outcome }) => 'refused' in outcome).map(({ key }) => key);
  const known = new Set(await codesOf(work, givenUp));
  const plan = await pullCharges(
    work.tx,
    stored,
    givenUp,
    { whole: master.whole, spared },
    { source: 'hl7', sourceName: sender, at: work.now },
  );
  const refused = new Map(plan.refused.map(({ code, reason }) => [code, refusals[reason]]));
  const answers = master.entries.map((entry): EntryAnswer => {
    if ('refused' in entry.outcome) return { entry, problem: entry.outcome.refused };
    if (entry.outcome.wants === 'gone' && !known.has(entry.key))
      return { entry, problem: 'the code is not known here' };
    return { entry, problem: refused.get(entry.key) ?? null };
  });
  const detail = `+${plan.added.length} ~${plan.changed.length} -${plan.gone.length} !${answers.filter(({ problem }) => problem !== null).length}`;
  work.audit({ act: 'charges.pull', subject: sender, detail });
  return answers;
}

async function codesOf(work: CommandWork, codes: readonly string[]): Promise<string[]> {
  if (codes.length === 0) return [];
  const rows = await work.tx.selectFrom('charge_item').select('code').where('code', 'in', codes).execute();
  return rows.map(({ code }) => code);
}
