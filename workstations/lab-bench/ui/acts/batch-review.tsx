// Batch review (LAB-47): what is clean is signed together; what must be confirmed is ticked one by one; what is blocked stays.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReviewFinding } from '../../../../core/lab/contract.ts';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { newCommand, useApi } from '../../../../renderer/client/provider.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useBench } from '../bench/state.tsx';
import { usePutDocument } from '../bench/use-worklist.ts';
import { useBenchText } from '../locales/use-bench-text.ts';
import { FindingList } from './finding-list.tsx';

interface BatchReviewProps {
  rows: readonly SpecimenRow[];
  onClose: () => void;
}

const atMost = 500;
type Standing = 'clean' | 'confirm' | 'block';

function standingOf(findings: readonly ReviewFinding[]): Standing {
  if (findings.some((finding) => finding.level === 'block')) return 'block';
  return findings.some((finding) => finding.level === 'confirm') ? 'confirm' : 'clean';
}

export function BatchReview({ rows: all, onClose }: BatchReviewProps) {
  const text = useBenchText();
  const { client } = useApi();
  const { show, showFailure } = useToasts();
  const { setChecked } = useBench();
  const put = usePutDocument();
  /** As they were when the dialog was opened: the list below goes on moving. */
  const [rows] = useState(() => all.slice(0, atMost));
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(() => new Set());
  const [left, setLeft] = useState<ReadonlySet<string>>(() => new Set());
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<
    readonly { specimenId: string; code: string; findings: readonly ReviewFinding[] }[] | null
  >(null);
  const findings = useQuery({
    queryKey: ['batch-findings', rows.map((row) => `${row.id} ${row.version}`)],
    queryFn: () => client.lab.findings({ specimenIds: rows.map((row) => row.id) }),
    gcTime: 0,
  });
  const findingsOf = (id: string) => (findings.data ?? []).filter((finding) => finding.specimenId === id);
  const entries = rows.map((row) => {
    const own = findingsOf(row.id);
    return { row, findings: own, standing: standingOf(own) };
  });
  const chosen = entries.filter(
    ({ row, standing }) =>
      (standing === 'clean' && !left.has(row.id)) || (standing === 'confirm' && confirmed.has(row.id)),
  );
  const toggle = (id: string, standing: Standing) => {
    const [set, change] = standing === 'clean' ? ([left, setLeft] as const) : ([confirmed, setConfirmed] as const);
    const next = new Set(set);
    if (!next.delete(id)) next.add(id);
    change(next);
  };
  const sign = async () => {
    if (busy || chosen.length === 0) return;
    setBusy(true);
    try {
      const send = (standing: Standing) => {
        const specimens = chosen
          .filter((entry) => entry.standing === standing)
          .map(({ row }) => ({ specimenId: row.id, expectedVersion: row.version }));
        return specimens.length > 0
          ? client.lab.review({ command: newCommand(), specimens, confirmed: standing === 'confirm' })
          : null;
      };
      // Confirmed findings are sent apart: a yes to one specimen is not a yes to another.
      const answers = [await send('clean'), await send('confirm')].flatMap((answer) => answer ?? []);
      const reviewed = answers.flatMap((answer) => answer.reviewed);
      const notDone = answers.flatMap((answer) => answer.refused);
      for (const document of reviewed) put(document);
      setChecked(new Set());
      show({
        tone: notDone.length > 0 ? 'waiting' : 'done',
        title: text('batch.done', { count: reviewed.length, refused: notDone.length }),
      });
      if (notDone.length > 0) setRefused(notDone);
      else onClose();
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const counts = { clean: 0, confirm: 0, block: 0 };
  for (const entry of entries) counts[entry.standing] += 1;
  if (refused)
    return (
      <Modal title={text('batch.refused')} onClose={onClose} onConfirm={onClose} width={680}>
        {refused.map((each) => {
          const row = rows.find((one) => one.id === each.specimenId);
          return (
            <section key={each.specimenId} className="batch-refused">
              <strong>{row ? `${row.sampleNumber ?? row.barcode} ${row.patientName}` : each.specimenId}</strong>
              {each.findings.length > 0 ? <FindingList findings={each.findings} /> : <span>{each.code}</span>}
            </section>
          );
        })}
      </Modal>
    );
  return (
    <Modal
      title={text('batch.title')}
      onClose={onClose}
      onConfirm={sign}
      width={880}
      testId="batch-dialog"
      hint={findings.data ? text('batch.counts', counts) : null}
      footer={
        <Button
          intent="primary"
          disabled={chosen.length === 0}
          loading={busy}
          onClick={sign}
          data-testid="batch-confirm"
        >
          {text('batch.sign', { count: chosen.length })} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      {all.length > atMost ? <p className="lead">{text('batch.limit', { count: atMost })}</p> : null}
      <Answer of={findings}>
        {() => (
          <ul className="batch">
            {entries.map(({ row, findings: own, standing }) => (
              <li key={row.id} className={`batch-${standing}`}>
                <label>
                  <input
                    type="checkbox"
                    disabled={standing === 'block'}
                    checked={standing === 'clean' ? !left.has(row.id) : confirmed.has(row.id)}
                    onChange={() => toggle(row.id, standing)}
                  />
                  <span className="number">{row.sampleNumber ?? row.barcode}</span>
                  <strong>{row.patientName}</strong>
                  <span className="ellipsis">{row.itemNames}</span>
                  <span>{row.departmentName}</span>
                  <b className={`batch-standing is-${standing}`}>{text(`batch.${standing}`)}</b>
                </label>
                {own.length > 0 ? <FindingList findings={own} /> : null}
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Modal>
  );
}
