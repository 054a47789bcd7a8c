// What a station can ask about the documents of a request; their bytes go by routes of their own:
// POST /exam-attachments?exam=&kind=&name=&command=&at=   the file as the body, answered with `ExamAttachment`
// GET  /exam-attachments/{id}                             the file as it was handed in
import { z } from 'zod';
import { base, commandInput, Id, LongText } from '../kernel/contract.ts';
import { ExamAttachment } from './attachment.ts';

export const attachmentContract = {
  /** Those that were removed too, with the reason; oldest first. @throws RIGHT_MISSING, NOT_FOUND */
  attachments: base
    .route({ method: 'GET', path: '/exams/{examId}/attachments' })
    .input(z.object({ examId: Id }))
    .output(z.array(ExamAttachment)),
  /** Only by who added it, while nobody has begun the report. @throws RIGHT_MISSING, STATE_REFUSED, REASON_REQUIRED */
  removeAttachment: base
    .route({ method: 'POST', path: '/exams/attachments/remove' })
    .input(commandInput({ attachmentId: Id, reason: LongText }))
    .output(ExamAttachment),
};
