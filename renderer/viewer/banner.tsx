// Whose study this is, until when it may be looked at, and that it is no diagnostic station; always in sight.
import type { LinkedReport, LinkedStudy } from '../../core/imaging/linked-study.ts';
import { clock, day } from '../format/time.ts';
import { useLocale } from '../i18n/text.tsx';
import { shownDate, shownName } from '../imaging/viewport/corners.tsx';
import { LanguageButton } from './language-button.tsx';
import { reportAddress } from './link.ts';

import { useViewerText } from './use-viewer-text.ts';

export function LinkBanner({ study, report, token }: { study: LinkedStudy; report: LinkedReport; token: string }) {
  const text = useViewerText();
  const locale = useLocale();
  const { manifest, hospital, expiresAt } = study;
  const age = /^(\d{3})([YMWD])$/.exec(manifest.age);
  const unit = (['Y', 'M', 'W', 'D'] as const).find((one) => one === age?.[2]);
  const sex = (['M', 'F', 'O'] as const).find((one) => one === manifest.sex);
  const modalities = [...new Set(manifest.series.map(({ modality }) => modality))].join('/');
  return (
    <header className="link-banner" data-testid="link-banner">
      <div className="link-patient">
        <strong>{shownName(manifest.patientName) || text('unnamed')}</strong>
        <span>
          {sex ? text(`sex.${sex}`) : ''} {unit && age ? text(`age.${unit}`, { count: Number(age[1]) }) : ''}
        </span>
        {manifest.patientId ? (
          <span className="link-number">{text('number', { number: manifest.patientId })}</span>
        ) : null}
      </div>
      <div className="link-exam">
        <span>{shownDate(manifest.date)}</span>
        <span>{[modalities, manifest.description].filter(Boolean).join(' · ')}</span>
        <span className="link-hospital">{locale === 'en' ? hospital.nameEn : hospital.name}</span>
      </div>
      <div className="link-facts">
        <span className="link-reference" title={text('reference.more')}>
          {text('reference')}
        </span>
        <span data-testid="link-expires">{text('expires', { time: clock(expiresAt) })}</span>
        {report.released ? (
          <a
            className="link-button"
            href={reportAddress(token)}
            target="_blank"
            rel="noopener noreferrer"
            data-testid="link-report"
          >
            {text('report')} <span className="link-report-day">{day(report.released.releasedAt)}</span>
          </a>
        ) : (
          <span className="link-quiet" data-testid="link-no-report">
            {text('report.none')}
          </span>
        )}
        <LanguageButton />
      </div>
    </header>
  );
}
