// What the desk hands out: the slip with time or number, and the barcode label. The preview is the print.
import { Button, NumericInput } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useDeskText } from './texts.ts';

export function PaperDialog({ exam, onClose }: { exam: ExamDocument; onClose: () => void }) {
  const text = useDeskText();
  const [kind, setKind] = useState<'slip' | 'label'>('slip');
  const [copies, setCopies] = useState(1);
  const frame = useRef<HTMLIFrameElement>(null);
  const address = `/exam-reports/${kind}?${new URLSearchParams({ exam: exam.id, copies: String(copies) })}`;
  const print = () => frame.current?.contentWindow?.print();
  return (
    <Modal
      title={text('paper.title', { name: exam.patient.name, accession: exam.accessionNumber })}
      onClose={onClose}
      onConfirm={print}
      width={640}
      testId="desk-paper"
      footer={
        <Button type="submit" intent="primary" data-testid="desk-paper-print">
          {text('paper.print')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <div className="desk-paper-choice">
        <Segments
          label={text('paper.kind')}
          value={kind}
          onChange={setKind}
          options={(['slip', 'label'] as const).map((value) => ({ value, label: text(`paper.${value}`) }))}
          testId="desk-paper-kind"
        />
        <Field label={text('paper.copies')}>
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
      <iframe key={address} ref={frame} className="desk-paper" src={address} title={text('paper.preview')} />
    </Modal>
  );
}
