// What leaves the station: the report on paper, as PDF, JPEG or PNG the way one chooses, and a short-lived link for a clinician's browser (ECG-20, 36 to 39).
import { AnchorButton, Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { longMs } from '../../../../core/ecg/paper/key-strips.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { usePaper } from '../../../../renderer/parts/paper.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import {
  longChoices,
  pdfAddress,
  pictureAddress,
  printChoices,
  standardAddress,
  useLongPrint,
  useMatrixPrint,
  usePrintArrangement,
  wishOf,
} from './output.ts';

interface OutputDialogProps {
  exam: ExamDocument;
  report: ExamReport | null;
  recording: RecordingDocument | null;
  onClose: () => void;
}

const lifetimes = ['10', '30', '120', '1440'] as const;

export function OutputDialog({ exam, report, recording, onClose }: OutputDialogProps) {
  const text = useEcgText();
  const { client } = useApi();
  const { show } = useToasts();
  const online = useOnline();
  const [arrangement, setArrangement] = usePrintArrangement();
  const [long, setLong] = useLongPrint();
  const [matrix, setMatrix] = useMatrixPrint();
  const wish = wishOf({ arrangement, long, matrix });
  const recordingId = recording?.id ?? null;
  const isLong = recording !== null && recording.kind === 'waveform' && recording.durationMs > longMs;
  const printed = useCommand(client.examReports.printed);
  const final = report?.state === 'final';
  const paper = usePaper({
    address: report && online ? pdfAddress(report, wish) : null,
    title: text('output.frame'),
    testId: 'output-sheet',
  });
  const print = () => {
    if (!report || !final || !paper.print) return;
    paper.print();
    printed.mutate({ reportId: report.id });
  };
  const [minutes, setMinutes] = useState<(typeof lifetimes)[number]>('30');
  const link = useCommand(client.ecg.link);
  const address = link.data ? new URL(link.data.url, location.origin).href : null;
  const isPath = link.data ? !/^https?:/u.test(link.data.url) : false;
  const copy = async () => {
    if (address === null) return;
    try {
      await navigator.clipboard.writeText(address);
      show({ tone: 'done', title: text('output.copied') });
    } catch {
      show({ tone: 'waiting', title: text('output.copyByHand') });
    }
  };
  return (
    <Modal
      title={text('output.title', { name: exam.patient.name })}
      onClose={onClose}
      width="min(1280px, 94vw)"
      testId="ecg-output-dialog"
      hint={report ? text(final ? 'output.same' : 'output.draft') : null}
      actions={[{ id: 'print', label: text('output.print'), keys: ['F9', 'Ctrl+P'], run: print, main: true }]}
      footer={
        <Button
          intent="primary"
          icon="print"
          disabled={!final || !paper.print}
          onClick={print}
          data-testid="output-print"
        >
          {text('output.print')} <KeyCap name="F9" />
        </Button>
      }
    >
      <div className="ecg-output">
        <div className="ecg-output-paper">
          {report && online ? (
            paper.view
          ) : (
            <EmptyPanel glyph="print" title={text(report ? 'off.offline' : 'output.noReport')} />
          )}
        </div>
        <div className="ecg-output-side">
          <Field label={text('output.arrangement')}>
            {(id) => (
              <Pick
                id={id}
                label={text('output.arrangement')}
                value={arrangement}
                onChange={setArrangement}
                options={printChoices.map((value) => ({
                  value,
                  label: value === 'department' || value === 'single' ? text(`output.arrangement.${value}`) : value,
                }))}
                testId="output-arrangement"
              />
            )}
          </Field>
          {isLong ? (
            <Field label={text('output.long')}>
              {(id) => (
                <Pick
                  id={id}
                  label={text('output.long')}
                  value={long}
                  onChange={setLong}
                  options={longChoices.map((value) => ({ value, label: text(`output.long.${value}`) }))}
                  testId="output-long"
                />
              )}
            </Field>
          ) : null}
          {recording?.kind === 'waveform' ? (
            <Checkbox
              checked={matrix === 'with'}
              onChange={() => setMatrix(matrix === 'with' ? 'without' : 'with')}
              label={text('output.matrix')}
              data-testid="output-matrix"
            />
          ) : null}
          {report ? (
            <>
              <h3>{text('output.files')}</h3>
              <div className="ecg-output-row">
                {(['pdf', 'jpeg', 'png'] as const).map((type) => (
                  <AnchorButton
                    key={type}
                    text={type === 'jpeg' ? 'JPG' : type.toUpperCase()}
                    icon={type === 'pdf' ? 'document' : 'media'}
                    href={type === 'pdf' ? pdfAddress(report, wish) : pictureAddress(report.id, wish, type)}
                    download
                    disabled={!online}
                    data-testid={`output-${type}`}
                  />
                ))}
              </div>
            </>
          ) : null}
          {recording?.kind === 'waveform' ? (
            <>
              <h3>{text('output.standard')}</h3>
              <p className="ecg-quiet">{text('output.standard.hint')}</p>
              <div className="ecg-output-row">
                {(['aecg', 'dicom'] as const).map((as) => (
                  <AnchorButton
                    key={as}
                    text={as === 'aecg' ? 'HL7 aECG' : 'DICOM'}
                    icon="export"
                    href={standardAddress(recording.id, as)}
                    download
                    disabled={!online}
                    data-testid={`output-${as}`}
                  />
                ))}
              </div>
            </>
          ) : null}
          <h3>{text('output.link')}</h3>
          <p className="ecg-quiet">{text('output.link.hint')}</p>
          <div className="ecg-output-row">
            <Pick
              label={text('output.minutes')}
              value={minutes}
              onChange={setMinutes}
              options={lifetimes.map((value) => ({ value, label: text(`output.minutes.${value}`) }))}
            />
            <Button
              intent="primary"
              text={text('output.make')}
              disabled={recordingId === null || !online}
              title={online ? undefined : text('off.offline')}
              loading={link.isPending}
              onClick={() => recordingId && link.mutate({ recordingId, minutes: Number(minutes) })}
              data-testid="output-make"
            />
          </div>
          {address && link.data ? (
            <>
              <div className="ecg-output-row">
                <InputGroup
                  readOnly
                  fill
                  value={address}
                  aria-label={text('output.link')}
                  data-testid="output-address"
                />
                <Button text={text('output.copy')} onClick={() => void copy()} />
              </div>
              <p className="ecg-quiet">
                {text('output.until', { time: shortTime(link.data.expiresAt, new Date()) })}
                {isPath ? ` ${text('output.noOrigin')}` : ''}
              </p>
            </>
          ) : null}
        </div>
      </div>
    </Modal>
  );
}
