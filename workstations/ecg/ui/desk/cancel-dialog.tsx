// Cancelling with a reason (取消预约): only the booking, so that the request waits for another time, or the exam itself.
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { useDeskText } from './texts.ts';

interface CancelDialogProps {
  exam: ExamDocument;
  busy: boolean;
  onClose: () => void;
  onConfirm: (what: 'booking' | 'exam', reason: string) => void;
}

export function CancelDialog({ exam, busy, onClose, onConfirm }: CancelDialogProps) {
  const text = useDeskText();
  const isBooked = exam.state === 'booked';
  const [what, setWhat] = useState<'booking' | 'exam'>(isBooked ? 'booking' : 'exam');
  return (
    <ReasonDialog
      title={text('cancel.title', { name: exam.patient.name, item: exam.procedureName })}
      ready={[
        text('cancel.reason.patient'),
        text('cancel.reason.ill'),
        text('cancel.reason.wrong'),
        text('cancel.reason.device'),
      ]}
      confirm={text('act.cancel')}
      busy={busy}
      onClose={onClose}
      onConfirm={(reason) => onConfirm(what, reason)}
      testId="desk-cancel-dialog"
    >
      {isBooked ? (
        <Field label={text('cancel.what')}>
          {() => (
            <Segments
              label={text('cancel.what')}
              value={what}
              onChange={setWhat}
              options={(['booking', 'exam'] as const).map((value) => ({ value, label: text(`cancel.${value}`) }))}
              testId="desk-cancel-what"
            />
          )}
        </Field>
      ) : null}
    </ReasonDialog>
  );
}
