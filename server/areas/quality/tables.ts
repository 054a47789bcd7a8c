// Tables of quality: one record an exam, the dictionary of reasons, the settings, and samples with their reports.
import type { ColumnType } from 'kysely';
import type { QualitySettings } from '../../../core/quality/limits.ts';
import type { ExamQuality, ImageGrade, ReasonKind, ReportGrade } from '../../../core/quality/model.ts';
import type { QualitySample, SampleMark } from '../../../core/quality/sample.ts';

type Json<T> = ColumnType<T, string, string>;

export interface ExamQualityTable {
  exam_id: string;
  version: number;
  technician_id: string | null;
  technician_name: string;
  image_grade: ImageGrade | null;
  graded_at: Date | null;
  /** Null: nobody has said. */
  repeats: number | null;
  doc: Json<ExamQuality>;
}

export interface QualityReasonTable {
  kind: ReasonKind;
  code: string;
  name: string;
  name_en: string;
  position: number;
  active: boolean;
  version: number;
}

export interface QualitySampleTable {
  id: string;
  version: number;
  state: QualitySample['state'];
  institution_id: string;
  drawn_at: Date;
  doc: Json<QualitySample>;
}

export interface QualitySampleItemTable {
  sample_id: string;
  number: number;
  exam_id: string;
  report_id: string;
  grade: ReportGrade | null;
  mark: ColumnType<SampleMark | null, string | null, string | null>;
  former: Json<SampleMark[]>;
}

export interface QualityTables {
  exam_quality: ExamQualityTable;
  quality_reason: QualityReasonTable;
  quality_setting: { id: number; doc: Json<QualitySettings> };
  quality_sample: QualitySampleTable;
  quality_sample_item: QualitySampleItemTable;
}
