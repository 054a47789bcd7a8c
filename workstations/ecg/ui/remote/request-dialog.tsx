// Asks a superior institution to read an ECG (申请诊断, ECG-42 to 44): which one, and what was written beforehand.
import { Button, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam } from '../queue/use-queue.ts';
import { useInstitutions } from './use-remote.ts';

export function RemoteRequestDialog({ exam, onClose }: { exam: ExamDocument; onClose: () => void }) {
  const text = useEcgText();
  const locale = useLocale();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutExam();
  const { institutions, loaded } = useInstitutions();
  const readers = institutions.filter((each) => each.reads.includes('ecg') && each.id !== exam.institutionId);
  const [chosen, setChosen] = useState('');
  const to = chosen || readers[0]?.id || '';
  const [findings, setFindings] = useState(exam.remote?.preliminaryFindings ?? '');
  const [impression, setImpression] = useState(exam.remote?.preliminaryImpression ?? '');
  const request = useCommand(client.orders.requestRemote, {
    onDone: (after) => {
      put(after);
      const institution = after.remote?.toInstitutionName ?? '';
      show({ tone: 'done', title: text('remote.request.done', { name: after.patient.name, institution }) });
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
      title={text('remote.request.title', { name: exam.patient.name })}
      onClose={onClose}
      onConfirm={send}
      width={600}
      testId="ecg-remote-request"
      hint={text(exam.state === 'acquired' ? 'remote.request.sent' : 'remote.request.uploading')}
      footer={
        <Button type="submit" intent="primary" disabled={!to} loading={request.isPending} data-testid="ecg-remote-send">
          {text('remote.request.send')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      {loaded && readers.length === 0 ? (
        <p className="ecg-fault">{text('remote.request.none')}</p>
      ) : (
        <Field label={text('remote.request.to')} required>
          {(id) => (
            <Pick
              id={id}
              fill
              label={text('remote.request.to')}
              value={to}
              onChange={setChosen}
              options={readers.map((each) => ({ value: each.id, label: pickName(locale, each) }))}
              testId="ecg-remote-to"
            />
          )}
        </Field>
      )}
      {area(text('remote.request.findings'), findings, setFindings, 3)}
      {area(text('remote.request.impression'), impression, setImpression, 3)}
    </Modal>
  );
}
