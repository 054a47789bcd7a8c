// Tables of reports: one row a released version; only its state, its recall and its print count change after release.
import type { ColumnType } from 'kysely';
import type { ExamPhrase, ExamReport, ExamReportTemplate } from '../../../core/reporting/exam-report.ts';
import type { ExamReportHead } from '../../../core/reporting/exam-report-hash.ts';
import type { LabReport } from '../../../core/reporting/model.ts';
import type { PaperLayout } from '../../../core/reporting/paper-layout.ts';

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

/** One row an edition; the whole document as JSON beside what is searched by. */
export interface ExamReportTable {
  id: string;
  exam_id: string;
  service: ExamReport['service'];
  edition: number;
  version: number;
  state: ExamReport['state'];
  patient_id: string;
  author_id: string;
  /** Who released it; null before. */
  reviewer_id: ColumnType<string | null, string | null | undefined, string | null>;
  /** Fence under which it was saved last: one audit row a fence, not one a save. */
  session_fence: number | null;
  /** Code, hash and head are set at release. */
  verification_code: string | null;
  content_hash: string | null;
  released_at: Date | null;
  printed_at: Date | null;
  /** Who printed it first; null for prints from before it was kept. */
  printed_by: ColumnType<string | null, string | null | undefined, string | null>;
  print_count: number;
  head: ColumnType<ExamReportHead | null, string | null, string | null>;
  /** Before release the layout that its writer chose, after it the one in force then; null is the layout that ships. */
  layout_id: ColumnType<string | null, string | null | undefined, string | null>;
  layout_version: ColumnType<number | null, number | null | undefined, number | null>;
  doc: ColumnType<ExamReport, string, string>;
}

interface Scoped<Document> {
  id: string;
  version: number;
  service: ExamReport['service'];
  scope: 'public' | 'department' | 'private';
  owner_id: string;
  active: boolean;
  doc: ColumnType<Document, string, string>;
}

export interface ReportLayoutTable {
  id: string;
  /** The newest. */
  version: number;
  service: ExamReport['service'];
}

/** Rows are only added. */
export interface ReportLayoutVersionTable {
  layout_id: string;
  version: number;
  saved_at: Date;
  saved_by: string;
  logo_id: string | null;
  doc: ColumnType<PaperLayout, string, string>;
}

export interface ReportLogoTable {
  /** SHA-256 of the picture. */
  id: string;
  width: number;
  height: number;
  /** PNG. */
  picture: Buffer;
  saved_at: Date;
}

export interface ReportingTables {
  report_layout: ReportLayoutTable;
  report_layout_version: ReportLayoutVersionTable;
  report_logo: ReportLogoTable;
  exam_report: ExamReportTable;
  exam_report_template: Scoped<ExamReportTemplate>;
  exam_phrase: Scoped<ExamPhrase>;
  report: ReportTable;
  report_print_job: PrintJobTable;
}
