// What waits for the person of a locked screen, as numbers: no name, no value, nothing by which a patient could be told.
import type { EcgAlert } from '../ecg/flow/alert.ts';
import type { CriticalDocument } from './flow.ts';

export interface Waiting {
  /** Critical values and danger alerts that stand unanswered over the person's screens. */
  waiting: number;
  /** How often such a one was raised or escalated since the screen was locked: each is a sound. */
  calls: number;
}

export interface WaitingOf {
  /** Danger alerts that are told to the person. */
  alerts: readonly EcgAlert[];
  /** Critical values that the person telephones, or is named in. */
  criticals: readonly CriticalDocument[];
}

interface Viewer {
  name: string;
  /** Reads ECGs: what a colleague has taken in hand does not wait for this one. */
  reads: boolean;
}

function waitsIn({ state, recipients }: EcgAlert, { name, reads }: Viewer): boolean {
  if (state !== 'raised' && state !== 'acknowledged') return false;
  return !(reads && state === 'acknowledged') && !recipients.some(({ acknowledgedBy }) => acknowledgedBy === name);
}

const callsAfter = (
  { raisedAt, steps }: { raisedAt: string; steps: readonly { kind: string; at: string }[] },
  since: string,
) =>
  (Date.parse(raisedAt) > Date.parse(since) ? 1 : 0) +
  steps.filter(({ kind, at }) => kind === 'escalated' && Date.parse(at) > Date.parse(since)).length;

/** @param since ISO instant at which the screen was locked */
export function waitingFor({ alerts, criticals }: WaitingOf, viewer: Viewer, since: string): Waiting {
  const dangers = alerts.filter((alert) => waitsIn(alert, viewer));
  // The danger of an ECG is an alert and, once it is called, a critical value of the same exam.
  const ofExam = new Set(dangers.flatMap(({ examId }) => examId ?? []));
  const others = criticals.filter(({ area, subjectId }) => !(area === 'ecg' && ofExam.has(subjectId)));
  const calls = [...dangers, ...others].reduce((sum, one) => sum + callsAfter(one, since), 0);
  return { waiting: dangers.length + others.length, calls };
}
