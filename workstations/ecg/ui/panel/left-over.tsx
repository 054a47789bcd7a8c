// Text of this exam that the server never got, beside what the server has: shown before anything else is written, taken over (and back) or
// thrown away by its author alone.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { DraftCopy } from '../../../../core/reporting/draft-copy.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { useSession } from '../../../../renderer/client/session.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import type { LeftOverText } from './use-report.ts';

const wordsOf = ({ impression, findings }: Pick<ExamReportContent, 'impression' | 'findings'>): string =>
  [impression, findings].filter((part) => part.trim() !== '').join('\n');

interface LeftOverProps {
  leftOver: LeftOverText;
  /** What the server has. */
  report: ExamReport | null;
  /** Why nothing can be written now, else null. */
  off: string | null;
}

export function LeftOver({ leftOver, report, off }: LeftOverProps) {
  const text = useEcgText();
  const { person } = useSession();
  const [dropping, setDropping] = useState<DraftCopy | null>(null);
  const { copies, taken, restore, discard } = leftOver;
  const why = leftOver.why ? text(`left.${leftOver.why}`) : off;
  return (
    <>
      {taken ? (
        <div className="ecg-fault ecg-left-over" role="status" data-testid="ecg-left-taken">
          <span>
            {text('left.taken')}
            <Button size="small" onClick={taken.undo} data-testid="ecg-left-undo" text={text('left.undo')} />
            <Button size="small" variant="minimal" onClick={taken.keep} text={text('left.keep')} />
          </span>
        </div>
      ) : null}
      {copies.map((copy) => (
        <div className="ecg-fault ecg-left-over" role="alert" data-testid="ecg-left-over" key={copy.at}>
          <b>{text('left.title', { name: person.name, time: dateTime(copy.at) })}</b>
          <q>{wordsOf(copy.content)}</q>
          {report && wordsOf(report.content) !== '' && wordsOf(report.content) !== wordsOf(copy.content) ? (
            <>
              <b>{text('left.server', { name: report.author, time: dateTime(report.savedAt) })}</b>
              <q data-testid="ecg-left-server">{wordsOf(report.content)}</q>
            </>
          ) : null}
          <span>
            <Button
              size="small"
              disabled={why !== null}
              title={why ?? undefined}
              onClick={() => restore(copy)}
              data-testid="ecg-left-restore"
            >
              {text('left.restore')}
            </Button>
            <Button size="small" variant="minimal" onClick={() => setDropping(copy)} data-testid="ecg-left-discard">
              {text('left.discard')}
            </Button>
          </span>
          {why ? <small>{why}</small> : null}
        </div>
      ))}
      {dropping ? (
        <Modal
          title={text('left.discard.title')}
          onClose={() => setDropping(null)}
          onConfirm={() => {
            discard(dropping);
            setDropping(null);
          }}
          footer={<ConfirmButton word={text('left.discard')} danger testId="ecg-left-discard-sure" />}
          hint={text('left.discard.hint')}
        >
          <q className="ecg-left-dropped">{wordsOf(dropping.content)}</q>
        </Modal>
      ) : null}
    </>
  );
}
