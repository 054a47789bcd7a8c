// Tables of transfers: a job each, and what became of each of its objects.
import type { ColumnType, Generated } from 'kysely';
import type { ItemOutcome, PeerProblem, Transfer } from '../../../../core/imaging/transfer-contract.ts';

export interface DicomTransferTable {
  id: string;
  kind: Transfer['kind'];
  aet: string;
  state: Transfer['state'];
  requested_by: string;
  /** Made by itself for a peer that is sent everything: tried until it succeeds. */
  auto: Generated<boolean>;
  requested_at: Date;
  ended_at: Date | null;
  /** When a job that waits is tried again. */
  next_at: Date | null;
  attempts: number;
  problem: ColumnType<PeerProblem | null, string | null, string | null>;
  commitment: Transfer['commitment'];
  /** Of the commitment that was asked for. */
  transaction_uid: string | null;
  studies: string[];
}

export interface DicomTransferItemTable {
  transfer_id: string;
  position: number;
  /** SOP Instance UID of a sending, Study Instance UID of a fetch. */
  uid: string;
  study_uid: string;
  sop_class: string;
  label: string;
  outcome: ItemOutcome;
  status: number | null;
  comment: string;
  /** Objects of a study that is fetched, as the peer counts them; of a sending one each. */
  total: number;
  sent: number;
  warnings: number;
  refused: number;
}

export interface TransferTables {
  dicom_transfer: DicomTransferTable;
  dicom_transfer_item: DicomTransferItemTable;
}
