// The states of a specimen (LAB-11, 50) and which act leads from which to which: one table, nothing else decides it.
import { fail } from '../kernel/errors.ts';
import type { SpecimenDocument, SpecimenState } from './model.ts';

export const specimenActs = [
  'printLabel',
  'collect',
  'receive',
  'reject',
  /** Any result: from an analyzer, typed, chosen among reruns, calculated. */
  'result',
  'addTest',
  'remark',
  'review',
  'secondReview',
  'unreview',
  'recall',
  'print',
] as const;
export type SpecimenAct = (typeof specimenActs)[number];

type Row = Partial<Record<SpecimenState, readonly SpecimenState[]>>;

const working = ['received', 'testing', 'tested'] as const;

/** act -> from -> possible states after it. */
export const transitions: Readonly<Record<SpecimenAct, Row>> = {
  printLabel: {
    ordered: ['ordered'],
    collected: ['collected'],
    received: ['received'],
    testing: ['testing'],
    tested: ['tested'],
  },
  collect: { ordered: ['collected'] },
  // Hospitals that do not scan at collection register on arrival (LAB-17).
  receive: { ordered: ['received'], collected: ['received'] },
  // Haemolysis or a clot may be seen only when the tube is on the analyzer.
  reject: {
    ordered: ['rejected'],
    collected: ['rejected'],
    received: ['rejected'],
    testing: ['rejected'],
    tested: ['rejected'],
  },
  result: { received: working, testing: working, tested: working, recalled: ['recalled'] },
  addTest: { received: working, testing: working, tested: working, recalled: ['recalled'] },
  remark: {
    ordered: ['ordered'],
    collected: ['collected'],
    received: ['received'],
    testing: ['testing'],
    tested: ['tested'],
    recalled: ['recalled'],
  },
  review: { testing: ['reviewed', 'released'], tested: ['reviewed', 'released'], recalled: ['reviewed', 'released'] },
  secondReview: { reviewed: ['released'] },
  // A released report may have been read: taking back its review withdraws it, the old version stays (LAB-49).
  unreview: { reviewed: ['testing', 'tested', 'recalled'], released: ['recalled'] },
  recall: { released: ['recalled'], printed: ['recalled'] },
  print: { released: ['printed'], printed: ['printed'] },
};

export function canAct(state: SpecimenState, act: SpecimenAct): boolean {
  return transitions[act][state] !== undefined;
}

/** Throws SPECIMEN_REJECTED or STATE_REFUSED when the act is not for this state. */
export function requireAct(document: SpecimenDocument, act: SpecimenAct): void {
  if (canAct(document.state, act)) return;
  const detail = { specimenId: document.id, barcode: document.barcode, state: document.state, act };
  throw fail(document.state === 'rejected' ? 'SPECIMEN_REJECTED' : 'STATE_REFUSED', detail);
}

/** The document in its next state; an edge that the table does not have is refused. */
export function enterState(document: SpecimenDocument, act: SpecimenAct, next: SpecimenState): SpecimenDocument {
  requireAct(document, act);
  if (!transitions[act][document.state]?.includes(next)) {
    throw fail('STATE_REFUSED', {
      specimenId: document.id,
      barcode: document.barcode,
      state: document.state,
      act,
      next,
    });
  }
  return { ...document, state: next };
}

/** Work on the specimen is done or given up: it leaves the bench list. */
export function isFinished(state: SpecimenState): boolean {
  return state === 'released' || state === 'printed' || state === 'rejected';
}

/** A valid report stands: its content must not change. */
export function isPublished(state: SpecimenState): boolean {
  return state === 'released' || state === 'printed';
}

/** Results are signed at least once: nothing may be written into them. */
export function isSigned(state: SpecimenState): boolean {
  return state === 'reviewed' || isPublished(state);
}
