// The dictionary of patient types as stations read and administrators change it.
import { z } from 'zod';
import { base, commandInput, Version } from '../kernel/contract.ts';
import { PatientType, PatientTypeEntry } from './patient-type.ts';

export const patientTypeContract = {
  /** In their order, those that are switched off among them. */
  patientTypes: base.route({ method: 'GET', path: '/patient-types' }).output(z.array(PatientType)),
  /** Version 0 makes one. @throws DUPLICATE for a code that there is, STATE_REFUSED to switch the last one off, VERSION_CONFLICT, INPUT_INVALID for another kind of a shipped one */
  savePatientType: base
    .route({ method: 'POST', path: '/patient-types' })
    .input(commandInput({ type: PatientTypeEntry, expectedVersion: Version }))
    .output(PatientType),
};
