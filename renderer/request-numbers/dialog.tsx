// Request numbers of reported exams, given afterwards (RAD-45): those without one, or a whole list.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamService } from '../../core/orders/exam.ts';
import { requestNumberRight } from '../../core/orders/request-number.ts';
import { useRights } from '../client/session.tsx';
import { Segments } from '../parts/choice.tsx';
import { Modal } from '../parts/modal.tsx';
import { GapsTab } from './gaps-tab.tsx';
import { ListTab } from './list-tab.tsx';
import './request-numbers.css';
import { useRequestText } from './texts.ts';

const tabs = ['gaps', 'list'] as const;

/** The button that opens it, for whoever keeps the archive of the service; nothing for everybody else. */
export function RequestNumbersButton({ service, off }: { service: ExamService; off: string | null }) {
  const text = useRequestText();
  const can = useRights();
  const [open, setOpen] = useState(false);
  if (!can(requestNumberRight[service])) return null;
  return (
    <>
      <Button
        size="small"
        text={text('open')}
        disabled={off !== null}
        title={off ?? undefined}
        onClick={() => setOpen(true)}
        data-testid="request-numbers-open"
      />
      {open ? <RequestNumbersDialog service={service} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RequestNumbersDialog({ service, onClose }: { service: ExamService; onClose: () => void }) {
  const text = useRequestText();
  const [tab, setTab] = useState<(typeof tabs)[number]>('gaps');
  return (
    <Modal title={text('title')} onClose={onClose} width="min(1100px, 94vw)" testId="request-numbers">
      <div className="request-numbers">
        <Segments
          label={text('title')}
          value={tab}
          onChange={setTab}
          options={tabs.map((value) => ({ value, label: text(`tab.${value}`) }))}
          testId="request-numbers-tab"
        />
        {tab === 'gaps' ? <GapsTab service={service} /> : <ListTab service={service} />}
        <p className="request-faint">{text('signed')}</p>
      </div>
    </Modal>
  );
}
