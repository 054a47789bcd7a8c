// Before a signature: what must be mended, what is asked about, and what the reviewer changed in the author's text.
import { Button } from '@blueprintjs/core';
import { corrections } from '../../../../core/reporting/exam-corrections.ts';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { useSession } from '../../../../renderer/client/session.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { CertificateFields } from '../../../../renderer/signing/certificate-fields.tsx';
import type { CertificateDesk } from '../../../../renderer/signing/use-certificate.ts';
import { DiffText } from '../parts/diff-text.tsx';
import { useSharedText } from '../parts/texts.ts';
import type { Check } from './checks.ts';
import { useReportText } from './texts.ts';

interface SignDialogProps {
  checks: readonly Check[];
  /** The author's text, when a second person releases it. */
  submitted: ExamReport | null;
  /** What the second person does: confirms where the reading institution designated who does, else reviews. */
  reviewing: 'confirm' | 'release';
  content: ExamReportContent;
  certificate: CertificateDesk;
  busy: boolean;
  onClose: () => void;
  onSign: () => void;
}

export function SignDialog(props: SignDialogProps) {
  const { checks, submitted, reviewing, content, certificate, busy, onClose, onSign } = props;
  const text = useReportText();
  const shared = useSharedText();
  const { person } = useSession();
  const stopped = checks.some((check) => check.level === 'block');
  const blocked = stopped || !certificate.ready;
  const changed = submitted ? corrections(submitted.content, content, { by: person.name, at: submitted.savedAt }) : [];
  const act = submitted ? reviewing : 'sign';
  const sign = () => !blocked && !busy && onSign();
  return (
    <Modal
      title={text(`${act}.title`)}
      onClose={onClose}
      onConfirm={sign}
      width={680}
      testId="sign-dialog"
      hint={stopped ? text('sign.blocked') : text('sign.by', { name: person.name })}
      footer={
        <>
          <Button text={shared('back')} onClick={onClose} />
          <Button
            type="submit"
            intent="primary"
            disabled={blocked}
            loading={busy}
            autoFocus={!blocked && certificate.asking === 'nothing'}
            data-testid="sign-confirm"
          >
            {text(checks.length > 0 ? `${act}.anyway` : `${act}.title`)} <KeyCap name="Ctrl+Enter" />
          </Button>
        </>
      }
    >
      {checks.length > 0 ? (
        <ul className="sign-checks">
          {checks.map((check) => (
            <li key={`${check.code} ${check.words}`} className={`check-${check.level}`} data-testid="sign-check">
              <Glyph name={check.level === 'block' ? 'refuse' : 'warning'} size={13} />
              {text(`check.${check.code}`, { words: check.words })}
            </li>
          ))}
        </ul>
      ) : null}
      {submitted ? (
        <section className="corrections">
          <h3>{text(changed.length > 0 ? 'sign.changed' : 'sign.unchanged')}</h3>
          {changed.map((correction) => (
            <div key={correction.part}>
              <em>{text(`part.${correction.part}`)}</em>
              <DiffText before={correction.before} after={correction.after} />
            </div>
          ))}
        </section>
      ) : null}
      <CertificateFields desk={certificate} />
    </Modal>
  );
}
