// Asks another institution to read an exam (RAD-48 to 54): which one, and what was written beforehand.
import { Button, TextArea } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutExam } from '../worklist/use-worklist.ts';
import { useRemoteText } from './texts.ts';

export function RemoteRequestDialog({ exam, onClose }: { exam: ExamDocument; onClose: () => void }) {
  const text = useRemoteText();
  const locale = useLocale();
  const { client, query } = useApi();
  const { show } = useToasts();
  const put = usePutExam();
  const institutions = useQuery(query.orders.institutions.queryOptions({ staleTime: 300_000 }));
  // The centre of this server first: it is whom one asks as a rule.
  const readers = (institutions.data ?? [])
    .filter((each) => each.reads.includes('radiology') && each.id !== exam.institutionId)
    .toSorted((left, right) => Number(right.own) - Number(left.own));
  const [chosen, setChosen] = useState('');
  const to = chosen || readers[0]?.id || '';
  const [findings, setFindings] = useState(exam.remote?.preliminaryFindings ?? '');
  const [impression, setImpression] = useState(exam.remote?.preliminaryImpression ?? '');
  const request = useCommand(client.orders.requestRemote, {
    onDone: (after) => {
      put(after);
      show({
        tone: 'done',
        title: text('request.done', {
          name: after.patient.name,
          institution: after.remote?.toInstitutionName ?? '',
        }),
      });
      onClose();
    },
  });
  const send = () =>
    to &&
    !request.isPending &&
    request.mutate({
      examId: exam.id,
      expectedVersion: exam.version,
      toInstitutionId: to,
      preliminaryFindings: findings.trim(),
      preliminaryImpression: impression.trim(),
    });
  const images = exam.objects.reduce((sum, object) => sum + object.count, 0);
  return (
    <Modal
      title={text('request.title', { name: exam.patient.name })}
      onClose={onClose}
      onConfirm={send}
      width={640}
      testId="remote-request"
      hint={images > 0 ? text('request.images', { count: images }) : text('request.noImages')}
      footer={
        <Button type="submit" intent="primary" disabled={!to} loading={request.isPending} data-testid="remote-send">
          {text('request.send')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      {institutions.data && readers.length === 0 ? (
        <p className="note">{text('request.to.none')}</p>
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
              testId="remote-to"
            />
          )}
        </Field>
      )}
      <Field label={text('request.findings')}>
        {(id) => (
          <TextArea
            id={id}
            fill
            rows={5}
            maxLength={4000}
            value={findings}
            onChange={(event) => setFindings(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={text('request.impression')}>
        {(id) => (
          <TextArea
            id={id}
            fill
            rows={3}
            maxLength={4000}
            value={impression}
            onChange={(event) => setImpression(event.currentTarget.value)}
          />
        )}
      </Field>
    </Modal>
  );
}
