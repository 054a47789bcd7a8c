// Merging two records: find both, see them side by side with what speaks for and against, say why.
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type MergeFindingCode, mergeAllowed } from '../../../../core/patient/merge.ts';
import type { PatientBrief, PatientMerge } from '../../../../core/patient/model.ts';
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { FailurePanel } from '../../../../renderer/parts/panels.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { PatientPick } from './patient-pick.tsx';
import { RecordPair } from './record-pair.tsx';

const findingGlyph = { blocks: 'refuse', against: 'warning', for: 'done' } as const;

export function MergeDialog({ onClose, onDone }: { onClose: () => void; onDone: (merge: PatientMerge) => void }) {
  const text = useAdminText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const [from, setFrom] = useState<PatientBrief | null>(null);
  const [into, setInto] = useState<PatientBrief | null>(null);
  const [seen, setSeen] = useState<MergeFindingCode[]>([]);
  const [reason, setReason] = useState('');
  const ids = from && into ? { fromId: from.id, intoId: into.id } : null;
  const compared = useQuery(
    query.patient.compare.queryOptions({
      input: ids ?? { fromId: '', intoId: '' },
      enabled: ids !== null,
      gcTime: 0,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const merge = useCommand(client.patient.merge, { handles: ['VERSION_CONFLICT'], onDone });
  const conflict = isFailure(merge.error, 'VERSION_CONFLICT');
  const pair = ids ? compared.data : undefined;
  const choose = (set: (patient: PatientBrief | null) => void) => (patient: PatientBrief | null) => {
    set(patient);
    setSeen([]);
    merge.reset();
  };
  const swap = () => {
    setFrom(into);
    setInto(from);
  };
  const good = pair !== undefined && mergeAllowed(pair.findings, seen) && reason.trim().length >= 2 && !conflict;
  const send = () => {
    if (!good || !pair || merge.isPending) return;
    merge.mutate({
      fromId: pair.from.id,
      intoId: pair.into.id,
      expectedVersions: { from: pair.from.version, into: pair.into.version },
      acknowledged: seen,
      reason: reason.trim(),
    });
  };
  const wrongWay = pair !== undefined && pair.suggested === pair.from.id;
  return (
    <Modal
      title={text('merge.new')}
      onClose={onClose}
      onConfirm={send}
      width={900}
      testId="merge-dialog"
      hint={text('merge.hint')}
      footer={<ConfirmButton word={text('merge.confirm')} off={!good} busy={merge.isPending} testId="merge-confirm" />}
    >
      <div className="admin-fields">
        <PatientPick
          label={text('merge.from')}
          autoFocus
          chosen={from}
          except={into?.id ?? null}
          onChoose={choose(setFrom)}
          testId="merge-from"
        />
        <PatientPick
          label={text('merge.into')}
          chosen={into}
          except={from?.id ?? null}
          onChoose={choose(setInto)}
          testId="merge-into"
        />
      </div>
      {ids && compared.error ? <FailurePanel error={compared.error} onRetry={() => compared.refetch()} /> : null}
      {conflict ? (
        <p className="admin-trouble" role="alert">
          {text('merge.conflict')}{' '}
          <Button
            size="small"
            text={text('reload')}
            onClick={() => {
              merge.reset();
              setSeen([]);
              queries.invalidateQueries({ queryKey: query.patient.compare.key() });
            }}
          />
        </p>
      ) : null}
      {pair ? (
        <>
          {wrongWay ? (
            <p className="admin-trouble">
              {text('merge.wrongWay')}{' '}
              <Button size="small" text={text('merge.swap')} onClick={swap} data-testid="merge-swap" />
            </p>
          ) : null}
          <RecordPair
            from={pair.from}
            into={pair.into}
            fromTitle={text('merge.from.title')}
            intoTitle={text('merge.into.title')}
            on={new Date().toISOString()}
          />
          <ul className="admin-findings" data-testid="merge-findings">
            {pair.findings.map(({ code, weight }) => (
              <li key={code} className={`is-${weight}`}>
                <Glyph name={findingGlyph[weight]} size={13} />
                <b>{text(`finding.weight.${weight}`)}</b>
                <span className="admin-finding-text">{text(`finding.${code}`)}</span>
                {weight === 'against' ? (
                  <Checkbox
                    inline
                    checked={seen.includes(code)}
                    label={text('finding.seen')}
                    onChange={(event) =>
                      setSeen(event.currentTarget.checked ? [...seen, code] : seen.filter((other) => other !== code))
                    }
                    data-testid={`seen-${code}`}
                  />
                ) : null}
              </li>
            ))}
          </ul>
          <Field label={text('merge.reason')} required>
            {(id) => (
              <InputGroup id={id} maxLength={200} value={reason} onValueChange={setReason} data-testid="merge-reason" />
            )}
          </Field>
        </>
      ) : (
        <p className="lead admin-muted">{text('merge.choose')}</p>
      )}
    </Modal>
  );
}
