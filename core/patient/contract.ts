// Patients: search, and the logged act of showing an identity number in full.
import { z } from 'zod';
import { base, commandInput, Id, ShortText } from '../kernel/contract.ts';
import { PatientBrief, RevealedIdentity } from './model.ts';

export const patientContract = {
  search: base
    .route({ method: 'POST', path: '/patients/search' })
    .input(z.object({ text: z.string().min(1).max(100) }))
    .output(z.array(PatientBrief)),
  reveal: base
    .route({ method: 'POST', path: '/patients/reveal' })
    .input(commandInput({ patientId: Id, reason: ShortText.min(2) }))
    .output(RevealedIdentity),
};
