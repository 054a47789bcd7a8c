// The editions of the report with what the reviewer changed in each, who signed, and why it was given back, amended or recalled.
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { SignatureList } from '../../../../renderer/signing/signature-list.tsx';
import { ReportChip } from '../parts/chips.tsx';
import { DiffText } from '../parts/diff-text.tsx';
import { useReportText } from './texts.ts';

export function HistoryTab({ editions }: { editions: readonly ExamReport[] }) {
  const text = useReportText();
  if (editions.length === 0)
    return <EmptyPanel glyph="versions" title={text('history.none')} hint={text('history.none.hint')} />;
  return (
    <div className="aside-tab aside-scroll" data-testid="history-tab">
      {editions.map((report) => (
        <article key={report.id} className="edition">
          <header>
            <b>{text('edition', { edition: report.edition })}</b>
            <ReportChip state={report.state} />
            {report.verificationCode ? (
              <span>
                {text('history.code')} <b className="number">{report.verificationCode}</b>
              </span>
            ) : null}
          </header>
          <ul className="signatures">
            {report.signatures.map((signature) => (
              <li key={`${signature.role} ${signature.at}`}>
                {text(signature.confirms ? 'history.confirmed' : `history.${signature.role}`)}{' '}
                <b>{signature.personName}</b> <span className="number">{dateTime(signature.at)}</span>
              </li>
            ))}
          </ul>
          <SignatureList examId={report.examId} reportId={report.id} version={report.version} />
          {report.amendReason ? <p>{text('why.amend', { reason: report.amendReason })}</p> : null}
          {report.returnReason ? <p>{text('why.left', { reason: report.returnReason })}</p> : null}
          {report.recall ? (
            <p className="recalled">
              {text('recalled.by', {
                reason: report.recall.reason,
                name: report.recall.by,
                time: dateTime(report.recall.at),
              })}
            </p>
          ) : null}
          {report.corrections.length > 0 ? (
            <section className="corrections" data-testid="corrections">
              <h3>{text('history.corrections', { name: report.corrections[0]?.by ?? '' })}</h3>
              {report.corrections.map((correction) => (
                <div key={`${correction.part} ${correction.at}`}>
                  <em>{text(`part.${correction.part}`)}</em>
                  <DiffText before={correction.before} after={correction.after} />
                </div>
              ))}
            </section>
          ) : null}
        </article>
      ))}
    </div>
  );
}
