// Checks the signature of an enrolled workstation's request: known, in time, never seen before, made with its secret.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { signatureWindowMs, stationHeaders, stationSignatureText } from '../../../core/identity/station-signature.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Clock, FieldCrypto } from '../../kernel/types.ts';

export interface StationSignatures {
  /**
   * The station of a request, or null when it carries no signature.
   * @throws STATION_UNKNOWN with `reason`
   */
  check(request: { method: string; url: string; headers: Headers; body: Uint8Array }): Promise<Caller['station']>;
  /** Whether the headers name a station that is enrolled; what they sign is not looked at. */
  names(headers: Headers): Promise<boolean>;
}

/**
 * Writes down what came within the window; the database keeps it over a restart. Losing the last half second of nonces with the
 * machine's power is harmless, since commands carry their own keys, so the row need not reach the disk before the answer goes out.
 */
async function isNewNonce(db: Kysely<Database>, stationId: string, nonce: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    insert into station_nonce (station_id, nonce, at)
    select ${stationId}::uuid, ${nonce}, ${now}::timestamptz from (select set_config('synchronous_commit', 'off', true)) as lazily
    on conflict do nothing returning nonce`.execute(db);
  return rows.length > 0;
}

export function signatureOf(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function makeStationSignatures(parts: {
  db: Kysely<Database>;
  clock: Clock;
  fields: FieldCrypto;
}): StationSignatures {
  const { db, clock, fields } = parts;
  async function enrolled(id: string) {
    if (!idPattern.test(id)) return undefined;
    return db.selectFrom('workstation').selectAll().where('id', '=', id).where('enabled', '=', true).executeTakeFirst();
  }
  return {
    async names(headers) {
      const id = headers.get(stationHeaders.station);
      return id !== null && (await enrolled(id)) !== undefined;
    },
    async check({ method, url, headers, body }) {
      const id = headers.get(stationHeaders.station);
      if (id === null) return null;
      const timestamp = headers.get(stationHeaders.timestamp) ?? '';
      const nonce = headers.get(stationHeaders.nonce) ?? '';
      const signature = headers.get(stationHeaders.signature) ?? '';
      const row = await enrolled(id);
      if (!row?.secret) throw fail('STATION_UNKNOWN', { reason: 'unknown' });
      const { pathname, search } = new URL(url);
      const text = stationSignatureText({
        method,
        pathAndQuery: pathname + search,
        timestamp,
        nonce,
        bodySha256Hex: createHash('sha256').update(body).digest('hex'),
      });
      if (!sameText(signature, signatureOf(fields.decrypt(row.secret), text))) {
        throw fail('STATION_UNKNOWN', { reason: 'signature' });
      }
      const now = clock.now();
      if (!/^\d{1,15}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp)) > signatureWindowMs) {
        throw fail('STATION_UNKNOWN', { reason: 'clock', serverTime: now.toISOString() });
      }
      if (nonce.length < 16 || nonce.length > 100 || !(await isNewNonce(db, id, nonce, now))) {
        throw fail('STATION_UNKNOWN', { reason: 'nonce' });
      }
      if (!row.last_seen_at || now.getTime() - row.last_seen_at.getTime() > 60_000) {
        await db.updateTable('workstation').set({ last_seen_at: now }).where('id', '=', id).execute();
      }
      return { id: row.id, name: row.name, labGroups: row.lab_groups };
    },
  };
}
