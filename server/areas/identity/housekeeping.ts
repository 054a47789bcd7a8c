// What identity keeps for a while: ended sessions, failures to log in, nonces of stations. The audit trail keeps the acts themselves.
import { nonceKeptMs } from '../../../core/identity/station-signature.ts';
import type { Retention } from '../../kernel/retention.ts';

const dayMs = 86_400_000;

export const identityRetention: readonly Retention[] = [
  { table: 'person_session', column: 'expires_at', keptMs: 180 * dayMs },
  { table: 'login_failure', column: 'last_at', keptMs: 2 * dayMs },
  { table: 'station_nonce', column: 'at', keptMs: nonceKeptMs },
];
