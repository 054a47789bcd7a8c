// What the HIS told of the charges of a request (申请单费用状态, ECG-11): asked by its number at the desk.
import { z } from 'zod';
import { base, Instant, ShortText } from '../kernel/contract.ts';
import { PatientBrief } from '../patient/model.ts';
import { ExamDocument, ExamFee } from './exam.ts';

/** One exam of the request. */
export const RequestFee = z.object({
  ...ExamDocument.pick({ id: true, service: true, accessionNumber: true, state: true, procedureName: true }).shape,
  patient: PatientBrief.pick({ number: true, name: true, sex: true, birthDate: true }),
  institutionName: ShortText,
  requestedAt: Instant,
  /** `unknown`: the HIS said nothing of it; for an inpatient it is charged after the exam. */
  fee: ExamFee,
});
export type RequestFee = z.infer<typeof RequestFee>;

export const feeContract = {
  /** The newest first, of every service and institution that the caller may see. @throws NOT_FOUND where there is none such */
  requestFees: base
    .route({ method: 'POST', path: '/exams/request-fees' })
    .input(z.object({ requestNumber: z.string().trim().min(1).max(64) }))
    .output(z.array(RequestFee)),
};
