// Tables of ECG: recordings with what was made of them, alarms, devices, rule sets, settings, terms, links.
import type { ColumnType, Generated } from 'kysely';
import type { EcgAlert } from '../../../core/ecg/flow/alert.ts';
import type { EcgDevice } from '../../../core/ecg/flow/device.ts';
import type {
  MeasurementCorrection,
  RecordingDetail,
  RecordingDocument,
  SamplesHeader,
} from '../../../core/ecg/flow/recording.ts';
import type { StoredRuleSet } from '../../../core/ecg/flow/rule-set.ts';
import type { EcgSettings } from '../../../core/ecg/flow/settings.ts';
import type { EcgTerm } from '../../../core/ecg/flow/terms.ts';
import type { UploadPoint } from '../../../core/ecg/flow/upload-point.ts';

type Json<T> = ColumnType<T, string, string>;

export interface EcgRecordingTable {
  id: string;
  version: number;
  state: RecordingDocument['state'];
  /** Of the raw file: the same again is a duplicate. */
  sha256: string;
  /** Device, patient and time as the file says: the same with another content is kept beside it and flagged. Empty when not said. */
  identity: string;
  exam_id: string | null;
  patient_id: string | null;
  institution_id: string;
  received_at: Date;
  /** Where the raw file lies: this area's store, or the archive's for DICOM objects. */
  store: 'ecg' | 'archive';
  path: string;
  /** Row of `imaging_instance` that it was made from. */
  instance_id: string | null;
  samples_path: string | null;
  samples_header: Json<SamplesHeader | null> | null;
  /** What was read from the file or said by the sender, for matching again later. */
  said: Json<SaidRow>;
  search: string;
  upload_point_id: ColumnType<string | null, string | null | undefined, string | null>;
  doc: Json<RecordingDocument>;
}

export interface SaidRow {
  accession: string;
  requestNumber: string;
  patientNumber: string;
  patientName: string;
  sex: 'male' | 'female' | 'other' | null;
  day: string;
  /** Null, or absent in rows of before, where the device said no time of day. */
  at?: string | null;
}

export interface EcgMeasurementTable {
  recording_id: string;
  doc: Json<Pick<RecordingDetail, 'measurement' | 'vendor'>>;
}

export interface EcgCorrectionTable {
  recording_id: string;
  version: number;
  doc: Json<MeasurementCorrection>;
}

export interface EcgAssignmentTable {
  id: string;
  recording_id: string;
  at: Date;
  person: string;
  reason: string;
  from_exam: string | null;
  to_exam: string | null;
  undone_at: Date | null;
}

export interface EcgAlertTable {
  id: string;
  version: number;
  recording_id: string | null;
  exam_id: string | null;
  state: EcgAlert['state'];
  raised_at: Date;
  escalate_at: Date;
  doc: Json<EcgAlert>;
}

export interface EcgDeviceTable {
  id: string;
  version: number;
  code: string;
  state: EcgDevice['state'];
  /** Encrypted: signatures need the key itself. Null for one that only asked. */
  key: string | null;
  name: string;
  manufacturer: string;
  model: string;
  serial: string;
  type: EcgDevice['type'];
  institution_id: string;
  department_id: string;
  /** By which it calls over DICOM; empty: by another door. */
  ae_title: Generated<string>;
  station_name: Generated<string>;
  upload_point_id: ColumnType<string | null, string | null | undefined, string | null>;
  registered_at: Date;
  decided_at: Date | null;
  decided_by: string;
  reason: string;
  last_seen_at: Date | null;
  last_address: string;
  refused_count: number;
  recordings: number;
}

export interface EcgUploadPointTable {
  id: string;
  version: number;
  name: string;
  institution_id: string;
  department_id: string;
  folders: string[];
  people: Json<UploadPoint['people']>;
  active: boolean;
  changed_at: Date;
}

/** What a point in use holds for itself alone. */
export interface EcgUploadPlaceTable {
  kind: 'name' | 'folder' | 'person';
  value: string;
  point_id: string;
}

export interface EcgDeviceNonceTable {
  device_id: string;
  nonce: string;
  at: Date;
}

export interface EcgRuleSetTable {
  id: string;
  version: string;
  active: boolean;
  saved_at: Date;
  /** Who confirmed it is absent in rows of before. */
  doc: Json<Omit<StoredRuleSet, 'active' | 'confirmed'> & Partial<Pick<StoredRuleSet, 'confirmed'>>>;
}

export interface EcgSettingTable {
  id: number;
  doc: Json<EcgSettings>;
}

export interface EcgTermTable {
  id: string;
  version: number;
  scope: EcgTerm['scope'];
  department_id: string;
  person_id: string | null;
  doc: Json<EcgTerm>;
}

export interface EcgLinkTable {
  hash: string;
  recording_id: string;
  /** As it was when the link was made. */
  exam_id: string | null;
  created_by: string;
  created_at: Date;
  expires_at: Date;
  /** Whose right it is, or which system signed for it: with theirs it ends. Both null: made by a station, or before this was kept. */
  person_id: string | null;
  system: string | null;
}

/** The last time that a person was given the tracing, and which samples these were. */
export interface EcgLookTable {
  recording_id: string;
  person_id: string;
  shown: string;
  at: Date;
}

export interface EcgTables {
  ecg_recording: EcgRecordingTable;
  ecg_measurement: EcgMeasurementTable;
  ecg_correction: EcgCorrectionTable;
  ecg_assignment: EcgAssignmentTable;
  ecg_alert: EcgAlertTable;
  ecg_device: EcgDeviceTable;
  ecg_upload_point: EcgUploadPointTable;
  ecg_upload_place: EcgUploadPlaceTable;
  ecg_device_nonce: EcgDeviceNonceTable;
  ecg_rule_set: EcgRuleSetTable;
  ecg_setting: EcgSettingTable;
  ecg_term: EcgTermTable;
  ecg_link: EcgLinkTable;
  ecg_look: EcgLookTable;
}
