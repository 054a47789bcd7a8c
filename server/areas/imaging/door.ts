// Who may look at pixels, and of which study: a person with the right and of an institution that it concerns, or a program or link with an
// access token.
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { fullSight, requireSight, type Sight, sightOf } from './sight.ts';
import { checkToken } from './tokens.ts';

export interface ArchiveVisitor {
  caller: Caller;
  /** Null: every study. */
  studyUid: string | null;
  /** What lists are narrowed by. */
  sight: Sight;
  mayStore: boolean;
}

export function bearerOf(request: Request): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

/** @throws LOGIN_REQUIRED, RIGHT_MISSING */
export async function archiveVisitor(
  kernel: Kernel,
  caller: Caller,
  token: string | undefined,
): Promise<ArchiveVisitor> {
  if (token !== undefined) {
    const grant = await checkToken(kernel, token);
    const address = `${caller.address} (${grant.label})`;
    const program: Caller = { ...caller, person: null, rights: [], mode: 'live', address };
    return { caller: program, studyUid: grant.studyUid, sight: fullSight, mayStore: grant.studyUid === null };
  }
  if (!caller.person) throw fail('LOGIN_REQUIRED');
  if (!caller.rights.includes('radiology.view') && !caller.rights.includes('ecg.view')) {
    throw fail('RIGHT_MISSING', { right: 'radiology.view' });
  }
  // A person who keeps the archive or takes images may bring files by hand (RAD-08).
  const mayStore = caller.rights.includes('radiology.archive') || caller.rights.includes('radiology.acquire');
  return { caller, studyUid: null, sight: await sightOf(kernel, kernel.db, caller), mayStore };
}

/**
 * Every route that gives out a study's data asks here first; a person who is refused stands in the audit trail.
 * @throws NOT_FOUND: what a token does not open is as if it were not there. RIGHT_MISSING, see requireSight
 */
export async function requireStudy(
  kernel: Pick<Kernel, 'db' | 'audit'>,
  visitor: Pick<ArchiveVisitor, 'caller' | 'studyUid' | 'sight'>,
  act: string,
  studyUid: string,
): Promise<void> {
  if (visitor.studyUid !== null && visitor.studyUid !== studyUid) throw fail('NOT_FOUND', { what: 'study' });
  try {
    await requireSight(kernel.db, visitor.sight, studyUid);
  } catch (error) {
    if (error instanceof YishuError && error.code === 'RIGHT_MISSING')
      await kernel.audit(visitor.caller, { act, subject: studyUid, outcome: 'refused', detail: error.code });
    throw error;
  }
}
