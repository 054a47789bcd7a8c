// A critical finding: what was seen is registered as a critical value of the shared area, then the ward is telephoned and reads it back.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { CallForm } from '../../../../renderer/critical/call-dialog.tsx';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { Fact, Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { WaitingPanel } from '../../../../renderer/parts/panels.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutExam } from '../worklist/use-worklist.ts';
import { useReportText } from './texts.ts';

interface CriticalDialogProps {
  exam: ExamDocument;
  /** What stands in the impression: the start of the words. */
  impression: string;
  onClose: () => void;
}

const readyKeys = [1, 2, 3, 4, 5, 6] as const;
const pollMilliseconds = 1000;

export function CriticalDialog({ exam, impression, onClose }: CriticalDialogProps) {
  const text = useReportText();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutExam();
  const [finding, setFinding] = useState(impression.split('\n')[0]?.slice(0, 200) ?? '');
  const [raised, setRaised] = useState(false);
  const raise = useCommand(client.orders.setRisk, {
    onDone: (after) => {
      put(after);
      setRaised(true);
      show({ tone: 'done', title: text('critical.raised') });
    },
  });
  const good = finding.trim().length >= 2;
  const send = () =>
    good &&
    !raise.isPending &&
    raise.mutate({
      examId: exam.id,
      expectedVersion: exam.version,
      level: 'critical',
      text: finding.trim(),
      raiseCritical: true,
    });
  const ready = readyKeys.map((key) => text(`critical.ready.${key}`));
  if (raised)
    return (
      <Modal
        title={text('critical.title', { name: exam.patient.name })}
        tone="critical"
        onClose={onClose}
        width={600}
        testId="critical-call-dialog"
      >
        <Call examId={exam.id} onDone={onClose} />
      </Modal>
    );
  return (
    <Modal
      title={text('critical.title', { name: exam.patient.name })}
      tone="critical"
      onClose={onClose}
      onConfirm={send}
      width={600}
      testId="critical-dialog"
      hint={text('critical.finding.hint')}
      actions={ready.map((each, index) => ({
        id: `ready-${index}`,
        label: each,
        keys: [`Alt+${index + 1}`],
        run: () => setFinding(each),
      }))}
      footer={
        <Button type="submit" intent="danger" disabled={!good} loading={raise.isPending} data-testid="critical-raise">
          {text('critical.raise')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <p className="lead">
        <Fact name={text('critical.phone')}>
          {exam.departmentName} <b className="number">{exam.departmentPhone || '—'}</b>
        </Fact>
      </p>
      <div className="ready">
        {ready.map((each, index) => (
          <button key={each} type="button" aria-pressed={finding === each} onClick={() => setFinding(each)}>
            <KeyCap name={`Alt+${index + 1}`} /> {each}
          </button>
        ))}
      </div>
      <Field label={text('critical.finding')} required>
        {(id) => (
          <input
            id={id}
            className="bp6-input bp6-fill"
            value={finding}
            maxLength={200}
            onChange={(event) => setFinding(event.currentTarget.value)}
            data-testid="critical-finding"
          />
        )}
      </Field>
    </Modal>
  );
}

/** The form of the shared area for the value that was just raised. */
function Call({ examId, onDone }: { examId: string; onDone: () => void }) {
  const text = useReportText();
  const marks = useMarks();
  const { query } = useApi();
  const list = useQuery(
    query.critical.list.queryOptions({
      input: { state: 'open', days: 1 },
      refetchInterval: (answer) =>
        answer.state.data?.rows.some((row) => row.subjectId === examId && row.state === 'open')
          ? false
          : pollMilliseconds,
    }),
  );
  const raised = list.data?.rows
    .filter((row) => row.subjectId === examId && row.state === 'open')
    .toSorted((left, right) => right.raisedAt.localeCompare(left.raisedAt, 'en'))[0];
  if (!raised) return <WaitingPanel onCancel={onDone} />;
  return (
    <>
      <p className="lead" data-testid="critical-told">
        {raised.heads?.length
          ? text('critical.toldTo', { names: raised.heads.map(({ name }) => name).join(marks.comma) })
          : text('critical.toldTo.noHead')}
      </p>
      <CallForm critical={raised} onDone={onDone} autoFocus />
    </>
  );
}
