// Whether an exam was asked for by a program of another institution, which knows it by a number of its own.
import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema.ts';

/** Whether a program of another institution knows the exam by its request number, not the HIS. */
export async function isOfProgram(db: Kysely<Database>, examId: string): Promise<boolean> {
  const row = await db.selectFrom('outside_request').select('number').where('exam_id', '=', examId).executeTakeFirst();
  return row !== undefined;
}
