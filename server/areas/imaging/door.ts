// Who may look at pixels, and of which study: a person with the right, or a program or link with an access token.
import { fail } from '../../../core/kernel/errors.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { checkToken } from './tokens.ts';

export interface ArchiveVisitor {
  caller: Caller;
  /** Null: every study. */
  studyUid: string | null;
  mayStore: boolean;
}

export function bearerOf(request: Request): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

/** @throws LOGIN_REQUIRED, RIGHT_MISSING */
export async function archiveVisitor(
  kernel: Pick<Kernel, 'db' | 'clock'>,
  caller: Caller,
  token: string | undefined,
): Promise<ArchiveVisitor> {
  if (token !== undefined) {
    const grant = await checkToken(kernel, token);
    const address = `${caller.address} (${grant.label})`;
    const program: Caller = { ...caller, person: null, rights: [], mode: 'live', address };
    return { caller: program, studyUid: grant.studyUid, mayStore: grant.studyUid === null };
  }
  if (!caller.person) throw fail('LOGIN_REQUIRED');
  if (!caller.rights.includes('radiology.view') && !caller.rights.includes('ecg.view')) {
    throw fail('RIGHT_MISSING', { right: 'radiology.view' });
  }
  // A person who keeps the archive or takes images may bring files by hand (RAD-08).
  const mayStore = caller.rights.includes('radiology.archive') || caller.rights.includes('radiology.acquire');
  return { caller, studyUid: null, mayStore };
}

/** @throws NOT_FOUND: what a token does not open is as if it were not there */
export function requireStudy(visitor: Pick<ArchiveVisitor, 'studyUid'>, studyUid: string | undefined): void {
  if (visitor.studyUid !== null && visitor.studyUid !== studyUid) throw fail('NOT_FOUND', { what: 'study' });
}
