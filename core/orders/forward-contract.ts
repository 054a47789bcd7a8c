// Sending a request on to a superior and back, telling the patient of the report, and the plan of what goes by itself (ECG-41, ECG-53).
import { z } from 'zod';
import { base, commandInput, Id, LongText, Version } from '../kernel/contract.ts';
import { ExamDocument, ExamService, TellWay } from './exam.ts';
import { ForwardingPlan, InstitutionGroup } from './forwarding.ts';

const act = { examId: Id, expectedVersion: Version };

export const forwardContract = {
  /** Where a request lies unread it goes on to a superior (转上级). @throws INPUT_INVALID for who is no superior or takes part already */
  forwardRemote: base
    .route({ method: 'POST', path: '/exams/remote/forward' })
    .input(
      commandInput({
        ...act,
        toInstitutionId: z.string().min(1).max(64),
        toDepartmentId: z.string().min(1).max(64).optional(),
        reason: LongText.min(2),
      }),
    )
    .output(ExamDocument),
  /** Back from the superior, as long as nobody there accepted it; it is read where it was sent on. */
  takeBackRemote: base
    .route({ method: 'POST', path: '/exams/remote/take-back' })
    .input(commandInput({ ...act, reason: LongText }))
    .output(ExamDocument),
  /** The patient was told to collect the report that is back (RAD-58). @throws STATE_REFUSED while none is, RIGHT_MISSING */
  tellPatient: base
    .route({ method: 'POST', path: '/exams/remote/told' })
    .input(commandInput({ ...act, way: TellWay, note: LongText }))
    .output(ExamDocument),
  /** Every group of institutions (医院分组), for whoever sets how far a right reaches. */
  institutionGroups: base.route({ method: 'GET', path: '/institutions/groups' }).output(z.array(InstitutionGroup)),
  forwardingPlan: base
    .route({ method: 'GET', path: '/exams/forwarding/{service}' })
    .input(z.object({ service: ExamService }))
    .output(ForwardingPlan),
  /** @throws INPUT_INVALID with each `PlanTrouble` as JSON */
  saveForwardingPlan: base
    .route({ method: 'POST', path: '/exams/forwarding' })
    .input(commandInput({ plan: ForwardingPlan }))
    .output(ForwardingPlan),
};
