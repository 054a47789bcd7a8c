// Where a recording goes by itself from where it was made: by the rules of the network; where it may be critical and nobody reads there, up.
import type { Kysely } from 'kysely';
import type { ExamRisk } from '../../../core/orders/exam.ts';
import type { Database } from '../../db/schema.ts';
import type { Kernel } from '../../kernel/types.ts';
import { forwardingNow, readerAbove } from '../orders/module.ts';
import { settingsOf } from './settings.ts';

/** Null: it stays. A tracing that may be critical waits neither for a rule that nobody wrote nor where a rule leads to nobody (ECG-29). */
export async function goesUp(
  kernel: Kernel,
  db: Kysely<Database>,
  institutionId: string,
  level: ExamRisk['level'],
): Promise<{ toInstitutionId: string; toInstitutionName: string } | null> {
  const byRule = (await forwardingNow(kernel, db, 'ecg'))({ institutionId, level, chain: [institutionId] });
  if (level !== 'critical') return byRule;
  const { criticalGoesUp } = await settingsOf(db);
  if (!criticalGoesUp) return byRule;
  return (await readerAbove(kernel, db, 'ecg', byRule?.toInstitutionId ?? institutionId)) ?? byRule;
}
