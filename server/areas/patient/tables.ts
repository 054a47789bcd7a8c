// Tables of patients and visits. Identity number and phone are encrypted; a blind index makes equal ones findable.
import type { Generated } from 'kysely';
import type { Sex } from '../../../core/patient/model.ts';

export interface PatientTables {
  patient: {
    id: string;
    /** The hospital's patient number; null while the identity is provisional. */
    number: string | null;
    name: string;
    sex: Sex;
    birth_date: string | null;
    identity_number: string | null;
    identity_number_index: string | null;
    phone: string | null;
    phone_index: string | null;
    allergies: string[];
    /** Made at a bench without the HIS; a person links it later. */
    provisional: boolean;
    /** Set by a merge (HL7 A40), cleared when it is undone. */
    merged_into: string | null;
    version: number;
    created_at: Generated<Date>;
    updated_at: Date;
  };
  visit: {
    id: string;
    patient_id: string;
    kind: 'outpatient' | 'emergency' | 'inpatient' | 'checkup';
    number: string;
    department_id: string;
    department_name: string;
    bed: string | null;
    diagnosis: string | null;
    open: boolean;
    version: number;
    updated_at: Date;
  };
  /** Each merge and its undoing; the records themselves are never rewritten by one. */
  patient_merge: {
    id: string;
    from_id: string;
    into_id: string;
    source: 'his' | 'person';
    reason: string;
    by_name: string;
    at: Date;
    undone_reason: string | null;
    undone_by_name: string | null;
    undone_at: Date | null;
  };
}
