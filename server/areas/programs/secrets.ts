// Secrets and tokens of programs: 256 random bits each, shown once, kept as hashes; a token dies with the secret that it was got with.
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { mostSecrets, tokenSeconds } from '../../../core/programs/program.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork } from '../../kernel/types.ts';

/** Nobody guesses 256 bits: a slow hash would protect nothing more. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** The one before goes on for so long; whatever is older ends now. @param hash of the new one */
export async function addSecret(
  work: CommandWork,
  programId: string,
  secret: { hash: string; hint: string },
  overlapHours: number,
): Promise<void> {
  const former = await work.tx
    .selectFrom('outside_secret')
    .select(['id', 'ends_at'])
    .where('program_id', '=', programId)
    .where((at) => at.or([at('ends_at', 'is', null), at('ends_at', '>', work.now)]))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  for (const [index, { id, ends_at }] of former.entries()) {
    const overlapEnd = new Date(work.now.getTime() + overlapHours * 3_600_000);
    const end = index > mostSecrets - 2 ? work.now : ends_at !== null && ends_at < overlapEnd ? ends_at : overlapEnd;
    await work.tx.updateTable('outside_secret').set({ ends_at: end }).where('id', '=', id).execute();
  }
  await work.tx
    .insertInto('outside_secret')
    .values({
      id: work.newId(),
      program_id: programId,
      ...secret,
      created_at: work.now,
      created_by: work.caller.person?.name ?? 'system',
      ends_at: null,
    })
    .execute();
}

export async function liveSecrets(db: Kysely<Database>, now: Date) {
  return db
    .selectFrom('outside_secret')
    .selectAll()
    .where((at) => at.or([at('ends_at', 'is', null), at('ends_at', '>', now)]))
    .orderBy('created_at', 'desc')
    .execute();
}

/** @returns the token and how many seconds it opens; it ends with its secret */
export async function issueToken(
  db: Kysely<Database> | Transaction<Database>,
  secret: { id: string; ends_at: Date | null },
  now: Date,
): Promise<{ token: string; seconds: number }> {
  const token = newSecret();
  const left = secret.ends_at === null ? tokenSeconds : Math.floor((secret.ends_at.getTime() - now.getTime()) / 1000);
  const seconds = Math.max(1, Math.min(tokenSeconds, left));
  await db
    .insertInto('outside_token')
    .values({
      hash: hashOf(token),
      secret_id: secret.id,
      created_at: now,
      expires_at: new Date(now.getTime() + seconds * 1000),
    })
    .execute();
  return { token, seconds };
}
