// DICOM peers: AE titles with their addresses and what they may do here.
import type { ColumnType, Generated } from 'kysely';
import type { DicomJson } from '../../../core/dicom/json.ts';
import type { PeerAsk } from '../../../core/imaging/peer-acts.ts';
import type { incomingRules } from '../../../core/imaging/peer-contract.ts';
import type { ExamService, ExamState } from '../../../core/orders/exam.ts';
import type { MppsStatus } from './services/mpps.ts';
import type { PeerAct } from './services/peers.ts';
import type { TransferTables } from './transfers/tables.ts';

export interface DicomPeerTable {
  aet: string;
  /** `*`: any address, for devices with changing ones. */
  host: string;
  port: number;
  acts: PeerAct[];
  /** Empty unless somebody says so. */
  asks: ColumnType<PeerAsk[], PeerAsk[] | undefined, PeerAsk[]>;
  /** Whose exams it is given as a worklist; empty: every institution's. */
  institution_id: Generated<string>;
  /** Empty: by what it asks for. */
  service: ColumnType<ExamService | '', ExamService | '' | undefined, ExamService | ''>;
  description: string;
  active: boolean;
  /** We call it over TLS. */
  tls: Generated<boolean>;
  certificate_name: Generated<string>;
  /** SHA-256, 64 hex digits. */
  fingerprints: Generated<string[]>;
  incoming: Generated<(typeof incomingRules)[number]>;
  /** When the newest object arrived that a job was made for; null: nothing is forwarded yet. */
  forwarded_to: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

/** A performed procedure step as the device tells it. */
export interface DicomMppsTable {
  sop_uid: string;
  status: MppsStatus;
  station_aet: string;
  accession: string;
  study_uid: string;
  exam_id: string | null;
  /** The state that the exam had when the step began; empty for a step without an exam. */
  exam_was: ColumnType<ExamState | '', ExamState | '' | undefined, never>;
  began_at: Date;
  ended_at: Date | null;
  doc: ColumnType<DicomJson, string, string>;
}

/** An authority whose certificates are believed over TLS. */
export interface DicomAuthorityTable {
  fingerprint: string;
  subject: string;
  issuer: string;
  not_before: Date;
  not_after: Date;
  /** PEM. */
  certificate: string;
  added_at: Date;
  added_by: string;
}

/** One row, or none: then client certificates are optional. */
export interface DicomTransportTable {
  only_one: Generated<boolean>;
  client_certificates: 'optional' | 'required';
}

export interface DicomTables extends TransferTables {
  dicom_authority: DicomAuthorityTable;
  dicom_transport: DicomTransportTable;
  dicom_mpps: DicomMppsTable;
  dicom_peer: DicomPeerTable;
}
