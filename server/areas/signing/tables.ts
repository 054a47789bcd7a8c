// Tables of certificates and signatures; private keys are only inside `file`, encrypted by the person's password and by the server's key.
import type { ColumnType } from 'kysely';
import type { CertificateState, SigningPolicy } from '../../../core/signing/model.ts';

export interface CertificateTable {
  id: string;
  version: number;
  person_id: string;
  person_name: string;
  state: CertificateState;
  fingerprint: string;
  name: string;
  subject: string;
  issuer: string;
  serial: string;
  key_name: string;
  not_before: Date;
  not_after: Date;
  /** DER. */
  certificate: Buffer;
  /** DER of the others in the file, authorities between it and a root. */
  between_certificates: ColumnType<Buffer[], Buffer[], never>;
  file: string | null;
  imported_at: Date;
  decided_by: string;
  decided_at: Date | null;
  withdrawn_at: Date | null;
  withdraw_reason: string;
}

export interface AuthorityTable {
  id: string;
  version: number;
  fingerprint: string;
  subject: string;
  issuer: string;
  serial: string;
  not_before: Date;
  not_after: Date;
  certificate: Buffer;
  added_at: Date;
  added_by: string;
  removed_at: Date | null;
  removed_by: string;
}

export interface ExamSignatureTable {
  id: string;
  report_id: string;
  act: 'submit' | 'release';
  person_id: string;
  person_name: string;
  certificate_id: string;
  signed_at: Date;
  cms: Buffer;
  /** What was signed, at a submission; a release is made again from the report. */
  content: string | null;
}

export interface SignedPaperTable {
  report_id: string;
  person_name: string;
  certificate_id: string;
  signed_at: Date;
  pdf: Buffer;
}

export interface SigningTables {
  signing_certificate: CertificateTable;
  signing_authority: AuthorityTable;
  signing_policy: { service: string; version: number; policy: SigningPolicy };
  exam_signature: ExamSignatureTable;
  exam_signed_paper: SignedPaperTable;
}
