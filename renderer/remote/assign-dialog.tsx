// Gives an exam to a reader, or takes it from one; who loses it is told why.
import { Button, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ExamDocument } from '../../core/orders/exam.ts';
import type { ExamReader } from '../../core/orders/exam-reader.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { useSession } from '../client/session.tsx';
import { Field, KeyCap } from '../parts/field.tsx';
import { Modal } from '../parts/modal.tsx';
import { useToasts } from '../shell/toasts.tsx';
import { ReaderChoice } from './reader-choice.tsx';
import { useRemoteText } from './texts.ts';
import type { PutExam } from './use-remote.ts';

interface AssignDialogProps {
  exam: ExamDocument;
  /** Where known readers are taken from. */
  exams: readonly ExamDocument[];
  put: PutExam;
  testId: string;
  onClose: () => void;
}

export function AssignDialog({ exam, exams, put, testId, onClose }: AssignDialogProps) {
  const text = useRemoteText();
  const { client, query } = useApi();
  const { person } = useSession();
  const { show } = useToasts();
  const listed = useQuery(query.orders.readers.queryOptions({ input: { service: exam.service, examId: exam.id } }));
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
      testId={testId}
      hint={listed.isError ? text('assign.known') : ''}
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={assign.isPending}>
          {text('assign.send')} <KeyCap name="Ctrl+Enter" />
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
