// DICOM peers: AE titles with their addresses and what they may do here.
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

export interface DicomTables {
  dicom_peer: DicomPeerTable;
}
