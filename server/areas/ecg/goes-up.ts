// Where a recording goes by itself from where it was made: by the rules of the network, else, where it may be critical and nobody there reads, up.
import type { Kysely } from 'kysely';
import type { ExamRisk } from '../../../core/orders/exam.ts';
import type { Database } from '../../db/schema.ts';
import type { Kernel } from '../../kernel/types.ts';
import { forwardingNow, readerAbove } from '../orders/module.ts';
import { settingsOf } from './settings.ts';

/** Null: it stays. A tracing that may be critical never waits for a rule that nobody wrote (ECG-29). */
export async function goesUp(
  kernel: Kernel,
  db: Kysely<Database>,
  institutionId: string,
  level: ExamRisk['level'],
): Promise<{ toInstitutionId: string; toInstitutionName: string } | null> {
  const byRule = (await forwardingNow(kernel, db, 'ecg'))({ institutionId, level, chain: [institutionId] });
  if (byRule !== null || level !== 'critical') return byRule;
  const { criticalGoesUp } = await settingsOf(db);
  return criticalGoesUp ? readerAbove(kernel, db, 'ecg', institutionId) : null;
}
