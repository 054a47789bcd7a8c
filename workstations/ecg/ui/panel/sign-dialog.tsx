// The last look before a signature: whose tracing, what is concluded, and what still needs an answer.
import { Button, Checkbox } from '@blueprintjs/core';
import { useCallback, useRef, useState } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { CertificateFields } from '../../../../renderer/signing/certificate-fields.tsx';
import type { CertificateDesk } from '../../../../renderer/signing/use-certificate.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';

interface SignDialogProps {
  title: string;
  confirm: string;
  exam: ExamDocument;
  content: ExamReportContent;
  certificate: CertificateDesk;
  warnings: readonly string[];
  onPositive: (positive: boolean) => void;
  busy: boolean;
  onClose: () => void;
  onConfirm: () => void;
}

export function SignDialog(props: SignDialogProps) {
  const text = useEcgText();
  const locale = useLocale();
  const [checked, setChecked] = useState(false);
  // Positive or negative is said of every report: the server refuses one without.
  const decided = props.content.positive !== null;
  const ready = decided && (props.warnings.length === 0 || checked) && props.certificate.ready;
  // What has to be answered has the keyboard: arrows choose, Ctrl+Enter signs.
  const asks = useRef(!decided);
  const question = useCallback((box: HTMLDivElement | null) => {
    if (asks.current) box?.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
  }, []);
  const confirm = () => {
    if (ready && !props.busy) props.onConfirm();
  };
  const { exam, content } = props;
  return (
    <Modal
      title={props.title}
      onClose={props.onClose}
      onConfirm={confirm}
      testId="ecg-sign"
      hint={props.warnings.length > 0 ? text('sign.warn', { count: props.warnings.length }) : null}
      footer={
        <Button
          type="submit"
          intent="primary"
          disabled={!ready}
          loading={props.busy}
          autoFocus={ready && props.certificate.asking === 'nothing'}
        >
          {props.confirm} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <p className="lead">
        <strong>{exam.patient.name}</strong> {text(`sex.${exam.patient.sex}`)}{' '}
        {ageText(exam.patient.birthDate, exam.acquiredAt ?? exam.requestedAt, locale === 'en' ? 'en' : 'zh')}{' '}
        <span className="number">{exam.patient.number}</span> <span className="number">{exam.accessionNumber}</span>
      </p>
      <pre className="ecg-sign-text">{content.impression}</pre>
      <div ref={question}>
        <Segments
          label={text('positive')}
          value={content.positive === null ? 'open' : content.positive ? 'yes' : 'no'}
          onChange={(value) => value !== 'open' && props.onPositive(value === 'yes')}
          options={(['open', 'yes', 'no'] as const).map((value) => ({ value, label: text(`positive.${value}`) }))}
          testId="sign-positive"
        />
      </div>
      {decided ? null : <p className="ecg-fault">{text('sign.positive')}</p>}
      {props.warnings.map((warning) => (
        <p key={warning} className="ecg-fault">
          {warning}
        </p>
      ))}
      {props.warnings.length > 0 ? (
        <Checkbox checked={checked} onChange={() => setChecked(!checked)} label={text('sign.anyway')} />
      ) : null}
      <CertificateFields desk={props.certificate} />
    </Modal>
  );
}
