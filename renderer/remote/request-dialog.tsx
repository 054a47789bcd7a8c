// Asks another institution to read an exam (RAD-48 to 54, ECG-42 to 44): which one, and what was written beforehand.
import { Button, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { pickName, useLocale } from '../i18n/text.tsx';
import { Pick } from '../parts/choice.tsx';
import { Field, KeyCap } from '../parts/field.tsx';
import { Modal } from '../parts/modal.tsx';
import { useToasts } from '../shell/toasts.tsx';
import { useRemoteText } from './texts.ts';
import { type PutExam, useInstitutions } from './use-remote.ts';

interface RequestDialogProps {
  exam: ExamDocument;
  put: PutExam;
  /** What goes with the request, in the station's words. */
  hint: string;
  /** What to say where nobody reads such exams for others. */
  none: string;
  findingsLabel: string;
  testId: string;
  onClose: () => void;
}

export function RemoteRequestDialog({ exam, put, hint, none, findingsLabel, testId, onClose }: RequestDialogProps) {
  const text = useRemoteText();
  const locale = useLocale();
  const { client } = useApi();
  const { show } = useToasts();
  const { institutions, loaded } = useInstitutions();
  // The centre of this server first: it is whom one asks as a rule.
  const readers = institutions
    .filter((each) => each.reads.includes(exam.service) && each.id !== exam.institutionId)
    .toSorted((left, right) => Number(right.own) - Number(left.own));
  const [chosen, setChosen] = useState('');
  const to = chosen || readers[0]?.id || '';
  const [findings, setFindings] = useState(exam.remote?.preliminaryFindings ?? '');
  const [impression, setImpression] = useState(exam.remote?.preliminaryImpression ?? '');
  const request = useCommand(client.orders.requestRemote, {
    onDone: (after) => {
      put(after);
      const institution = after.remote?.toInstitutionName ?? '';
      show({ tone: 'done', title: text('request.done', { name: after.patient.name, institution }) });
      onClose();
    },
  });
  const send = () => {
    if (!to || request.isPending) return;
    request.mutate({
      examId: exam.id,
      expectedVersion: exam.version,
      toInstitutionId: to,
      preliminaryFindings: findings.trim(),
      preliminaryImpression: impression.trim(),
    });
  };
  const area = (label: string, value: string, set: (value: string) => void, rows: number) => (
    <Field label={label}>
      {(id) => (
        <TextArea
          id={id}
          fill
          rows={rows}
          maxLength={4000}
          value={value}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )}
    </Field>
  );
  return (
    <Modal
      title={text('request.title', { name: exam.patient.name })}
      onClose={onClose}
      onConfirm={send}
      width={620}
      testId={`${testId}-request`}
      hint={hint}
      footer={
        <Button
          type="submit"
          intent="primary"
          disabled={!to}
          loading={request.isPending}
          data-testid={`${testId}-send`}
        >
          {text('request.send')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      {loaded && readers.length === 0 ? (
        <p className="note">{none}</p>
      ) : (
        <Field label={text('request.to')} required>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('request.to')}
              value={to}
              onChange={setChosen}
              options={readers.map((each) => ({ value: each.id, label: pickName(locale, each) }))}
              testId={`${testId}-to`}
            />
          )}
        </Field>
      )}
      {area(findingsLabel, findings, setFindings, 4)}
      {area(text('request.impression'), impression, setImpression, 3)}
    </Modal>
  );
}
