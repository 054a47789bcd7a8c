// Access tokens: a program's key to the archive, or a short look at one study from another system's page.
import { createHash, randomBytes } from 'node:crypto';
import { fail } from '../../../core/kernel/errors.ts';
import type { Kernel } from '../../kernel/types.ts';

export interface TokenGrant {
  label: string;
  /** Null: the whole archive. */
  studyUid: string | null;
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** Makes a token of 256 bits; it is shown once and never stored. `token`: one that the caller can make again, as unguessable. */
export async function issueToken(
  kernel: Pick<Kernel, 'db' | 'clock'>,
  grant: TokenGrant & { createdBy: string | null; lifeMs: number; token?: string },
): Promise<string> {
  const token = grant.token ?? randomBytes(32).toString('base64url');
  const now = kernel.clock.now();
  await kernel.db
    .insertInto('access_token')
    .values({
      hash: hashOf(token),
      label: grant.label,
      scope: grant.studyUid ? 'study' : 'archive',
      study_uid: grant.studyUid,
      created_by: grant.createdBy,
      created_at: now,
      expires_at: new Date(now.getTime() + grant.lifeMs),
      revoked_at: null,
    })
    .execute();
  return token;
}

/** @throws LOGIN_REQUIRED for an unknown, expired or revoked token */
export async function checkToken(
  kernel: Pick<Kernel, 'db' | 'clock'>,
  token: string,
): Promise<TokenGrant & { expiresAt: Date }> {
  const row = await kernel.db
    .selectFrom('access_token')
    .selectAll()
    .where('hash', '=', hashOf(token))
    .executeTakeFirst();
  if (!row || row.revoked_at || row.expires_at <= kernel.clock.now()) throw fail('LOGIN_REQUIRED', { what: 'token' });
  return { label: row.label, studyUid: row.study_uid, expiresAt: row.expires_at };
}
