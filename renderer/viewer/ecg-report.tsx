// The released report beside the tracing: its words, who signed them, and the paper as PDF or picture.
import type { LinkedEcg, LinkedEcgReport } from '../../core/ecg/flow/linked.ts';
import { dateTime } from '../format/time.ts';
import { reportAddress } from './ecg-link.ts';
import { useEcgViewerText } from './ecg-texts.ts';

/** What the machine measured, where nobody has reported yet. */
function machineValues(
  { detail }: LinkedEcg,
  words: { heartRate: string; axis: string },
): { label: string; value: string; unit: string }[] {
  const { summary } = detail.recording;
  if (!summary) return [];
  const rows: [string, number | null, string][] = [
    [words.heartRate, summary.heartRateBpm, 'bpm'],
    ['PR', summary.prMs, 'ms'],
    ['QRS', summary.qrsMs, 'ms'],
    ['QT', summary.qtMs, 'ms'],
    [`QTc ${(summary.qtcFormula ?? '').replace(/^./u, (first) => first.toUpperCase())}`.trim(), summary.qtcMs, 'ms'],
    [words.axis, summary.axisQrsDeg, '°'],
  ];
  return rows.flatMap(([label, value, unit]) =>
    value === null ? [] : [{ label, value: String(Math.round(value)), unit }],
  );
}

export function EcgReportPanel({ ecg, report, token }: { ecg: LinkedEcg; report: LinkedEcgReport; token: string }) {
  const text = useEcgViewerText();
  const { released } = report;
  const own = released && released.measurements.length > 0 ? released.measurements : null;
  const values = own ?? machineValues(ecg, { heartRate: text('heartRate'), axis: text('axis') });
  return (
    <aside className="ecg-link-report" aria-label={text('report.title')} data-testid="link-report">
      <header>
        <h2>{text('report.title')}</h2>
        {released ? (
          <>
            <span className={released.positive ? 'is-positive' : ''}>
              {released.positive === null ? '' : text(released.positive ? 'positive' : 'negative')}
            </span>
            <a href={reportAddress(token, 'pdf')} target="_blank" rel="noopener noreferrer" data-testid="link-pdf">
              {text('report.pdf')}
            </a>
            <a href={reportAddress(token, 'jpg')} target="_blank" rel="noopener noreferrer" data-testid="link-jpg">
              {text('report.jpg')}
            </a>
          </>
        ) : null}
      </header>
      {released ? (
        <>
          {released.edition > 1 ? (
            <p className="ecg-link-edition">{text('report.edition', { edition: released.edition })}</p>
          ) : null}
          <section>
            <h3>{text('report.impression')}</h3>
            <p className="ecg-link-impression">{released.impression}</p>
          </section>
          {released.findings.trim() ? (
            <section>
              <h3>{text('report.findings')}</h3>
              <p>{released.findings}</p>
            </section>
          ) : null}
        </>
      ) : (
        <p className="ecg-link-none" data-testid="link-no-report">
          <strong>{text('report.none')}</strong>
          {text('report.none.more')}
        </p>
      )}
      {values.length > 0 ? (
        <section>
          <h3>{text('report.measurements')}</h3>
          <dl>
            {values.map(({ label, value, unit }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd className="number">
                  {value} <small>{unit}</small>
                </dd>
              </div>
            ))}
          </dl>
          {own ? null : <small>{text('report.machine')}</small>}
        </section>
      ) : null}
      {released ? (
        <footer>
          {released.signatures.map(({ role, name, at }) => (
            <span key={role}>
              {text(`role.${role}`)} {name} {dateTime(at)}
            </span>
          ))}
          <span>{text('report.released', { time: dateTime(released.releasedAt) })}</span>
        </footer>
      ) : null}
    </aside>
  );
}
