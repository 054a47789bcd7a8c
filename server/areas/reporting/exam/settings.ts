// What a hospital decides about signing: whether one person may write and release a report of a service alone.
import type { Kysely } from 'kysely';
import type { ExamService } from '../../../../core/orders/exam.ts';
import type { Database } from '../../../db/schema.ts';

/** Key of the setting; its value is `true` where it is allowed, anything else and nothing mean two persons. */
export const onePersonSetting = (service: ExamService): string => `examReports.onePerson.${service}`;

export async function onePersonAllowed(db: Kysely<Database>, service: ExamService): Promise<boolean> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', onePersonSetting(service))
    .executeTakeFirst();
  return row?.value === 'true';
}
