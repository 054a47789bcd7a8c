// What was unread before a rule came: looked at first, then sent up by an explicit act (对未读的重新套用, ECG-41).
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { reapplyDays } from '../../../../../core/ecg/flow/reapply-contract.ts';
import { isFailure } from '../../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../../renderer/format/time.ts';
import { useActions } from '../../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../../renderer/parts/modal.tsx';
import { Answer } from '../../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../../renderer/shell/toasts.tsx';
import { RiskMark } from '../../queue/risk.tsx';
import { useNetworkText } from './texts.ts';

/** @param off why the rules cannot be applied now: they are not stored yet */
export function Reapply({ off }: { off: string | null }) {
  const text = useNetworkText();
  const [isOpen, setOpen] = useState(false);
  useActions({ title: text('reapply'), depth: 1 }, [
    { id: 'network.reapply', label: text('reapply'), keys: ['Alt+A'], off, run: () => setOpen(true) },
  ]);
  return (
    <p className="ecg-setup-lead">
      {text('reapply.lead')}{' '}
      <Button
        size="small"
        disabled={off !== null}
        title={off ?? undefined}
        onClick={() => setOpen(true)}
        data-testid="reapply-open"
      >
        {text('reapply')} <KeyCap name="Alt+A" />
      </Button>
      {isOpen ? <ReapplyDialog onClose={() => setOpen(false)} /> : null}
    </p>
  );
}

function ReapplyDialog({ onClose }: { onClose: () => void }) {
  const text = useNetworkText();
  const { query, client } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const preview = useQuery(query.ecg.reapplyPreview.queryOptions({ gcTime: 0, staleTime: 0 }));
  const send = useCommand(client.ecg.reapplyForwarding, {
    handles: ['VERSION_CONFLICT'],
    onDone: ({ sent, stayed }) => {
      void queries.invalidateQueries({ queryKey: query.orders.worklist.key() });
      show({ tone: 'done', title: text(stayed > 0 ? 'reapply.done.some' : 'reapply.done', { sent, stayed }) });
      onClose();
    },
  });
  const rows = preview.data?.rows ?? [];
  const conflict = isFailure(send.error, 'VERSION_CONFLICT');
  const off = conflict ? text('reapply.conflict') : rows.length === 0 ? text('reapply.none') : null;
  const confirm = () => {
    if (off !== null || send.isPending || !preview.data) return;
    send.mutate({ planVersion: preview.data.planVersion, examIds: rows.map(({ examId }) => examId) });
  };
  return (
    <Modal
      title={text('reapply')}
      onClose={onClose}
      onConfirm={confirm}
      width="min(760px, 96vw)"
      testId="reapply-dialog"
      hint={off}
      footer={
        <Button
          type="submit"
          intent="primary"
          disabled={off !== null}
          loading={send.isPending}
          data-testid="reapply-send"
        >
          {text('reapply.send', { count: rows.length })} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <Answer of={preview}>
        {({ examined, more }) => (
          <>
            <p>{text('reapply.found', { examined, count: rows.length, days: reapplyDays })}</p>
            {more ? <p className="field-error">{text('reapply.more', { count: rows.length })}</p> : null}
            {rows.length > 0 ? (
              <div className="ecg-reapply">
                <table>
                  <thead>
                    <tr>
                      <th>{text('reapply.level')}</th>
                      <th>{text('reapply.accession')}</th>
                      <th>{text('reapply.acquired')}</th>
                      <th>{text('rule.from')}</th>
                      <th>{text('rule.to')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row) => (
                      <tr key={row.examId} data-testid="reapply-row">
                        <td>
                          <RiskMark level={row.level} size={12} />
                        </td>
                        <td className="number">{row.accession}</td>
                        <td className="number">{dateTime(row.acquiredAt)}</td>
                        <td>{row.institutionName}</td>
                        <td>{row.toInstitutionName}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            ) : null}
          </>
        )}
      </Answer>
    </Modal>
  );
}
