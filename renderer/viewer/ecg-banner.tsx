// Whose ECG this is, when it was recorded, and until when it may be looked at; always in sight.
import type { LinkedEcg } from '../../core/ecg/flow/linked.ts';
import { clock, dateTime } from '../format/time.ts';
import { useLocale } from '../i18n/text.tsx';
import { Pick } from '../parts/choice.tsx';
import { useEcgViewerText } from './ecg-texts.ts';
import { LanguageButton } from './language-button.tsx';

const recordedText = (recordedAt: string) => recordedAt.slice(0, 16).replace('T', ' ');

export function EcgLinkBanner({ ecg, onRecording }: { ecg: LinkedEcg; onRecording: (id: string) => void }) {
  const text = useEcgViewerText();
  const locale = useLocale();
  const { patient, exam, hospital, detail, recordings } = ecg;
  const place = [exam?.departmentName, exam?.bed ? text('bed', { bed: exam.bed }) : ''].filter(Boolean).join(' ');
  return (
    <header className="ecg-link-banner" data-testid="link-banner">
      <div className="ecg-link-patient">
        <strong>{patient.name || text('unnamed')}</strong>
        <span>{[text(`sex.${patient.sex}`), locale === 'en' ? patient.age.en : patient.age.zh].join(' ')}</span>
        {patient.number ? <span className="number">{text('number', { number: patient.number })}</span> : null}
      </div>
      <div className="ecg-link-exam">
        {recordings.length > 1 ? (
          <Pick
            label={text('recordings')}
            value={detail.recording.id}
            onChange={onRecording}
            options={recordings.map(({ id, recordedAt }) => ({
              value: id,
              label: recordedText(recordedAt) || text('untimed', { name: id.slice(0, 8) }),
            }))}
            testId="link-recordings"
          />
        ) : (
          <span className="number">
            {detail.recording.recordedAt === ''
              ? text('arrived', { time: dateTime(detail.recording.receivedAt) })
              : text('recorded', { time: recordedText(detail.recording.recordedAt) })}
          </span>
        )}
        <span className="ellipsis">{[exam?.procedureName, place].filter(Boolean).join(' · ')}</span>
        <span className="ellipsis">{locale === 'en' ? hospital.nameEn : hospital.name}</span>
      </div>
      <div className="ecg-link-facts">
        <span className="ecg-link-reference" title={text('reference.more')}>
          {text('reference')}
        </span>
        <span data-testid="link-expires">{text('expires', { time: clock(ecg.expiresAt) })}</span>
        <LanguageButton />
      </div>
    </header>
  );
}
