// Tables of the archive: study, series and instance as they were received, other versions of an instance, and what people decided about them.
import type { ColumnType, Generated } from 'kysely';
import type { DicomJson } from '../../../core/dicom/json.ts';
import type { InstanceDescriptor } from '../../../core/imaging/descriptor.ts';
import type { DescribingTables } from './describing/tables.ts';
import type { ExternalTables } from './external/tables.ts';
import type { PackingTables } from './packing/tables.ts';
import type { KeepingTables } from './retention/tables.ts';

/** Attributes as DICOM JSON, what QIDO and C-FIND answer from. */
type JsonColumn<T> = ColumnType<T, string, string>;

export interface ImagingStudyTable {
  uid: string;
  /** As in the object: (0010,0020), (0010,0021). */
  patient_id: string;
  issuer: string;
  /** PN in DICOM JSON order alphabetic=ideographic=phonetic. */
  patient_name: string;
  /** Lower case, all component groups, for matching. */
  name_search: string;
  sex: string;
  birth_date: string;
  /** DA and TM as they are. */
  study_date: string;
  study_time: string;
  accession: string;
  study_id: string;
  description: string;
  referring: string;
  institution: string;
  modalities: string[];
  body_parts: string[];
  series_count: number;
  instance_count: number;
  size_bytes: number;
  main: JsonColumn<DicomJson>;
  /** Exam it belongs to; null until it is matched (RAD-07). */
  exam_id: string | null;
  /** Our patient; null until matched. */
  patient_uuid: string | null;
  first_at: Date;
  last_at: Date;
  /** Set when a person removed it; the objects stay until the retention ends. */
  removed_at: Date | null;
  revision: number;
  /** The revision at the last decision about it, a person's or the matcher's; what came after it are images only. */
  decided_revision: Generated<number>;
  /** Places whose people see it; the database makes it from the exam (migration 0272). */
  sight: ColumnType<string[], never, never>;
}

/** One row for each place whose people see a study, in the order of lists; kept by the database. */
export interface ImagingSightTable {
  place: ColumnType<string, never, never>;
  study_date: ColumnType<string, never, never>;
  study_time: ColumnType<string, never, never>;
  uid: ColumnType<string, never, never>;
}

export interface ImagingSeriesTable {
  uid: string;
  study_uid: string;
  modality: string;
  number: number | null;
  description: string;
  body_part: string;
  instance_count: number;
  main: JsonColumn<DicomJson>;
  last_at: Date;
  revision: number;
  /** The metadata of all its instances as a stored object, made when the series came to rest, and the revision it holds. */
  metadata_path: string | null;
  metadata_revision: number | null;
}

export interface ImagingInstanceTable {
  /** SOP Instance UID; several rows share it only where the others are `superseded`. */
  id: string;
  sop_uid: string;
  series_uid: string;
  study_uid: string;
  sop_class: string;
  transfer_syntax: string;
  number: number | null;
  /** In the object store. */
  path: string;
  length: number;
  sha256: string;
  /** What a viewer needs to place and show it. */
  descriptor: JsonColumn<InstanceDescriptor>;
  received_at: Date;
  /** Calling AE title, or `stow`, `import`. */
  source: string;
  /** current: served. differing: same UID, other content, waits for a person. superseded: a person chose the other. */
  state: 'current' | 'differing' | 'superseded';
}

export interface ImagingReconcileTable {
  id: string;
  study_uid: string;
  at: Date;
  person: string;
  reason: string;
  before: JsonColumn<Record<string, unknown>>;
  after: JsonColumn<Record<string, unknown>>;
  undone_at: Date | null;
}

export interface ImagingAnnotationTable {
  /** Annotation set of one study by one person. */
  id: string;
  study_uid: string;
  author_id: string;
  version: number;
  saved_at: Date;
  doc: JsonColumn<unknown>;
}

/** A key that opens the archive's web door for a program or for one look at one study; only its hash is kept. */
export interface AccessTokenTable {
  hash: string;
  label: string;
  scope: 'archive' | 'study';
  study_uid: string | null;
  created_by: string | null;
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

/** A hospital system that opens single studies by signed links. */
export interface ViewLinkSystemTable {
  name: string;
  /** Encrypted. */
  secret: string;
  active: boolean;
  /** Whose pages may frame the clinicians' pages. */
  origins: string[];
  /** The institution for which it may open the request form of remote reading; empty for none. */
  requests_for: Generated<string>;
  secret_at: Date;
  changed_at: Date;
}

/** Hanging protocols and named windows of one reader or one department. */
export interface ReadingSetupTable {
  scope: 'person' | 'department';
  owner_id: string;
  version: number;
  saved_at: Date;
  saved_by: string;
  doc: JsonColumn<unknown>;
}

export interface ImagingTables extends KeepingTables, PackingTables, DescribingTables, ExternalTables {
  access_token: AccessTokenTable;
  imaging_study: ImagingStudyTable;
  imaging_sight: ImagingSightTable;
  imaging_series: ImagingSeriesTable;
  imaging_instance: ImagingInstanceTable;
  imaging_reconcile: ImagingReconcileTable;
  imaging_annotation: ImagingAnnotationTable;
  imaging_reading_setup: ReadingSetupTable;
  view_link_system: ViewLinkSystemTable;
}
