// Preview and print: the PDF that the server draws is both (RAD-37, 38).
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { usePaper } from '../../../../renderer/parts/paper.tsx';
import { PaperPick, useReportPaper } from './paper-pick.tsx';
import { useReportText } from './texts.ts';

interface PreviewProps {
  exam: ExamDocument;
  report: ExamReport | null;
  onClose: () => void;
}

export function Preview({ exam, report, onClose }: PreviewProps) {
  const text = useReportText();
  const { client } = useApi();
  const [sent, setSent] = useState(false);
  const printed = useCommand(client.examReports.printed);
  const final = report?.state === 'final';
  const paper = useReportPaper(report);
  const sheet = usePaper({
    // Drawn anew for each edition and each layout.
    address:
      report && paper !== undefined
        ? `/exam-reports/pdf?id=${report.id}&v=${report.version}&l=${paper?.taken.id ?? ''}.${paper?.taken.version ?? 0}`
        : null,
    title: text('preview.frame'),
    testId: 'preview-frame',
  });
  const print = () => {
    if (!final || sent || !sheet.print) return;
    setSent(true);
    sheet.print();
    printed.mutate({ reportId: report.id });
  };
  return (
    <Modal
      title={text('preview.title', { name: exam.patient.name })}
      onClose={onClose}
      onConfirm={print}
      width="min(1040px, 92vw)"
      testId="preview-dialog"
      hint={
        <>
          {report && paper ? <PaperPick report={report} paper={paper} /> : null}
          <span>{text(final ? 'preview.same' : 'preview.draft')}</span>
        </>
      }
      actions={[{ id: 'print', label: text('preview.print'), keys: ['F9', 'Ctrl+P'], run: print, main: true }]}
      footer={
        <Button intent="primary" disabled={!final || !sheet.print} onClick={print} data-testid="preview-print">
          {text('preview.print')} <KeyCap name="F9" />
        </Button>
      }
    >
      <div className="preview">
        {report ? (
          sheet.view
        ) : (
          <EmptyPanel glyph="print" title={text('preview.none')} hint={text('preview.none.hint')} />
        )}
      </div>
    </Modal>
  );
}
