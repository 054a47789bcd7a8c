// Tables of the HL7 interface: every message in and out with what became of it. Contents are encrypted: they name patients.
import type { ColumnType } from 'kysely';
import type { IntegrationMessage } from '../../../core/integration/contract.ts';

export interface Hl7MessageTable {
  id: string;
  direction: 'in' | 'out';
  peer: string;
  type: string;
  control_id: string;
  subject: string;
  at: Date;
  state: IntegrationMessage['state'];
  attempts: number;
  next_attempt_at: Date | null;
  code: string | null;
  text: string | null;
  content: string;
  content_hash: string;
  answer: string | null;
  log: ColumnType<{ at: string; text: string }[], string, string>;
}

export interface Hl7Tables {
  hl7_message: Hl7MessageTable;
}
