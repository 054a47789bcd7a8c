// An audit row and its own hash: who, where, what, about whom, with which outcome.
import type { Database } from '../db/schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { type ChainAlgorithm, hashHex } from './hash.ts';
import type { AuditEntry, Caller } from './types.ts';

export type StoredAudit = Database['audit'];

/** The fields that the hash covers, under their own names: adding a column later does not break old rows. */
export function auditRowHash(row: Omit<StoredAudit, 'row_hash'>, algorithm: ChainAlgorithm): string {
  const {
    id,
    at,
    person_id,
    person_name,
    workstation,
    address,
    mode,
    act,
    subject,
    patient_id,
    outcome,
    detail,
    command_id,
  } = row;
  return hashHex(
    algorithm,
    canonicalJson({
      id,
      at,
      person_id,
      person_name,
      workstation,
      address,
      mode,
      act,
      subject,
      patient_id,
      outcome,
      detail,
      command_id,
      algorithm,
    }),
  );
}

/** PostgreSQL stores no NUL in a text. */
function text(value: string, limit: number): string {
  return value.replaceAll('\0', '').toWellFormed().slice(0, limit);
}

export function makeAuditRow(
  caller: Caller,
  entry: AuditEntry,
  about: { id: string; at: Date; commandId: string | null; algorithm: ChainAlgorithm },
): StoredAudit {
  const row = {
    id: about.id,
    at: about.at,
    person_id: caller.person?.id ?? null,
    person_name: text(
      caller.person?.name ?? caller.program?.name ?? caller.station?.name ?? (caller.mode === 'system' ? 'system' : ''),
      200,
    ),
    workstation: caller.station ? text(caller.station.name, 200) : null,
    address: text(caller.address, 100),
    mode: caller.mode,
    act: text(entry.act, 100),
    subject: text(entry.subject, 200),
    patient_id: entry.patientId ?? null,
    outcome: entry.outcome ?? ('done' as const),
    detail: text(entry.detail ?? '', 4000).toWellFormed(),
    command_id: about.commandId,
    algorithm: about.algorithm,
  };
  return { ...row, row_hash: auditRowHash(row, about.algorithm) };
}
