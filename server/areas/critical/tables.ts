// Tables of critical values: one document a critical value, its steps inside it, append-only.
import type { ColumnType } from 'kysely';
import type { CriticalDocument } from '../../../core/critical/model.ts';

export interface CriticalTable {
  id: string;
  version: number;
  area: string;
  subject_id: string;
  result_id: string;
  test_code: string;
  group_id: string;
  patient_id: string;
  state: string;
  raised_at: Date;
  escalate_at: Date;
  escalated: boolean;
  updated_at: Date;
  doc: ColumnType<CriticalDocument, string, string>;
}

export interface CriticalTables {
  critical_value: CriticalTable;
}
