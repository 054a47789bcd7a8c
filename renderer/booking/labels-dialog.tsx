// Barcode labels of many exams at once, for the check of who is who (RAD-101): chosen from the desk's list, printed as one file.
import { Button, Checkbox } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import { mostPapers } from '../../core/orders/booking-slip.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { shortTime } from '../format/time.ts';
import { KeyCap } from '../parts/field.tsx';
import { Modal } from '../parts/modal.tsx';
import { usePaper } from '../parts/paper.tsx';
import './paper.css';
import { usePaperText } from './paper-texts.ts';

/** The preview follows when a person has stopped ticking. */
const settleMs = 400;

interface LabelsDialogProps {
  /** As they stand in the list; cancelled ones are left out. */
  exams: readonly ExamDocument[];
  timeOf: (exam: ExamDocument) => string;
  onClose: () => void;
}

export function LabelsDialog({ exams, timeOf, onClose }: LabelsDialogProps) {
  const text = usePaperText();
  // The list lives on behind the dialog; what is ticked here stays what was seen.
  const [offered] = useState(() => exams.filter(({ state }) => state !== 'cancelled'));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        offered
          .filter(({ state }) => state !== 'acquired')
          .map(({ id }) => id)
          .slice(0, mostPapers),
      ),
  );
  const ids = offered.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const tooMany = ids.length > mostPapers;
  const good = ids.length > 0 && !tooMany;
  const wanted = good ? `/exam-reports/label?${new URLSearchParams({ exam: ids.join(',') })}` : null;
  const [address, setAddress] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAddress(wanted), settleMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const paper = usePaper({ address, title: text('preview') });
  // What is on the screen is what was ticked.
  const print = address === wanted ? paper.print : null;
  const all = offered.length > 0 && ids.length === offered.length;
  const tick = (id: string) =>
    setChosen((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  return (
    <Modal
      title={text('labels.title')}
      onClose={onClose}
      onConfirm={print ?? undefined}
      width={860}
      testId="labels-dialog"
      footer={
        <>
          <span className="labels-count" role="status">
            {tooMany ? text('labels.most', { most: mostPapers }) : text('labels.count', { count: ids.length })}
          </span>
          <Button type="submit" intent="primary" disabled={!print} data-testid="labels-print">
            {text('print')} <KeyCap name="Ctrl+Enter" />
          </Button>
        </>
      }
    >
      <div className="labels-choice">
        <div className="labels-list">
          <Checkbox
            checked={all}
            indeterminate={!all && ids.length > 0}
            label={text('labels.all', { count: offered.length })}
            onChange={() => setChosen(new Set(all ? [] : offered.map(({ id }) => id)))}
            data-testid="labels-all"
          />
          <ul>
            {offered.map((exam) => (
              <li key={exam.id}>
                <Checkbox checked={chosen.has(exam.id)} onChange={() => tick(exam.id)} data-testid="labels-one">
                  <b>{exam.patient.name}</b> <span>{exam.procedureName}</span>
                  <small>
                    {shortTime(timeOf(exam), new Date())} {exam.room} {exam.accessionNumber}
                  </small>
                </Checkbox>
              </li>
            ))}
          </ul>
        </div>
        <div className="paper-preview">
          {good ? (
            paper.view
          ) : (
            <p className="labels-none">{offered.length === 0 ? text('labels.none') : text('labels.pick')}</p>
          )}
        </div>
      </div>
    </Modal>
  );
}
