// That the patient was told to collect the report (通知患者取报告, RAD-58): how, and what was agreed.
import { InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { type ExamDocument, TellWay } from '../../core/orders/exam.ts';
import { toldState } from '../../core/orders/remote-told.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { dateTime } from '../format/time.ts';
import { Segments } from '../parts/choice.tsx';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Field } from '../parts/field.tsx';
import { Modal } from '../parts/modal.tsx';
import { useToasts } from '../shell/toasts.tsx';
import { useRemoteText } from './texts.ts';
import type { PutExam } from './use-remote.ts';

interface TellDialogProps {
  exam: ExamDocument;
  put: PutExam;
  testId: string;
  onClose: () => void;
}

export function TellDialog({ exam, put, testId, onClose }: TellDialogProps) {
  const text = useRemoteText();
  const { client } = useApi();
  const { show } = useToasts();
  const [way, setWay] = useState<TellWay>('phone');
  const [note, setNote] = useState('');
  const { name } = exam.patient;
  const tell = useCommand(client.orders.tellPatient, {
    onDone: (after) => {
      put(after);
      show({ tone: 'done', title: text('told.done', { name }) });
      onClose();
    },
  });
  const send = () => {
    if (!tell.isPending) tell.mutate({ examId: exam.id, expectedVersion: exam.version, way, note: note.trim() });
  };
  const before = exam.remote?.told;
  return (
    <Modal
      title={text('told.title', { name })}
      onClose={onClose}
      onConfirm={send}
      width={480}
      testId={`${testId}-told`}
      footer={<ConfirmButton word={text('told.send')} off={false} busy={tell.isPending} testId="told-send" />}
    >
      {before ? (
        <p className="lead" role="status">
          {text(toldState(exam) === 'again' ? 'told.corrected' : 'told.before', {
            by: before.by,
            time: dateTime(before.at),
          })}
        </p>
      ) : null}
      <Field label={text('told.way')} required>
        {() => (
          <Segments
            label={text('told.way')}
            value={way}
            onChange={setWay}
            options={TellWay.options.map((value) => ({ value, label: text(`way.${value}`) }))}
            testId="told-way"
          />
        )}
      </Field>
      <Field label={text('told.note')} hint={text('told.note.hint')}>
        {(id) => (
          <InputGroup id={id} autoFocus maxLength={200} value={note} onValueChange={setNote} data-testid="told-note" />
        )}
      </Field>
    </Modal>
  );
}
