// What leaves the station: the report as PDF, JPEG or PNG in the arrangement of one's choice, and a short-lived link for a clinician's browser (ECG-36 to 39).
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { pdfAddress, pictureAddress, printChoices, usePrintArrangement } from './output.ts';

interface OutputDialogProps {
  exam: ExamDocument;
  report: ExamReport | null;
  recordingId: string | null;
  onClose: () => void;
}

const lifetimes = ['10', '30', '120', '1440'] as const;

export function OutputDialog({ exam, report, recordingId, onClose }: OutputDialogProps) {
  const text = useEcgText();
  const { client } = useApi();
  const { show } = useToasts();
  const online = useOnline();
  const [arrangement, setArrangement] = usePrintArrangement();
  const [minutes, setMinutes] = useState<(typeof lifetimes)[number]>('30');
  const link = useCommand(client.ecg.link);
  const address = link.data ? new URL(link.data.url, location.origin).href : null;
  const isPath = link.data ? !/^https?:/u.test(link.data.url) : false;
  const open = (target: string) => window.open(target, '_blank', 'noopener');
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
      width={620}
      testId="ecg-output-dialog"
    >
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
      <div className="ecg-output-row">
        {report ? (
          <>
            <Button
              text="PDF"
              icon="document"
              disabled={!online}
              onClick={() => open(pdfAddress(report.id, arrangement))}
            />
            {(['jpeg', 'png'] as const).map((type) => (
              <Button
                key={type}
                text={type === 'jpeg' ? 'JPG' : 'PNG'}
                icon="media"
                disabled={!online}
                onClick={() => open(pictureAddress(report.id, arrangement, type))}
                data-testid={`output-${type}`}
              />
            ))}
          </>
        ) : (
          <span className="ecg-quiet">{text('output.noReport')}</span>
        )}
      </div>
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
            <InputGroup readOnly fill value={address} aria-label={text('output.link')} data-testid="output-address" />
            <Button text={text('output.copy')} onClick={() => void copy()} />
          </div>
          <p className="ecg-quiet">
            {text('output.until', { time: shortTime(link.data.expiresAt, new Date()) })}
            {isPath ? ` ${text('output.noOrigin')}` : ''}
          </p>
        </>
      ) : null}
    </Modal>
  );
}
