// Tables of the audit trail. A row carries its own hash; the sequencer links committed rows into the chain.
import type { Generated } from 'kysely';

export interface AuditTables {
  /** Insert-only (a trigger refuses anything else). */
  audit: {
    id: string;
    at: Date;
    person_id: string | null;
    person_name: string;
    workstation: string | null;
    address: string;
    mode: string;
    act: string;
    subject: string;
    patient_id: string | null;
    outcome: 'done' | 'refused' | 'failed';
    detail: string;
    command_id: string | null;
    algorithm: string;
    row_hash: string;
  };
  audit_pending: { arrival: Generated<number>; audit_id: string };
  /** Insert-only. link = hash(previous link ‖ row hash). */
  audit_link: { pos: number; audit_id: string; algorithm: string; link: string };
}
