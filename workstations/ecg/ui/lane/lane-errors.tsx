// How often the pre-sorting was wrong, named where one relies on it, with the chapter of the guide that explains it.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { laneChapter, laneFigures } from './figures.ts';
import { useLaneText } from './texts.ts';

export function LaneErrors() {
  const text = useLaneText();
  const [open, setOpen] = useState(false);
  const known = laneFigures();
  return (
    <div className="ecg-lane-errors" data-testid="ecg-lane-errors">
      {known
        ? text('figures', {
            abnormal: known.figures.abnormal,
            missed: known.figures.missed,
            upper: known.figures.upperPercent,
          })
        : null}{' '}
      <Button
        variant="minimal"
        size="small"
        text={text('figures.more')}
        onClick={() => setOpen(true)}
        data-testid="ecg-lane-guide"
      />
      {open ? (
        <Modal
          title={text('figures.title')}
          width="min(760px, 92vw)"
          onClose={() => setOpen(false)}
          testId="ecg-lane-guide-dialog"
        >
          <div className="ecg-lane-guide">
            <small>{text('figures.from')}</small>
            {laneChapter().map((paragraph) => (
              <p key={paragraph} lang="zh-CN" className={paragraph === known?.sentence ? 'is-lane' : ''}>
                {paragraph}
              </p>
            ))}
          </div>
        </Modal>
      ) : null}
    </div>
  );
}
