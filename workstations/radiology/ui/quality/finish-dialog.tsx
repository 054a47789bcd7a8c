// The technician finishes an exam: whose it is, and how often something was taken again and why.
import { Button, NumericInput } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { DeviceRejects } from '../../../../core/quality/contract.ts';
import { type ExamQuality, otherReason } from '../../../../core/quality/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { QualityHistory } from './history.tsx';
import { ReasonPicker, useReasonActions } from './reason-picker.tsx';
import { useQualityText } from './texts.ts';
import { useExamQuality, usePutQuality } from './use-quality.ts';

interface FinishDialogProps {
  exam: ExamDocument;
  onClose: () => void;
  /** After it was recorded. */
  onFinished?: () => void;
}

export function FinishDialog({ exam, onClose, onFinished }: FinishDialogProps) {
  const { query } = useApi();
  const text = useQualityText();
  const quality = useExamQuality(exam.id, true);
  const rejects = useQuery(query.quality.deviceRejects.queryOptions({ input: { examId: exam.id } }));
  if (quality.data === undefined || rejects.data === undefined)
    return (
      <Modal title={text('finish.title', { name: exam.patient.name })} onClose={onClose} testId="finish-loading">
        {quality.data === undefined ? (
          <Answer of={quality}>{() => null}</Answer>
        ) : (
          <Answer of={rejects}>{() => null}</Answer>
        )}
      </Modal>
    );
  return (
    <FinishForm exam={exam} quality={quality.data} rejects={rejects.data} onClose={onClose} onFinished={onFinished} />
  );
}

const most = 50;

function FinishForm({
  exam,
  quality,
  rejects,
  onClose,
  onFinished,
}: FinishDialogProps & { quality: ExamQuality; rejects: DeviceRejects }) {
  const text = useQualityText();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutQuality();
  const known = quality.repeats;
  const [count, setCount] = useState(known?.count ?? Math.min(most, rejects.images));
  const [reasons, setReasons] = useState<string[]>(known?.reasons ?? (rejects.images > 0 ? rejects.reasons : []));
  const [note, setNote] = useState(known?.note ?? '');
  const send = useCommand(client.quality.recordRepeats, {
    onDone: (after) => {
      put(after);
      const repeats = text(after.repeats?.count ? 'repeats.count' : 'repeats.none', {
        count: after.repeats?.count ?? 0,
      });
      show({ tone: 'done', title: text('finish.done', { name: exam.patient.name, repeats }) });
      onFinished?.();
      onClose();
    },
  });
  const good =
    count >= 0 &&
    count <= most &&
    (count === 0 || (reasons.length > 0 && (!reasons.includes(otherReason) || note.trim() !== '')));
  const confirm = () =>
    good &&
    !send.isPending &&
    send.mutate({
      ...{ examId: exam.id, expectedVersion: quality.version, count },
      ...(count === 0 ? { reasons: [], note: '' } : { reasons, note }),
    });
  const reasonState = { kind: 'images' as const, reasons, onReasons: setReasons };
  const keys = useReasonActions(reasonState, count === 0);
  return (
    <Modal
      title={text('finish.title', { name: exam.patient.name })}
      onClose={onClose}
      onConfirm={confirm}
      width={620}
      testId="finish-dialog"
      actions={keys}
      hint={count > 0 && !good ? text('finish.reasons') : null}
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={send.isPending} data-testid="finish-save">
          {text('finish')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <p className="lead">
        {quality.technician ? text('finish.again', { name: quality.technician.personName }) : text('finish.lead')}
      </p>
      {rejects.images > 0 && known === null ? (
        <p className="lead" data-testid="finish-rejects">
          {text('finish.rejects', { count: rejects.images })}
        </p>
      ) : null}
      <Field label={text('finish.count')} required>
        {(id) => (
          <NumericInput
            id={id}
            autoFocus
            selectAllOnFocus
            min={0}
            max={most}
            clampValueOnBlur
            value={count}
            onValueChange={(value) => Number.isInteger(value) && setCount(value)}
            data-testid="finish-count"
          />
        )}
      </Field>
      {count > 0 ? <ReasonPicker {...reasonState} note={note} onNote={setNote} /> : null}
      <QualityHistory quality={quality} />
    </Modal>
  );
}
