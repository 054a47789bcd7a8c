// Whom a critical finding of an exam has to reach on the screen (RAD-44): the ward that asked at once, a head when nobody answers in time.
import type { Concern } from './contract.ts';
import { type CriticalDocument, canStep } from './flow.ts';

export interface CriticalPerson {
  personId: string;
  name: string;
  departmentId: string;
}

/** Named in the value: the ordering doctor and ward, and the heads for its escalation. */
export const isNamed = ({ doctorId, departmentId, heads }: CriticalDocument, person: CriticalPerson): boolean =>
  doctorId === person.personId ||
  (person.departmentId !== '' && departmentId === person.departmentId) ||
  heads?.some(({ personId }) => personId === person.personId) === true;

/**
 * Findings of images alone: laboratory values have the bench's own popup and the HIS's, the dangers of ECGs their alerts.
 * Null: not this person's.
 */
export function concernOf(critical: CriticalDocument, { personId, departmentId }: CriticalPerson): Concern | null {
  if (critical.area !== 'radiology') return null;
  if (critical.doctorId === personId) return 'ward';
  if (departmentId !== '' && critical.departmentId === departmentId) return 'ward';
  const isEscalated = critical.steps.some(({ kind }) => kind === 'escalated');
  return isEscalated && critical.heads?.some((head) => head.personId === personId) ? 'head' : null;
}

/** Steps since it was raised, or since it was taken back: who saw the danger has to see that there is none. */
function stage({ steps, state }: CriticalDocument): CriticalDocument['steps'] {
  return state === 'withdrawn' ? steps.slice(steps.findLastIndex(({ kind }) => kind === 'withdrawn')) : steps;
}

const saw = (steps: CriticalDocument['steps'], personId: string) =>
  steps.some((step) => step.kind === 'reached' && step.personId === personId);

/** Whether it belongs on the person's screen now: until the ward answers, and once more when it is taken back. */
export function waitsFor(critical: CriticalDocument, person: CriticalPerson): Concern | null {
  const { steps, state } = critical;
  const isOpen = state === 'open' || state === 'notified';
  const isNews = state === 'withdrawn' && saw(steps, person.personId) && !saw(stage(critical), person.personId);
  return isOpen || isNews ? concernOf(critical, person) : null;
}

/** It stood on the person's screen: noted once, and once more when it is taken back. The same document when nothing is new. */
export function reached(critical: CriticalDocument, person: CriticalPerson, now: string): CriticalDocument {
  if (!canStep(critical, 'reached') || saw(stage(critical), person.personId)) return critical;
  const { personId, name } = person;
  return {
    ...critical,
    version: critical.version + 1,
    steps: [...critical.steps, { kind: 'reached', at: now, by: name, personId }],
  };
}
