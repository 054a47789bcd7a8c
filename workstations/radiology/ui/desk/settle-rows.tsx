// The exams of one list of the technician's terminal: what may be ticked, and beside the others why they stand.
import { Checkbox } from '@blueprintjs/core';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { type Execution, whyStands } from '../../../../core/orders/execution.ts';
import { shortTime } from '../../../../renderer/format/time.ts';
import { PriorityMark } from '../parts/chips.tsx';
import { useProcedureName } from '../parts/use-procedure-name.ts';
import { useFeeWords } from './fee.tsx';
import { useSettleText } from './settle-texts.ts';

/** What is settled is not ticked again; of what is confirmed only what can still be taken back. */
export const isTickable = (exam: ExamDocument, shown: Execution): boolean =>
  shown === 'unconfirmed' || (shown === 'confirmed' && whyStands(exam) === null);

interface SettleRowsProps {
  rows: readonly ExamDocument[];
  shown: Execution;
  chosen: ReadonlySet<string>;
  onTick: (id: string) => void;
  timeOf: (exam: ExamDocument) => string;
}

export function SettleRows({ rows, shown, chosen, onTick, timeOf }: SettleRowsProps) {
  const text = useSettleText();
  const fee = useFeeWords();
  const nameOf = useProcedureName();
  const beside = (exam: ExamDocument): string[] => {
    if (shown === 'cancelled') return [exam.cancelReason];
    if (shown === 'unconfirmed') return [];
    const { confirmed } = exam;
    const why = whyStands(exam);
    const by = confirmed
      ? text('by', { by: confirmed.by, time: shortTime(confirmed.at, new Date()) })
      : text('byImages');
    return [by, why === null || why === 'unconfirmed' ? '' : text(`stands.${why}`)];
  };
  const facts = (exam: ExamDocument) => (
    <span className="settle-facts">
      <b>{exam.patient.name}</b>
      <span>
        <PriorityMark exam={exam} />
      </span>
      <span>{`${exam.modality} ${nameOf(exam)}`}</span>
      <small className="number">{shortTime(timeOf(exam), new Date())}</small>
      <small>{exam.room}</small>
      <small className="number">{exam.accessionNumber}</small>
      {beside(exam).some(Boolean) || fee(exam) ? (
        <em>{[...beside(exam), fee(exam)].filter(Boolean).join(' · ')}</em>
      ) : null}
    </span>
  );
  return (
    <ul className="settle-rows">
      {rows.map((exam) => (
        <li key={exam.id} data-testid="settle-row" data-accession={exam.accessionNumber}>
          {shown === 'cancelled' ? (
            facts(exam)
          ) : (
            <Checkbox
              checked={isTickable(exam, shown) && chosen.has(exam.id)}
              disabled={!isTickable(exam, shown)}
              onChange={() => onTick(exam.id)}
            >
              {facts(exam)}
            </Checkbox>
          )}
        </li>
      ))}
    </ul>
  );
}
