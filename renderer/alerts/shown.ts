// Which alerts stand over the screen of a person, and as what: a danger until it is answered, its retraction until it was read.
import type { EcgAlert } from '../../core/ecg/flow/alert.ts';

/** A new stage is told anew, also to somebody who put the former one aside. */
export type AlertStage = 'danger' | 'confirmed' | 'retracted';

export function stageOf({ state }: Pick<EcgAlert, 'state'>): AlertStage {
  if (state === 'dismissed') return 'retracted';
  return state === 'confirmed' ? 'confirmed' : 'danger';
}

/** Nobody answered, and nobody reads where it went: to wait for an answer would be wrong. */
export const isUnheard = ({ state, noReader }: Pick<EcgAlert, 'state' | 'noReader'>): boolean =>
  state === 'raised' && noReader === true;

const rank = (alert: Pick<EcgAlert, 'state' | 'noReader'>): number => {
  if (isUnheard(alert)) return 0;
  return alert.state === 'raised' ? 1 : alert.state === 'confirmed' ? 2 : alert.state === 'acknowledged' ? 3 : 4;
};

/**
 * The one that must be seen to first stands first: what nobody can hear, what nobody answered (escalated ones before, then the longest
 * waiting), what is confirmed, what a colleague has in hand, what was withdrawn.
 */
export function byUrgency<Alert extends Pick<EcgAlert, 'state' | 'noReader' | 'raisedAt' | 'escalations'>>(
  alerts: readonly Alert[],
): Alert[] {
  return alerts.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      other.escalations - one.escalations ||
      Date.parse(one.raisedAt) - Date.parse(other.raisedAt),
  );
}

export const stageKey = (alert: Pick<EcgAlert, 'id' | 'state'>): string => `${alert.id} ${stageOf(alert)}`;

interface Viewer {
  name: string;
  /** Reads ECGs: what a colleague has taken in hand is not put before this one too. */
  reads: boolean;
}

/**
 * `now` are the person's own as the server has them, `told` those that stood here before, as they are now.
 * `closed` holds the stages that the person put aside or answered.
 */
export function alertsOver(
  now: readonly EcgAlert[],
  told: readonly EcgAlert[],
  closed: ReadonlySet<string>,
  viewer: Viewer,
): EcgAlert[] {
  const known = new Set(now.map(({ id }) => id));
  return [...now, ...told.filter(({ id }) => !known.has(id))].filter((alert) => {
    if (closed.has(stageKey(alert))) return false;
    switch (stageOf(alert)) {
      case 'retracted':
        return alert.retraction?.by !== viewer.name;
      case 'confirmed':
        return !viewer.reads;
      case 'danger':
        return (
          !(viewer.reads && alert.state === 'acknowledged') &&
          !alert.recipients.some(({ acknowledgedBy }) => acknowledgedBy === viewer.name)
        );
      default:
        throw new Error('unknown stage');
    }
  });
}
