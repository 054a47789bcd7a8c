// Tables of what keeps the archive: policy, removals, purges, the second folder's content, exports.
import type { ColumnType } from 'kysely';
import type { ArchivePolicy, ExportOptions } from '../../../../core/imaging/keeping.ts';

type JsonColumn<T> = ColumnType<T, string, string>;

/** One row. */
export interface ImagingPolicyTable {
  id: number;
  version: number;
  doc: JsonColumn<ArchivePolicy>;
  changed_at: Date;
}

/** Why a study is in the trash; gone when it is restored or purged. */
export interface ImagingRemovalTable {
  study_uid: string;
  at: Date;
  person: string;
  reason: string;
  by_policy: boolean;
}

/** What stays of a purged study. */
export interface ImagingPurgedTable {
  id: string;
  study_uid: string;
  patient_uuid: string | null;
  at: Date;
  person: string;
  reason: string;
  instance_count: number;
  size_bytes: number;
}

/** Files whose rows are gone and that must follow them, whatever interrupts. */
export interface ImagingPurgeFileTable {
  path: string;
  store: 'objects' | 'derived';
  at: Date;
}

/** Objects that lie in the second folder, proved by reading them back. */
export interface ImagingReplicaTable {
  path: string;
  at: Date;
}

export interface ImagingExportTable {
  id: string;
  kind: 'anonymised' | 'media';
  created_by: string;
  created_at: Date;
  expires_at: Date;
  reason: string;
  options: JsonColumn<ExportOptions>;
  /** In the order in which they leave. */
  instance_ids: string[];
  /** Encrypted; from it come the UIDs and pseudonyms of this export. */
  secret: string;
}

export interface KeepingTables {
  imaging_policy: ImagingPolicyTable;
  imaging_removal: ImagingRemovalTable;
  imaging_purged: ImagingPurgedTable;
  imaging_purge_file: ImagingPurgeFileTable;
  imaging_replica: ImagingReplicaTable;
  imaging_export: ImagingExportTable;
}
