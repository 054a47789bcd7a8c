// Tables of exams: one document an exam, with the columns that lists are filtered by beside it.
import type { ColumnType, Generated } from 'kysely';
import type { Confirmer } from '../../../core/orders/confirmers.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { OpenDepartment, SuperiorLimit } from '../../../core/orders/institution.ts';
import type { PatientType } from '../../../core/orders/patient-type.ts';
import type { ExamAttachmentTable } from './attachments/tables.ts';
import type { BookingSettingTable, BookingTable, BookingTurnTable, QueueCounterTable } from './booking-tables.ts';
import type { ForwardingTables } from './forwarding/tables.ts';
import type { NoticeTables } from './notices/tables.ts';
import type { RemoteLinkTables } from './remote-link/tables.ts';
import type { Concerned } from './told.ts';

export interface ExamTable {
  id: string;
  version: number;
  service: ExamDocument['service'];
  accession: string;
  request_number: string;
  patient_id: string;
  patient_number: string;
  /** Lower case, for searches. */
  name_search: string;
  visit_number: string;
  modality: string;
  body_part: string;
  institution_id: string;
  department_id: string;
  state: ExamDocument['state'];
  report_state: ExamDocument['report']['state'];
  priority: ExamDocument['priority'];
  risk_level: string;
  remote_state: string | null;
  assigned_to: string | null;
  requested_at: Date;
  /** Latest of request, arrival and report: what "the last three days" looks at. */
  latest_at: Date;
  /** The time by which a desk lists it: of the arrival, else of the booking, else of the request. */
  desk_at: ColumnType<Date, Date | undefined, Date>;
  doc: ColumnType<ExamDocument, string, string>;
  /** Whose doctors may see its images; the database makes it from the document. */
  image_institutions: ColumnType<string[], never, never>;
}

export interface ExamItemTable {
  code: string;
  service: ExamDocument['service'];
  modality: string;
  body_part: string;
  name: string;
  name_en: string;
  method: string;
  room: string;
  active: boolean;
  /** Of every ECG item, of no other. */
  ecg_type: string | null;
  updated_at: Date;
}

export interface EcgTypeTable {
  code: string;
  version: number;
  shipped: boolean;
  name: string;
  name_en: string;
  active: boolean;
  position: number;
  updated_at: Date;
}

export interface PatientTypeTable {
  code: string;
  version: number;
  shipped: boolean;
  name: string;
  name_en: string;
  kind: PatientType['kind'];
  exchange_code: string;
  active: boolean;
  position: number;
  updated_at: Date;
}

export interface InstitutionTable {
  id: string;
  name: string;
  name_en: string;
  reads: string[];
  own: boolean;
  active: boolean;
  /** Departments whose people act for this institution. */
  department_ids: string[];
  /** Where its reports go as HL7 messages; empty when its people read them here. */
  hl7_peer: string;
  /** Sending facilities (MSH-4) whose orders are its own. */
  hl7_facilities: ColumnType<string[], string[] | undefined, string[]>;
  /** The numbers that they send are its own, see core/orders/own-numbers.ts. */
  own_numbers: Generated<boolean>;
  /** Whom it may ask to read for it. */
  superior_ids: ColumnType<string[], string[] | undefined, string[]>;
  superior_limits: ColumnType<SuperiorLimit[], string | undefined, string>;
  open_departments: ColumnType<OpenDepartment[], string | undefined, string>;
  /** Who gives the second confirmation of what it reads for others. */
  confirmers: ColumnType<Confirmer[], string | undefined, string>;
  address: Generated<string>;
  level: Generated<string>;
  contact: Generated<string>;
  phone: Generated<string>;
  credit_code: Generated<string>;
  licence_number: Generated<string>;
}

/** One row a change of the request number of a reported exam. */
export interface ExamRequestNumberTable {
  id: string;
  exam_id: string;
  at: Date;
  by_id: string;
  by_name: string;
  /** Empty when it had none. */
  number_before: string;
  number_after: string;
  reason: string;
  source: 'person' | 'list';
}

/** Whom an exam concerned before the change that made this version of it, see told.ts. */
export interface ExamLeftTable {
  exam_id: string;
  version: number;
  at: Date;
  doc: ColumnType<Concerned, string, never>;
}

export interface OrdersTables extends ForwardingTables, NoticeTables, RemoteLinkTables {
  exam: ExamTable;
  exam_left: ExamLeftTable;
  exam_item: ExamItemTable;
  ecg_type: EcgTypeTable;
  patient_type: PatientTypeTable;
  institution: InstitutionTable;
  booking: BookingTable;
  booking_setting: BookingSettingTable;
  booking_turn: BookingTurnTable;
  queue_counter: QueueCounterTable;
  exam_attachment: ExamAttachmentTable;
  exam_request_number: ExamRequestNumberTable;
}
