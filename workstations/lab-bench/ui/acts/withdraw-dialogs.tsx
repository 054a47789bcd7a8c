// Taking a review back and recalling a report (LAB-45, 49): both with a reason; the old version stays on record.
import { useState } from 'react';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { isPublished } from '../../../../core/lab/specimen-state.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { givenWitness, noWitness, WitnessFields } from '../../../../renderer/parts/witness-fields.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutDocument } from '../bench/use-worklist.ts';
import { useBenchText } from '../locales/use-bench-text.ts';
import { SpecimenLine } from './specimen-line.tsx';

interface WithdrawProps {
  document: SpecimenDocument;
  onClose: () => void;
}

export function UnreviewDialog({ document, onClose }: WithdrawProps) {
  const text = useBenchText();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutDocument();
  const unreview = useCommand(client.lab.unreview, {
    onDone: (after) => {
      put(after);
      show({ tone: 'done', title: text('unreview.done', { name: after.patient.name }) });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={text('act.unreview')}
      lead={
        <>
          <SpecimenLine document={document} />
          {isPublished(document.state) ? text('unreview.published') : null}
        </>
      }
      ready={[text('withdraw.reason.wrong'), text('withdraw.reason.repeat'), text('withdraw.reason.ward')]}
      confirm={text('act.unreview')}
      busy={unreview.isPending}
      onClose={onClose}
      onConfirm={(reason) => unreview.mutate({ specimenId: document.id, expectedVersion: document.version, reason })}
      testId="unreview-dialog"
    />
  );
}

export function RecallDialog({ document, onClose }: WithdrawProps) {
  const text = useBenchText();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutDocument();
  const [person, setPerson] = useState(noWitness);
  const recall = useCommand(client.lab.recall, {
    onDone: (after) => {
      put(after);
      show({ tone: 'done', title: text('recall.done', { name: after.patient.name, version: document.reportVersion }) });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={text('act.recall')}
      lead={
        <>
          <SpecimenLine document={document} />
          {text('recall.lead', { version: document.reportVersion })}
        </>
      }
      ready={[text('withdraw.reason.wrong'), text('withdraw.reason.tube'), text('withdraw.reason.ward')]}
      confirm={text('act.recall')}
      busy={recall.isPending}
      onClose={onClose}
      onConfirm={(reason) =>
        recall.mutate({
          specimenId: document.id,
          expectedVersion: document.version,
          reason,
          witness: givenWitness(person),
        })
      }
      testId="recall-dialog"
    >
      <details className="recall-witness">
        <summary>{text('recall.witness')}</summary>
        <WitnessFields value={person} onChange={setPerson} />
      </details>
    </ReasonDialog>
  );
}
