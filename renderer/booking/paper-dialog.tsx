// What the desk hands out: the slip with time or number, the barcode label, the request form (RAD-05). The preview is the print.
import { Button, NumericInput } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { Segments } from '../parts/choice.tsx';
import { Field, KeyCap } from '../parts/field.tsx';
import { Modal } from '../parts/modal.tsx';
import { usePaper } from '../parts/paper.tsx';
import './paper.css';
import { usePaperText } from './paper-texts.ts';

export const deskPapers = ['slip', 'label', 'request'] as const;
type PaperKind = (typeof deskPapers)[number];

interface PaperDialogProps {
  exam: ExamDocument;
  /** Where the reader of an exam prints there is the request form alone. */
  kinds?: readonly PaperKind[];
  start?: PaperKind;
  onClose: () => void;
}

export function PaperDialog({ exam, kinds = deskPapers, start = kinds[0] ?? 'slip', onClose }: PaperDialogProps) {
  const text = usePaperText();
  const [kind, setKind] = useState<PaperKind>(start);
  const [copies, setCopies] = useState(1);
  const address = `/exam-reports/${kind}?${new URLSearchParams({ exam: exam.id, copies: String(copies) })}`;
  const paper = usePaper({ address, title: text('preview') });
  return (
    <Modal
      title={text('title', { name: exam.patient.name, accession: exam.accessionNumber })}
      onClose={onClose}
      onConfirm={paper.print ?? undefined}
      width={760}
      testId="desk-paper"
      footer={
        <Button type="submit" intent="primary" disabled={!paper.print} data-testid="desk-paper-print">
          {text('print')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <div className="paper-choice">
        {kinds.length > 1 ? (
          <Segments
            label={text('kind')}
            value={kind}
            onChange={setKind}
            options={kinds.map((value) => ({ value, label: text(value) }))}
            testId="desk-paper-kind"
          />
        ) : null}
        <Field label={text('copies')}>
          {(id) => (
            <NumericInput
              id={id}
              min={1}
              max={10}
              size="small"
              clampValueOnBlur
              value={copies}
              onValueChange={(value) => setCopies(Math.min(10, Math.max(1, Math.round(value) || 1)))}
            />
          )}
        </Field>
      </div>
      <div className="paper-preview">{paper.view}</div>
    </Modal>
  );
}
