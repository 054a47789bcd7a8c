// The second confirmation of a remote report (二次确认, RAD-39): who may give it, where a report waits for it.
import { useCallback } from 'react';
import { type Confirmation, confirmationOf, remoteReader } from '../../core/orders/confirmers.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { useSession } from '../client/session.tsx';
import { useMarks } from '../i18n/marks.ts';
import { ToneChip } from '../parts/state-chip.tsx';
import { useRemoteText } from './texts.ts';
import { useInstitutions } from './use-remote.ts';

/** Null where nobody is designated. The author is the exam's own unless another is named. */
export function useConfirmations(): (exam: ExamDocument, authorId?: string) => Confirmation | null {
  const { institutions } = useInstitutions();
  const { person } = useSession();
  return useCallback(
    (exam, authorId = exam.report.authorId) => confirmationOf(institutions, exam, person.id, authorId),
    [institutions, person.id],
  );
}

/** Whether it is being asked who confirms the exam: nobody takes the report to release it meanwhile. */
export function useConfirmersAsked(): (exam: ExamDocument) => boolean {
  const { asking } = useInstitutions();
  return (exam) => asking && remoteReader(exam) !== null;
}

export function useConfirmationWords(): (confirmation: Confirmation) => string {
  const text = useRemoteText();
  const { comma } = useMarks();
  return ({ names }) =>
    names.length > 0 ? text('confirm.waits', { names: names.join(comma) }) : text('confirm.nobody');
}

/** Nothing unless the report is submitted and somebody is designated. */
export function ConfirmationChip({ exam }: { exam: ExamDocument }) {
  const confirmation = useConfirmations()(exam);
  const words = useConfirmationWords();
  if (exam.report.state !== 'submitted' || confirmation === null) return null;
  return (
    <span data-testid="confirmation">
      <ToneChip tone="waiting" glyph="reviewed" word={words(confirmation)} />
    </span>
  );
}
