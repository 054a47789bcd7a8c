// Why a session is over, as a person at the screen is told.
import { z } from 'zod';

export const EndedBecause = z.enum([
  /** Its screen is locked, by the person or by the time: it still counts what waits. */
  'locked',
  'idle',
  'expired',
  'administrator',
  'owner',
  'password',
  'elsewhere',
  'disabled',
  'station',
  'logout',
  'unknown',
]);
export type EndedBecause = z.infer<typeof EndedBecause>;

/** By the words that the server keeps with an ended session. */
const kept: Readonly<Record<string, EndedBecause>> = {
  idle: 'idle',
  expired: 'expired',
  'ended by an administrator': 'administrator',
  'ended by its owner': 'owner',
  password: 'password',
  reset: 'password',
  login: 'elsewhere',
  disabled: 'disabled',
  'workstation disabled': 'station',
  logout: 'logout',
};

export function endedBecause(reason: string | null): EndedBecause {
  return kept[reason ?? ''] ?? 'unknown';
}

/** The reason in the detail of LOGIN_REQUIRED (`ended`); null when it gives none. */
export function endedIn(detail: Readonly<Record<string, unknown>>): EndedBecause | null {
  const read = EndedBecause.safeParse(detail.ended);
  return read.success ? read.data : null;
}
