// Writes what a command leaves behind in one statement: audit rows, changes, outgoing messages and the answer for replays.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { ChangeKind } from '../../core/sync/contract.ts';
import type { Database } from '../db/schema.ts';
import type { StoredAudit } from './audit-row.ts';

export interface ChangeRecord {
  id: string;
  kind: ChangeKind;
  entity_id: string;
  version: number;
  group_id: string | null;
  at: Date;
}

export interface OutgoingRecord {
  id: string;
  interface: string;
  peer: string;
  type: string;
  subject: string;
  payload: unknown;
  at: Date;
}

export interface Records {
  audit: StoredAudit[];
  changes: ChangeRecord[];
  outgoing: OutgoingRecord[];
  answer: { commandId: string; output: string } | null;
}

/** The rows go as JSON, so that one round trip is enough (research/host-server-spike.md section 3, E1). */
export async function writeRecords(tx: Transaction<Database> | Kysely<Database>, records: Records): Promise<void> {
  const audit = JSON.stringify(records.audit);
  const changes = JSON.stringify(records.changes);
  const outgoing = JSON.stringify(records.outgoing);
  await sql`
    with audit_rows as (
      insert into audit (id, at, person_id, person_name, workstation, address, mode, act, subject, patient_id, outcome, detail, command_id, algorithm, row_hash)
      select id, at, person_id, person_name, workstation, address, mode, act, subject, patient_id, outcome, detail, command_id, algorithm, row_hash
      from jsonb_to_recordset(${audit}::jsonb) as r(
        id uuid, at timestamptz, person_id uuid, person_name text, workstation text, address text, mode text, act text,
        subject text, patient_id text, outcome text, detail text, command_id uuid, algorithm text, row_hash text)
    ), audit_queue as (
      insert into audit_pending (audit_id)
      select (row ->> 'id')::uuid from jsonb_array_elements(${audit}::jsonb) with ordinality as t(row, n) order by n
    ), change_rows as (
      insert into change (id, kind, entity_id, version, group_id, at)
      select id, kind, entity_id, version, group_id, at
      from jsonb_to_recordset(${changes}::jsonb) as r(id uuid, kind text, entity_id text, version integer, group_id text, at timestamptz)
    ), change_queue as (
      insert into change_pending (change_id)
      select (row ->> 'id')::uuid from jsonb_array_elements(${changes}::jsonb) with ordinality as t(row, n) order by n
    ), outgoing_rows as (
      insert into outgoing_message (id, interface, peer, type, subject, payload, at)
      select (row ->> 'id')::uuid, row ->> 'interface', row ->> 'peer', row ->> 'type', row ->> 'subject', row -> 'payload', (row ->> 'at')::timestamptz
      from jsonb_array_elements(${outgoing}::jsonb) with ordinality as t(row, n) order by n
    )
    update idempotency set output = ${records.answer?.output ?? null}
    where command_id = ${records.answer?.commandId ?? null}::uuid`.execute(tx);
}
