// Who is at the screen and what they may do here.
import { createContext, useContext } from 'react';
import type { SessionInfo } from '../../core/identity/contract.ts';
import { hasRight, type Right } from '../../core/identity/rights.ts';

const SessionContext = createContext<SessionInfo | null>(null);
export const SessionProvider = SessionContext;

export function useSession(): SessionInfo {
  const session = useContext(SessionContext);
  if (!session) throw new Error('SessionProvider is missing');
  return session;
}

/** `const can = useRights(); can('lab.review')`. A hint for the eye: the server checks again. */
export function useRights(): (right: Right) => boolean {
  const { rights } = useSession();
  return (right) => hasRight(rights, right);
}
