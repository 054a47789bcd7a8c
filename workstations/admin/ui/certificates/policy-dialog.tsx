// What each service asks for when its reports are signed.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExamService } from '../../../../core/orders/exam.ts';
import type { SigningPolicy } from '../../../../core/signing/model.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';

const choices: readonly SigningPolicy[] = ['off', 'optional', 'required'];

export function PolicyDialog({ onClose }: { onClose: () => void }) {
  const text = useAdminText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const stored = useQuery(query.signing.policies.queryOptions());
  const [changed, setChanged] = useState<Partial<Record<ExamService, SigningPolicy>>>({});
  const [clash, setClash] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: query.signing.policies.key() });
  const save = useCommand(client.signing.savePolicy, {
    scope: 'signing.policy',
    handles: ['VERSION_CONFLICT'],
    onFailed: (error) => {
      setClash(isFailure(error, 'VERSION_CONFLICT'));
      setChanged({});
      void refresh();
    },
  });
  const due = (stored.data ?? []).filter(({ service, policy }) => (changed[service] ?? policy) !== policy);
  const send = async () => {
    if (due.length === 0 || save.isPending) return;
    setClash(false);
    try {
      for (const { service, policy, version } of due)
        await save.mutateAsync({ policy: { service, policy: changed[service] ?? policy }, expectedVersion: version });
    } catch {
      // Shown by the command itself.
      return;
    }
    await refresh();
    show({ tone: 'done', title: text('cert.policy.saved') });
    onClose();
  };
  return (
    <Modal
      title={text('cert.policy')}
      onClose={onClose}
      onConfirm={() => void send()}
      width={520}
      testId="policy-dialog"
      hint={clash ? text('cert.policy.clash') : null}
      footer={<ConfirmButton word={text('save')} off={due.length === 0} busy={save.isPending} testId="policy-save" />}
    >
      <p className="lead">{text('cert.policy.lead')}</p>
      <Answer of={stored}>
        {(rows) => (
          <>
            {rows.map(({ service, policy }) => (
              <Field key={service} label={text(`cert.service.${service}`)}>
                {() => (
                  <Segments
                    label={text(`cert.service.${service}`)}
                    value={changed[service] ?? policy}
                    onChange={(value) => setChanged({ ...changed, [service]: value })}
                    options={choices.map((value) => ({ value, label: text(`cert.policy.${value}`) }))}
                    testId={`policy-${service}`}
                  />
                )}
              </Field>
            ))}
          </>
        )}
      </Answer>
    </Modal>
  );
}
