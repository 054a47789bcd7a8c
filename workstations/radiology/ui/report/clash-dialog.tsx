// Two persons wrote: both texts side by side with who was first, and one decision. Nothing is overwritten before it.
import { Button } from '@blueprintjs/core';
import { partText } from '../../../../core/reporting/exam-corrections.ts';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { DiffText } from '../parts/diff-text.tsx';
import { useReportText } from './texts.ts';
import type { Clash } from './use-report.ts';

interface ClashDialogProps {
  clash: Clash;
  mine: ExamReportContent;
  onDecide: (take: 'mine' | 'theirs') => void;
  onClose: () => void;
}

export function ClashDialog({ clash, mine, onDecide, onClose }: ClashDialogProps) {
  const text = useReportText();
  const { theirs } = clash;
  const name = theirs?.author ?? '';
  return (
    <Modal
      title={text('clash.title')}
      onClose={onClose}
      width="min(1100px, 94vw)"
      testId="clash-dialog"
      hint={text('clash.later.hint')}
      footer={
        <>
          <Button text={text('clash.later')} onClick={onClose} />
          <Button text={text('clash.takeTheirs')} disabled={!theirs} onClick={() => onDecide('theirs')} />
          <Button
            intent="primary"
            text={text('clash.takeMine')}
            onClick={() => onDecide('mine')}
            data-testid="clash-mine"
          />
        </>
      }
    >
      <p className="lead">{text('clash.lead', { name })}</p>
      <div className="clash">
        <h3>{text('clash.theirs', { name, time: dateTime(theirs?.savedAt) })}</h3>
        <h3>{text('clash.mine')}</h3>
        {(['findings', 'impression', 'fields'] as const).map((part) => {
          const [before, after] = [theirs ? partText(theirs.content, part) : '', partText(mine, part)];
          if (part === 'fields' && before === after) return null;
          return (
            <section key={part}>
              <em>{text(part)}</em>
              <p className="diff-text">{before || '—'}</p>
              <DiffText before={before} after={after} />
            </section>
          );
        })}
      </div>
    </Modal>
  );
}
