// DICOM peers: AE titles with their addresses and what they may do here.
import type { ColumnType } from 'kysely';
import type { DicomJson } from '../../../core/dicom/json.ts';
import type { MppsStatus } from './services/mpps.ts';
import type { PeerAct } from './services/peers.ts';

export interface DicomPeerTable {
  aet: string;
  /** `*`: any address, for devices with changing ones. */
  host: string;
  port: number;
  acts: PeerAct[];
  description: string;
  active: boolean;
}

/** A performed procedure step as the device tells it. */
export interface DicomMppsTable {
  sop_uid: string;
  status: MppsStatus;
  station_aet: string;
  accession: string;
  study_uid: string;
  exam_id: string | null;
  began_at: Date;
  ended_at: Date | null;
  doc: ColumnType<DicomJson, string, string>;
}

export interface DicomTables {
  dicom_mpps: DicomMppsTable;
  dicom_peer: DicomPeerTable;
}
