// Which acts are possible on a specimen now, and if not, why. Pure; the server decides again.
import type { Right } from '../../../../core/identity/rights.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { unreviewRight } from '../../../../core/lab/review.ts';
import { canAct, isPublished, type SpecimenAct } from '../../../../core/lab/specimen-state.ts';

export type Refusal = 'nothing' | 'right' | 'state' | 'samePerson' | 'offline' | 'noReport';

export interface Circumstances {
  document: SpecimenDocument | null;
  personId: string;
  can: (right: Right) => boolean;
  online: boolean;
}

const rightOf: Partial<Record<SpecimenAct, Right>> = {
  review: 'lab.review',
  secondReview: 'lab.secondReview',
  reject: 'lab.reject',
  recall: 'lab.recall',
  print: 'lab.print',
  addTest: 'lab.enterResult',
  printLabel: 'lab.print',
  receive: 'lab.receive',
};

/** Signatures are the server's to take, and reports are drawn there; the rest may wait on this station. */
const serverOnly: readonly SpecimenAct[] = ['review', 'secondReview', 'unreview', 'recall', 'print', 'printLabel'];

/** Null when the act can be done. */
export function refusalOf(act: SpecimenAct, { document, personId, can, online }: Circumstances): Refusal | null {
  if (!document) return 'nothing';
  if (!canAct(document.state, act)) return 'state';
  const right = act === 'unreview' ? unreviewRight(document, { id: personId, name: '' }) : rightOf[act];
  if (right && !can(right)) return 'right';
  if (act === 'secondReview' && document.firstReview?.by.id === personId) return 'samePerson';
  if (!online && serverOnly.includes(act)) return 'offline';
  return null;
}

/** Versions can be looked at as long as one was ever released. */
export function versionsRefusal({ document, can, online }: Circumstances): Refusal | null {
  if (!document) return 'nothing';
  if (document.reportVersion === 0) return 'noReport';
  if (!can('lab.view')) return 'right';
  return online ? null : 'offline';
}

/** What a batch print takes of the ticked specimens. */
export function printable(state: SpecimenDocument['state']): boolean {
  return isPublished(state);
}

/** Results are there and nobody has released them: the report can be looked at before it exists. */
export function hasDraft(document: SpecimenDocument): boolean {
  const working =
    document.state === 'testing' ||
    document.state === 'tested' ||
    document.state === 'reviewed' ||
    document.state === 'recalled';
  return working && document.lines.some((line) => line.currentId !== null);
}
