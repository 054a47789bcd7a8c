// Patients: search, the logged act of showing an identity number in full, merging two records and taking it back.
import { z } from 'zod';
import { base, commandInput, Id, ShortText, Version } from '../kernel/contract.ts';
import { mergeFindingCodes } from './merge.ts';
import { MergeComparison, PatientBrief, PatientMerge, PatientMergeDetail, RevealedIdentity } from './model.ts';

export const patientContract = {
  search: base
    .route({ method: 'POST', path: '/patients/search' })
    .input(z.object({ text: z.string().min(1).max(100) }))
    .output(z.array(PatientBrief)),
  reveal: base
    .route({ method: 'POST', path: '/patients/reveal' })
    .input(commandInput({ patientId: Id, reason: ShortText.min(2) }))
    .output(RevealedIdentity),
  /** Both records side by side, and what speaks for and against one person. */
  compare: base
    .route({ method: 'POST', path: '/patients/compare' })
    .input(z.object({ fromId: Id, intoId: Id }))
    .output(MergeComparison),
  /** `from` leads to `into` from now on; nothing is rewritten. What speaks against it must be named as seen. */
  merge: base
    .route({ method: 'POST', path: '/patients/merge' })
    .input(
      commandInput({
        fromId: Id,
        intoId: Id,
        expectedVersions: z.object({ from: Version, into: Version }),
        acknowledged: z.array(z.enum(mergeFindingCodes)),
        reason: ShortText.min(2),
      }),
    )
    .output(PatientMerge),
  merges: base.route({ method: 'GET', path: '/patients/merges' }).output(z.array(PatientMerge)),
  mergeDetail: base
    .route({ method: 'GET', path: '/patients/merges/{id}' })
    .input(z.object({ id: Id }))
    .output(PatientMergeDetail),
  unmerge: base
    .route({ method: 'POST', path: '/patients/unmerge' })
    .input(commandInput({ mergeId: Id, reason: ShortText.min(2) }))
    .output(PatientMerge),
};
