// The signatures with certificates under an edition, as the server checked them a moment ago; nothing is drawn where there are none.
import { useQuery } from '@tanstack/react-query';
import type { SignatureAnswer } from '../../core/signing/model.ts';
import { useOnline } from '../client/link.ts';
import { useApi } from '../client/provider.tsx';
import { dateTime } from '../format/time.ts';
import { Glyph } from '../parts/glyph.tsx';
import './signing.css';
import { useSigningText } from './texts.ts';

interface SignatureListProps {
  examId: string;
  reportId: string;
  /** Of the report: what is shown is checked again when it changes. */
  version: number;
}

function Line({ signature }: { signature: SignatureAnswer }) {
  const text = useSigningText();
  const { of, personName, at, verdict, subject, issuer, serial, withdrawnAt } = signature;
  const valid = verdict === 'valid';
  return (
    <li className={valid ? 'is-valid' : 'is-bad'} data-testid="certificate-signature" data-verdict={verdict}>
      <Glyph name={valid ? 'final' : 'error'} size={13} />
      <span>
        {text(`of.${of}`)} <b>{personName}</b> <span className="number">{dateTime(at)}</span>{' '}
        <strong>{text(`verdict.${verdict}`)}</strong>
        {withdrawnAt ? <em> {text('verdict.later', { time: dateTime(withdrawnAt) })}</em> : null}
        <small title={`${subject}\n${issuer}\n${serial}`}>
          {subject} · {text('serial')} {serial} · {text('issuer')} {issuer}
        </small>
      </span>
    </li>
  );
}

export function SignatureList({ examId, reportId, version }: SignatureListProps) {
  const text = useSigningText();
  const online = useOnline();
  const { query } = useApi();
  const options = query.examReports.signatures.queryOptions({ input: { examId }, enabled: online });
  const found = useQuery({ ...options, queryKey: [...options.queryKey, version] }).data;
  const signatures = found?.find((one) => one.reportId === reportId)?.signatures ?? [];
  if (signatures.length === 0) return null;
  const hasPaper = signatures.some(({ of }) => of === 'paper');
  return (
    <section className="certificate-signatures" data-testid="certificate-signatures">
      <h3>
        {text('signatures')}
        {hasPaper ? (
          <a href={`/exam-reports/pdf?id=${reportId}&original=1`} target="_blank" rel="noreferrer">
            {text('original')}
          </a>
        ) : null}
      </h3>
      <ul>
        {signatures.map((signature) => (
          <Line key={`${signature.of} ${signature.at}`} signature={signature} />
        ))}
      </ul>
    </section>
  );
}
