// Gives an exam to a reader, or takes it from one; who loses it is told why.
import { Button, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReader } from '../../../../core/orders/exam-reader.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { ReaderChoice } from './reader-choice.tsx';
import { useListText } from './texts.ts';
import { usePutExam } from './use-worklist.ts';

interface AssignDialogProps {
  exam: ExamDocument;
  /** Where known readers are taken from. */
  exams: readonly ExamDocument[];
  onClose: () => void;
}

export function AssignDialog({ exam, exams, onClose }: AssignDialogProps) {
  const text = useListText();
  const { client, query } = useApi();
  const { person } = useSession();
  const { show } = useToasts();
  const put = usePutExam();
  const listed = useQuery(query.orders.readers.queryOptions({ input: { service: exam.service } }));
  const known = useMemo((): ExamReader[] => {
    const known = new Map([[person.id, person.name]]);
    for (const each of exams) {
      if (each.assignedTo) known.set(each.assignedTo.personId, each.assignedTo.personName);
      if (each.lock) known.set(each.lock.personId, each.lock.personName);
    }
    return [...known].map(([personId, personName]) => ({ personId, personName, title: '', department: '', inHand: 0 }));
  }, [exams, person]);
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
  const send = () =>
    good &&
    !assign.isPending &&
    assign.mutate({ examId: exam.id, expectedVersion: exam.version, personId: to || null, reason: reason.trim() });
  return (
    <Modal
      title={text('assign.title', { name: exam.patient.name })}
      onClose={onClose}
      onConfirm={send}
      testId="assign-dialog"
      hint={listed.isError ? text('assign.known') : ''}
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={assign.isPending}>
          {text('act.assign')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <Field label={text('assign.person')} required>
        {(id) => <ReaderChoice id={id} readers={listed.data ?? known} chosen={to} own={person.id} onChoose={setTo} />}
      </Field>
      {moves ? (
        <Field label={text('assign.reason')} required>
          {(id) => <InputGroup id={id} value={reason} onValueChange={setReason} maxLength={200} />}
        </Field>
      ) : null}
    </Modal>
  );
}
