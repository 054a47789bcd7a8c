// Gives an ECG to a reader, or takes it from one (改派); who loses it is told why.
import { Button, InputGroup } from '@blueprintjs/core';
import { useMemo, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam, useQueue } from '../queue/use-queue.ts';

export function AssignDialog({ exam, onClose }: { exam: ExamDocument; onClose: () => void }) {
  const text = useEcgText();
  const { client } = useApi();
  const { person } = useSession();
  const { show } = useToasts();
  const put = usePutExam();
  const queue = useQueue();
  // Whoever reads here now or has one in hand: an ECG room is a handful of people.
  const readers = useMemo(() => {
    const known = new Map([[person.id, person.name]]);
    for (const each of [exam, ...(queue.data?.rows ?? [])]) {
      if (each.assignedTo) known.set(each.assignedTo.personId, each.assignedTo.personName);
      if (each.lock) known.set(each.lock.personId, each.lock.personName);
    }
    return [...known].map(([value, label]) => ({ value, label }));
  }, [exam, queue.data, person]);
  const [to, setTo] = useState(exam.assignedTo?.personId ?? person.id);
  const [reason, setReason] = useState('');
  const moves = exam.assignedTo !== null && exam.assignedTo.personId !== to;
  const good = !moves || reason.trim().length >= 2;
  const assign = useCommand(client.orders.assign, {
    onDone: (after) => {
      put(after);
      show({
        tone: 'done',
        title: after.assignedTo
          ? text('assign.done', { name: after.patient.name, person: after.assignedTo.personName })
          : text('assign.cleared', { name: after.patient.name }),
      });
      onClose();
    },
  });
  const send = () => {
    if (!good || assign.isPending) return;
    assign.mutate({ examId: exam.id, expectedVersion: exam.version, personId: to || null, reason: reason.trim() });
  };
  return (
    <Modal
      title={text('assign.title', { name: exam.patient.name })}
      onClose={onClose}
      onConfirm={send}
      testId="ecg-assign-dialog"
      hint={text('assign.known')}
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={assign.isPending}>
          {text('remote.act.assign')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <Field label={text('assign.person')} required>
        {(id) => (
          <Pick
            id={id}
            fill
            label={text('assign.person')}
            value={to}
            onChange={setTo}
            options={[{ value: '', label: text('assign.nobody') }, ...readers]}
            testId="ecg-assign-person"
          />
        )}
      </Field>
      {moves ? (
        <Field label={text('assign.reason')} required>
          {(id) => <InputGroup id={id} value={reason} onValueChange={setReason} maxLength={200} />}
        </Field>
      ) : null}
    </Modal>
  );
}
