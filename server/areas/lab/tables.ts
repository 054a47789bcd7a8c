// Tables of the laboratory: the specimen as one aggregate, result versions as append-only facts, and what could not be placed.
import type { ColumnType } from 'kysely';
import type { IngestInput, IngestOutcome } from '../../../core/lab/contract.ts';
import type { SpecimenDocument, SpecimenRow, UnplacedMessage } from '../../../core/lab/model.ts';
import type { ChargeTables } from './charges/tables.ts';

/** jsonb: read as a value, written as JSON text (the driver would turn arrays into PostgreSQL arrays). */
export type Json<Value> = ColumnType<Value, string, string>;

export interface SpecimenTable {
  id: string;
  version: number;
  barcode: string;
  sample_number: string | null;
  state: string;
  group_id: string;
  urgent: boolean;
  patient_id: string;
  patient_name: string;
  patient_number: string;
  visit_id: string;
  visit_number: string;
  department_id: string;
  ordering_doctor: string;
  instrument_ids: string[];
  critical_count: number;
  ordered_at: Date | null;
  received_at: Date | null;
  updated_at: Date;
  /** The whole specimen; identity number and telephone are left out, masked or not. */
  doc: Json<SpecimenDocument>;
  /** Its line in the bench list, computed at every write so that ten thousand of them are one cheap read. */
  list_row: Json<SpecimenRow>;
}

/** One version of one result: never updated, never deleted. */
export interface ResultTable {
  id: string;
  specimen_id: string;
  patient_id: string;
  group_id: string;
  barcode: string;
  test_code: string;
  value: string;
  numeric_value: number | null;
  no_value: boolean;
  unit: string;
  abnormality: string;
  source: string;
  instrument_id: string | null;
  message_id: string | null;
  fingerprint: string | null;
  supersedes: string | null;
  received_at: Date;
}

/** Every message that a host handed in and what became of it. */
export interface MessageTable {
  command_id: string;
  message_id: string;
  content_hash: string;
  instrument_id: string;
  specimen_barcode: string;
  kind: string;
  received_at: Date;
  stored_at: Date;
  outcome: Json<IngestOutcome>;
}

export interface UnplacedTable {
  id: string;
  version: number;
  reason: string;
  instrument_id: string;
  group_id: string;
  specimen_barcode: string;
  received_at: Date;
  resolved: boolean;
  doc: Json<UnplacedMessage>;
  /** What the host handed in, for the way back when a person places it. */
  input: Json<IngestInput>;
}

export interface OrderTable {
  id: string;
  number: string;
  state: 'placed' | 'cancelled';
  patient_id: string;
  visit_id: string;
  specimen_ids: string[];
  placed_at: Date;
}

/** The next running number of a group on a day. */
export interface SampleNumberTable {
  group_id: string;
  day: string;
  next_number: number;
}

/** Append-only: every version of every dictionary entry. */
export interface DictionaryVersionTable {
  kind: string;
  key: string;
  version: number;
  entry: Json<unknown>;
  at: Date;
  by_name: string;
  /** Null where no person saved it, and in rows of before. */
  by_person: string | null;
}

/** The entries in force. */
export interface DictionaryTable {
  kind: string;
  key: string;
  version: number;
  entry: Json<unknown>;
}

/** One row: counts every change of any entry; results name it as the version that judged them. */
export interface DictionaryStateTable {
  id: number;
  version: number;
}

export interface LabTables extends ChargeTables {
  lab_specimen: SpecimenTable;
  lab_result: ResultTable;
  lab_message: MessageTable;
  lab_unplaced: UnplacedTable;
  lab_order: OrderTable;
  lab_sample_number: SampleNumberTable;
  lab_dictionary: DictionaryTable;
  lab_dictionary_version: DictionaryVersionTable;
  lab_dictionary_state: DictionaryStateTable;
}
