// Tables of programs of other systems, and of what they handed in.
import type { ImageDoubt } from '../../../core/programs/image-match.ts';
import type { ProgramScope, RefusalReason } from '../../../core/programs/program.ts';

export interface OutsideProgramTable {
  id: string;
  code: string;
  name: string;
  institution_id: string;
  purpose: string;
  contact: string;
  scopes: ProgramScope[];
  reach: 'own' | 'all';
  own_numbers: boolean;
  addresses: string[];
  valid_until: string | null;
  active: boolean;
  changed_at: Date;
  used_at: Date | null;
  used_from: string | null;
  refused_at: Date | null;
  refused_from: string | null;
  refused_why: RefusalReason | null;
}

export interface OutsideSecretTable {
  id: string;
  program_id: string;
  /** SHA-256 of 256 random bits, base64url. */
  hash: string;
  hint: string;
  created_at: Date;
  created_by: string;
  ends_at: Date | null;
}

export interface OutsideTokenTable {
  hash: string;
  secret_id: string;
  created_at: Date;
  expires_at: Date;
}

/** The exam of an institution's request number. */
export interface OutsideRequestTable {
  institution_id: string;
  number: string;
  exam_id: string;
  /** Which program sent it last. */
  program_id: string;
  /** As the institution knows it. */
  patient_number: string;
  content_hash: string;
  changed_at: Date;
}

export interface OutsideStudyTable {
  study_uid: string;
  institution_id: string;
  number: string;
  program_id: string;
  /** Of its first object; the others have the same. */
  patient_id: string;
  /** Null: it is of the request's patient, and belongs to its exam. */
  doubt: ImageDoubt | null;
  created_at: Date;
}

export interface ProgramTables {
  outside_program: OutsideProgramTable;
  outside_secret: OutsideSecretTable;
  outside_token: OutsideTokenTable;
  outside_request: OutsideRequestTable;
  outside_study: OutsideStudyTable;
}
