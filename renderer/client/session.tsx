// Who is at the screen and what they may do here.
import { createContext, useContext } from 'react';
import type { SessionInfo } from '../../core/identity/contract.ts';
import { hasRight, type Right } from '../../core/identity/rights.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { dutiesHeld } from '../../core/orders/exam-reach.ts';
import { readsFor } from '../../core/orders/exam-remote.ts';
import { reaches } from '../../core/orders/exam-sight.ts';

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

/** The rights at an exam: those that are held and reach it. A right that is no exam's is as `useRights` says; so are all without an exam. */
export function useMay(): (right: Right, exam: ExamDocument | null | undefined) => boolean {
  const { rights, places, institutionId = null } = useSession();
  return (right, exam) => {
    if (!hasRight(rights, right)) return false;
    const duty = exam && dutiesHeld([right], exam.service)[0];
    if (!exam || !duty || places === undefined) return true;
    return reaches({ institutionId, places }, exam, duty);
  };
}

/** Whether the person acts for the institution that reports the exam now: not while it is asked for elsewhere. */
export function useReadsFor(exam: ExamDocument): boolean {
  const { places, institutionId = null } = useSession();
  return readsFor({ institutionId, places }, exam);
}

/** `useRights` for a part of the screen that is about one exam. */
export function useRightsAt(exam: ExamDocument | null | undefined): (right: Right) => boolean {
  const may = useMay();
  return (right) => may(right, exam);
}
