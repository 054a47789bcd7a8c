// Who may come through the archive's web door, and to which study: a session with the right, or an access token.
import { fail } from '../../../core/kernel/errors.ts';
import { checkToken } from '../../areas/imaging/module.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';

export interface Visitor {
  caller: Caller;
  /** Null: every study. */
  studyUid: string | null;
  mayStore: boolean;
  /** Address of the service as this visitor reaches it, without a slash at the end. */
  base: string;
  /** Path below the service, decoded, e.g. `['studies', '1.2.3', 'metadata']`. */
  path: readonly string[];
}

export const servicePath = '/dicom-web';
/** A path segment that carries a token, for programs that know an address only: `/dicom-web/~TOKEN/studies`. */
const tokenMark = '~';

/** @throws LOGIN_REQUIRED, RIGHT_MISSING */
export async function visitorOf(kernel: Kernel, request: Request, caller: Caller): Promise<Visitor> {
  const url = new URL(request.url);
  const segments = url.pathname.slice(servicePath.length).split('/').filter(Boolean).map(decodeURIComponent);
  const inPath = segments[0]?.startsWith(tokenMark) ? segments[0].slice(tokenMark.length) : null;
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const token = inPath ?? bearer;
  const base = `${url.origin}${servicePath}${inPath === null ? '' : `/${tokenMark}${inPath}`}`;
  const path = inPath === null ? segments : segments.slice(1);
  if (token !== undefined) {
    const grant = await checkToken(kernel, token);
    const program: Caller = {
      ...caller,
      person: null,
      rights: [],
      mode: 'live',
      address: `${caller.address} (${grant.label})`,
    };
    return { caller: program, studyUid: grant.studyUid, mayStore: grant.studyUid === null, base, path };
  }
  if (!caller.person) throw fail('LOGIN_REQUIRED');
  if (!caller.rights.includes('radiology.view') && !caller.rights.includes('ecg.view')) {
    throw fail('RIGHT_MISSING', { right: 'radiology.view' });
  }
  return { caller, studyUid: null, mayStore: false, base, path };
}

/** @throws NOT_FOUND: what a token does not open is as if it were not there */
export function requireStudy(visitor: Visitor, studyUid: string | undefined): void {
  if (visitor.studyUid !== null && visitor.studyUid !== studyUid) throw fail('NOT_FOUND', { what: 'study' });
}
