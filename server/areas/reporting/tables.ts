// Tables of reports: one row a released version; only its state, its recall and its print count change after release.
import type { ColumnType } from 'kysely';
import type { LabReport } from '../../../core/reporting/model.ts';

export interface ReportTable {
  id: string;
  specimen_id: string;
  version: number;
  state: LabReport['state'];
  group_id: string;
  patient_id: string;
  verification_code: string;
  content_hash: string;
  released_at: Date;
  printed_at: Date | null;
  /** Copies of all prints. */
  print_count: number;
  /** Grows with each change of state; the feed's version of the document. */
  revision: number;
  doc: ColumnType<LabReport, string, string>;
}

/** What a person asked to print: the address of the PDF names it, so that hundreds of reports fit one short address. */
export interface PrintJobTable {
  id: string;
  report_ids: string[];
  paper: 'A4' | 'A5' | 'B5' | null;
  copies: number;
  person_id: string | null;
  station_id: string | null;
  at: Date;
}

export interface ReportingTables {
  report: ReportTable;
  report_print_job: PrintJobTable;
}
