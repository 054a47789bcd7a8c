// The life of a critical value: open, called and read back, acknowledged by the ward, closed; escalated when nobody answers (LAB-65 to 68).
import type { z } from 'zod';
import { fail } from '../kernel/errors.ts';
import type { CriticalDocument as CriticalSchema, CriticalState, CriticalStep } from './model.ts';

export type CriticalDocument = z.infer<typeof CriticalSchema>;
type Step = z.infer<typeof CriticalStep>;
type State = z.infer<typeof CriticalState>;

export interface CriticalTimes {
  /** Until the call is documented, else it escalates. */
  callMinutes: number;
  /** Until the ward acknowledges after it read the value back. */
  answerMinutes: number;
}

/** Escalation after 10 to 15 minutes is usual (research (c)); each hospital sets its own. */
export const defaultCriticalTimes: CriticalTimes = { callMinutes: 10, answerMinutes: 30 };

export function minutesAfter(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

/** state -> what may happen in it. */
const allowed: Readonly<Record<State, readonly Step['kind'][]>> = {
  open: ['notified', 'readBack', 'attemptFailed', 'acknowledged', 'escalated', 'reached', 'withdrawn'],
  notified: ['notified', 'readBack', 'attemptFailed', 'acknowledged', 'escalated', 'reached', 'withdrawn'],
  acknowledged: ['readBack', 'handled', 'reached', 'withdrawn'],
  closed: [],
  withdrawn: ['reached'],
};

export function canStep(critical: CriticalDocument, kind: Step['kind']): boolean {
  return allowed[critical.state].includes(kind);
}

function step(
  critical: CriticalDocument,
  state: State,
  steps: Step[],
  escalateAt = critical.escalateAt,
): CriticalDocument {
  for (const { kind } of steps) {
    if (!canStep(critical, kind))
      throw fail('STATE_REFUSED', { criticalId: critical.id, state: critical.state, step: kind });
  }
  return { ...critical, version: critical.version + 1, state, escalateAt, steps: [...critical.steps, ...steps] };
}

export interface CallInput {
  outcome: 'readBack' | 'attemptFailed';
  /** Who was told and read the value back. */
  to: string;
  phone: string;
  note: string;
}

/** One telephone call. A read-back needs the name of who read back; a failed attempt leaves the value open. */
export function documentCall(
  critical: CriticalDocument,
  input: CallInput,
  context: { now: string; by: string; times?: CriticalTimes; madeAt?: string },
): CriticalDocument {
  const said = {
    at: context.now,
    by: context.by,
    to: input.to.trim(),
    phone: input.phone.trim(),
    note: input.note.trim(),
    ...(context.madeAt === undefined ? {} : { madeAt: context.madeAt }),
  };
  if (input.outcome === 'attemptFailed') return step(critical, critical.state, [{ kind: 'attemptFailed', ...said }]);
  if (said.to === '') throw fail('INPUT_INVALID', { field: 'to', criticalId: critical.id });
  const state = critical.state === 'acknowledged' ? 'acknowledged' : 'notified';
  const escalateAt = minutesAfter(context.now, (context.times ?? defaultCriticalTimes).answerMinutes);
  return step(critical, state, [{ kind: 'readBack', ...said }], escalateAt);
}

/** The value was shown to the ward by a system (HIS reminder): somebody must still answer. */
export function notified(
  critical: CriticalDocument,
  context: { now: string; by: string; to: string },
): CriticalDocument {
  return step(critical, 'notified', [{ kind: 'notified', at: context.now, by: context.by, to: context.to }]);
}

/** The ward says that it knows. */
export function acknowledge(
  critical: CriticalDocument,
  input: { note: string },
  context: { now: string; by: string },
): CriticalDocument {
  return step(critical, 'acknowledged', [
    { kind: 'acknowledged', at: context.now, by: context.by, note: input.note.trim() },
  ]);
}

/** The ward says what it did: the loop is closed. */
export function handled(
  critical: CriticalDocument,
  input: { note: string },
  context: { now: string; by: string },
): CriticalDocument {
  return step(critical, 'closed', [{ kind: 'handled', at: context.now, by: context.by, note: input.note.trim() }]);
}

/** The value does not stand any more. What was called stays on record; who was told must be told again, which `note` says. */
export function withdraw(
  critical: CriticalDocument,
  note: string,
  context: { now: string; by: string },
): CriticalDocument {
  return step(critical, 'withdrawn', [{ kind: 'withdrawn', at: context.now, by: context.by, note }]);
}

/** True when nobody answered in time. */
export function isOverdue(critical: CriticalDocument, now: string): boolean {
  return (
    (critical.state === 'open' || critical.state === 'notified') && Date.parse(now) >= Date.parse(critical.escalateAt)
  );
}

/** Escalates an overdue value and sets the next time; the same document when it is not overdue, so that it may be called on a timer. */
export function escalate(
  critical: CriticalDocument,
  context: { now: string; by: string; to?: string; times?: CriticalTimes },
): CriticalDocument {
  if (!isOverdue(critical, context.now)) return critical;
  const next = minutesAfter(context.now, (context.times ?? defaultCriticalTimes).callMinutes);
  const heads = critical.heads?.map(({ name }) => name).join('、');
  const to = context.to ?? (heads || undefined);
  return step(critical, critical.state, [{ kind: 'escalated', at: context.now, by: context.by, to }], next);
}

/** Still asks something of somebody. */
export function isStanding(critical: Pick<CriticalDocument, 'state'>): boolean {
  return critical.state === 'open' || critical.state === 'notified' || critical.state === 'acknowledged';
}
