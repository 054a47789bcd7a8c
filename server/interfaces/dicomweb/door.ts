// Who may come through the archive's web door, and to which study: a session with the right, or an access token.
import { type ArchiveVisitor, bearerOf, type Visitors } from '../../areas/imaging/module.ts';

import type { Caller } from '../../kernel/types.ts';

export interface Visitor extends ArchiveVisitor {
  /** Address of the service as this visitor reaches it, without a slash at the end. */
  base: string;
  /** Path below the service, decoded, e.g. `['studies', '1.2.3', 'metadata']`. */
  path: readonly string[];
}

export const servicePath = '/dicom-web';
/** A path segment that carries a token, for programs that know an address only: `/dicom-web/~TOKEN/studies`. */
const tokenMark = '~';

/** @throws LOGIN_REQUIRED, RIGHT_MISSING */
export async function visitorOf(visitors: Visitors, request: Request, caller: Caller): Promise<Visitor> {
  const url = new URL(request.url);
  const segments = url.pathname.slice(servicePath.length).split('/').filter(Boolean).map(decodeURIComponent);
  const inPath = segments[0]?.startsWith(tokenMark) ? segments[0].slice(tokenMark.length) : null;
  const base = `${url.origin}${servicePath}${inPath === null ? '' : `/${tokenMark}${inPath}`}`;
  const path = inPath === null ? segments : segments.slice(1);
  const visitor = await visitors.of(caller, inPath ?? bearerOf(request));
  return { ...visitor, base, path };
}
