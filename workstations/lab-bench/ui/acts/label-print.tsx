// Printing a tube label, or printing it again (LAB-15, 18, 20, 21): the preview is the label.
import { Button, NumericInput } from '@blueprintjs/core';
import { useState } from 'react';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { usePaper, usePrintWhenShown } from '../../../../renderer/parts/paper.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutDocument } from '../bench/use-worklist.ts';
import { useBenchText } from '../locales/use-bench-text.ts';
import { SpecimenLine } from './specimen-line.tsx';

export function LabelPrint({ document, onClose }: { document: SpecimenDocument; onClose: () => void }) {
  const text = useBenchText();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutDocument();
  const [copies, setCopies] = useState(1);
  const [sent, setSent] = useState<{ version: number; copies: number } | null>(null);
  const address = `/reports/label?${new URLSearchParams({
    specimen: document.id,
    copies: String(sent?.copies ?? 1),
    // Drawn anew once it has been printed.
    v: String(sent?.version ?? document.version),
  })}`;
  const paper = usePaper({ address, title: text('label.preview'), fit: 'page' });
  const toPrinter = usePrintWhenShown(paper);
  const print = useCommand(client.lab.printLabel, {
    onDone: (after) => {
      put(after);
      setSent({ version: after.version, copies });
      toPrinter();
      show({ tone: 'done', title: text('label.done', { barcode: after.barcode }) });
    },
  });
  const send = () => {
    if (!print.isPending) print.mutate({ specimenId: document.id, expectedVersion: document.version, copies });
  };
  const again = document.milestones.labelPrintedAt !== null;
  return (
    <Modal
      title={text(again ? 'label.again' : 'label.first')}
      onClose={onClose}
      onConfirm={send}
      width={560}
      testId="label-dialog"
      footer={
        <>
          <div className="print-copies">
            {text('print.copies')}
            <NumericInput
              aria-label={text('print.copies')}
              min={1}
              max={10}
              value={copies}
              size="small"
              onValueChange={(value) => setCopies(Math.min(10, Math.max(1, value || 1)))}
            />
          </div>
          <Button intent="primary" loading={print.isPending} onClick={send} data-testid="label-confirm">
            {text('print.now')} <KeyCap name="Ctrl+Enter" />
          </Button>
        </>
      }
    >
      <SpecimenLine document={document} />
      <div className="label-preview">{paper.view}</div>
    </Modal>
  );
}
