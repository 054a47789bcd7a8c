// Printing a tube label, or printing it again (LAB-15, 18, 20, 21): the preview is the label.
import { Button, NumericInput } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutDocument } from '../bench/use-worklist.ts';
import { useBenchText } from '../locales/use-bench-text.ts';
import { SpecimenLine } from './specimen-line.tsx';

/** The browser's viewer without its own bars. */
const viewer = '#toolbar=0&navpanes=0&view=Fit';

export function LabelPrint({ document, onClose }: { document: SpecimenDocument; onClose: () => void }) {
  const text = useBenchText();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutDocument();
  const [copies, setCopies] = useState(1);
  const [printing, setPrinting] = useState(false);
  const frame = useRef<HTMLIFrameElement>(null);
  const print = useCommand(client.lab.printLabel, {
    onDone: (after) => {
      put(after);
      setPrinting(true);
      show({ tone: 'done', title: text('label.done', { barcode: after.barcode }) });
    },
  });
  const send = () => {
    if (!print.isPending) print.mutate({ specimenId: document.id, expectedVersion: document.version, copies });
  };
  const address = `/reports/label?${new URLSearchParams({ specimen: document.id, copies: String(printing ? copies : 1) })}`;
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
      <div className="label-preview">
        <iframe
          ref={frame}
          key={`${address} ${printing}`}
          src={`${address}${viewer}`}
          title={text('label.preview')}
          onLoad={() => printing && frame.current?.contentWindow?.print()}
        />
      </div>
    </Modal>
  );
}
