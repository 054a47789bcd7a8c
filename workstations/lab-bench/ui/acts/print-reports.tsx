// Preview and print (LAB-51, 54, 56): the preview is the PDF that is printed. Looking at it marks nothing; printing does.
import { Button, NumericInput } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import type { LabReport } from '../../../../core/reporting/model.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { usePaper, usePrintWhenShown } from '../../../../renderer/parts/paper.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutDocument } from '../bench/use-worklist.ts';
import { useBenchText } from '../locales/use-bench-text.ts';

interface PrintReportsProps {
  specimens: readonly SpecimenRow[];
  /** Not signed yet: the report as it would be can be looked at, not printed. */
  draft: boolean;
  onClose: () => void;
}

const papers = ['template', 'A4', 'A5', 'B5'] as const;
type PaperChoice = (typeof papers)[number];
/** More than these are printed, but not previewed in one go. */
const previewAtMost = 30;

function inForce(reports: readonly LabReport[]): LabReport | undefined {
  return reports.find((report) => report.state === 'released' || report.state === 'printed');
}

/** Address of the report as it would be, of a specimen that is not signed. */
function draftAddress(specimenId: string, paper: PaperChoice): string {
  const search = new URLSearchParams({ specimen: specimenId });
  if (paper !== 'template') search.set('paper', paper);
  return `/reports/preview?${search}`;
}

/** Address of the PDF of these reports; the server draws it. */
export function pdfAddress(reportIds: readonly string[], paper: PaperChoice): string {
  const search = new URLSearchParams({ ids: reportIds.join(','), copies: '1' });
  if (paper !== 'template') search.set('paper', paper);
  return `/reports/pdf?${search}`;
}

export function PrintReports({ specimens: given, draft, onClose }: PrintReportsProps) {
  const text = useBenchText();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutDocument();
  const [specimens] = useState(given);
  const [paper, setPaper] = useState<PaperChoice>('template');
  const [copies, setCopies] = useState(1);
  const [printing, setPrinting] = useState<string | null>(null);
  const shown = specimens.slice(0, previewAtMost);
  const reports = useQuery({
    queryKey: ['print-preview', shown.map((row) => `${row.id} ${row.version}`)],
    queryFn: async () =>
      (await Promise.all(shown.map((row) => client.reporting.versions({ specimenId: row.id })))).flatMap(
        (versions) => inForce(versions) ?? [],
      ),
    gcTime: 0,
  });
  const [first] = specimens;
  const address = printing
    ? printing
    : draft && first
      ? draftAddress(first.id, paper)
      : reports.data && reports.data.length > 0
        ? pdfAddress(
            reports.data.map((report) => report.id),
            paper,
          )
        : null;
  const sheet = usePaper({ address, title: text('print.preview'), testId: 'print-preview' });
  const toPrinter = usePrintWhenShown(sheet);
  const print = useCommand(client.reporting.print, {
    onDone: ({ url, printed }) => {
      for (const document of printed) put(document);
      setPrinting(url);
      toPrinter();
      show({ tone: 'done', title: text('print.done', { count: printed.length }) });
    },
  });
  const send = () => {
    if (print.isPending || draft || specimens.length === 0) return;
    print.mutate({
      specimens: specimens.map((row) => row.id),
      copies,
      paper: paper === 'template' ? undefined : paper,
    });
  };
  return (
    <Modal
      title={
        draft
          ? text('print.title.draft', { name: first?.patientName ?? '' })
          : specimens.length === 1
            ? text('print.title', { name: specimens[0]?.patientName ?? '' })
            : text('print.title.many', { count: specimens.length })
      }
      onClose={onClose}
      onConfirm={send}
      width="min(1040px, 92vw)"
      testId="print-dialog"
      actions={[{ id: 'print.now', label: text('print.now'), keys: ['F9', 'Ctrl+P'], run: send, main: true }]}
      hint={
        draft
          ? text('print.draft')
          : specimens.length > previewAtMost
            ? text('print.previewLimit', { count: previewAtMost })
            : text('print.same')
      }
      footer={
        <>
          <Segments
            label={text('print.paper')}
            value={paper}
            onChange={(value) => {
              setPaper(value);
              setPrinting(null);
            }}
            options={papers.map((value) => ({ value, label: value === 'template' ? text('print.byTemplate') : value }))}
          />
          <div className="print-copies">
            {text('print.copies')}
            <NumericInput
              aria-label={text('print.copies')}
              min={1}
              max={5}
              value={copies}
              size="small"
              onValueChange={(value) => setCopies(Math.min(5, Math.max(1, value || 1)))}
            />
          </div>
          <Button
            intent="primary"
            disabled={draft}
            loading={print.isPending}
            onClick={send}
            data-testid="print-confirm"
          >
            {text('print.now')} <KeyCap name="F9" />
          </Button>
        </>
      }
    >
      <div className="print-preview">
        <Answer of={reports}>
          {() =>
            address ? (
              sheet.view
            ) : (
              <EmptyPanel glyph="print" title={text('print.none')} hint={text('print.none.hint')} />
            )
          }
        </Answer>
      </div>
    </Modal>
  );
}
