// Tables of identity: people, roles, departments, workstations, sessions and failures to log in.
import type { ColumnType, Generated } from 'kysely';
import type { Reach } from '../../../core/identity/reach.ts';
import type { Right } from '../../../core/identity/rights.ts';

export interface IdentityTables {
  person: {
    id: string;
    /** As typed at first; found without regard to case. */
    user_name: string;
    name: string;
    title: string | null;
    department_id: string;
    roles: string[];
    extra_rights: Right[];
    /** Grants to the person; they count instead of those of the roles. */
    reaches: ColumnType<Reach[], string | undefined, string>;
    lab_groups: string[];
    enabled: boolean;
    must_change_password: boolean;
    password_hash: string;
    password_changed_at: Date;
    /** Hashes of the last passwords, newest first. */
    password_history: string[];
    /** Scanned handwriting, encrypted. */
    signature: string | null;
    number: Generated<string>;
    licence: Generated<string>;
    qualification: Generated<string>;
    specialty: Generated<string>;
    /** Encrypted. */
    phone: string | null;
    further_departments: Generated<string[]>;
    version: number;
    created_at: Generated<Date>;
  };
  person_photo: {
    person_id: string;
    /** A data URL, encrypted. */
    photo: string;
    version: number;
    changed_at: Date;
  };
  role: {
    id: string;
    name: string;
    name_en: string;
    rights: Right[];
    reaches: ColumnType<Reach[], string | undefined, string>;
    version: number;
  };
  department: {
    id: string;
    name: string;
    name_en: string;
    kind: 'ward' | 'clinic' | 'laboratory' | 'administration';
    phone: string | null;
    version: number;
  };
  workstation: {
    id: string;
    name: string;
    department_id: string;
    lab_groups: string[];
    enabled: boolean;
    /** Encrypted; null until the host has enrolled. */
    secret: string | null;
    enrolment_code_hash: string | null;
    enrolment_expires_at: Date | null;
    enrolled_at: Date | null;
    last_seen_at: Date | null;
    version: number;
  };
  /** Named person_session because `session` is taken by the language. Only the hash of a token is kept. */
  person_session: {
    id: string;
    token_hash: string;
    person_id: string;
    workstation_id: string | null;
    address: string;
    started_at: Date;
    last_seen_at: Date;
    expires_at: Date;
    /** Since when its screen is locked; null while it is open. */
    locked_at: Date | null;
    ended_at: Date | null;
    end_reason: string | null;
  };
  /** Kept by what was typed, whether such a person exists or not. */
  login_failure: {
    key: string;
    failures: number;
    last_at: Date;
    locked_until: Date | null;
    /** Passwords that are being checked at this moment, and since when. */
    checking: Generated<number>;
    checking_since: Generated<Date>;
  };
  /** Nonces of signed requests, for as long as the same one must be refused. */
  station_nonce: { station_id: string; nonce: string; at: Date };
}
