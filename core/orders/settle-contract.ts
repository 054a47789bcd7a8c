// Several exams confirmed or cancelled at once at the technician's terminal (医技终端确认/取消), and confirmations taken back (撤销确认).
import { z } from 'zod';
import { base, commandInput, Id, LongText, Version } from '../kernel/contract.ts';
import { ExamDocument } from './exam.ts';

export const Settled = z.object({
  done: z.array(ExamDocument),
  /** What could not be, and the code of the error table that says why. */
  refused: z.array(z.object({ examId: Id, accessionNumber: z.string(), code: z.string() })),
});
export type Settled = z.infer<typeof Settled>;

/** So many at once. */
export const mostSettled = 200;

export const settleContract = {
  /** undo: takes a confirmation back. @throws REASON_REQUIRED for cancelling or taking back without one */
  settleExams: base
    .route({ method: 'POST', path: '/exams/settle' })
    .input(
      commandInput({
        act: z.enum(['confirm', 'cancel', 'undo']),
        reason: LongText,
        exams: z
          .array(z.object({ examId: Id, expectedVersion: Version }))
          .min(1)
          .max(mostSettled),
      }),
    )
    .output(Settled),
};
