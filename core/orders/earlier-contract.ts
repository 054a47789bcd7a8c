// Earlier remote requests for the same patient (历史会诊标识, RAD-56): what the request form and the list show of them.
import { z } from 'zod';
import { base, Id, Instant, ShortText } from '../kernel/contract.ts';
import { RemoteRequest } from './exam.ts';

export const EarlierRequest = z.object({
  examId: Id,
  accessionNumber: z.string(),
  procedureName: ShortText,
  requestedAt: Instant,
  fromInstitutionName: ShortText,
  toInstitutionName: ShortText,
  state: RemoteRequest.shape.state,
  /** What is the same: the record or identity number, the patient number, or name and birth date. */
  by: z.enum(['identity', 'number', 'nameAndBirth']),
});
export type EarlierRequest = z.infer<typeof EarlierRequest>;

export const earlierContract = {
  /** Requests made before for the patient of an exam, newest first, that concern the caller's institution. */
  earlierRequests: base
    .route({ method: 'GET', path: '/exams/{examId}/earlier-requests' })
    .input(z.object({ examId: Id }))
    .output(z.array(EarlierRequest)),
};
