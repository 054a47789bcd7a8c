// The serial comparison with the person's previous ECG, in one line, and the button that puts it into the report.
import type { RecordingDetail, RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import type { QtcFormula } from '../../../../core/ecg/measure/qtc.ts';
import { serialText } from '../../../../core/ecg/statements/serial.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { recordedText } from '../reading/previous-strip.tsx';
import { useRecording } from '../reading/use-recordings.ts';
import { serialComparison } from './serial.ts';

interface ComparisonProps {
  detail: RecordingDetail;
  /** The latest earlier recording of the same person; null where there is none. */
  previous: RecordingDocument | null;
  formula: QtcFormula;
  /** With the line in Chinese, as reports are written; null where the report may not be changed. */
  onInsert: ((line: string) => void) | null;
}

export function Comparison({ detail, previous, formula, onInsert }: ComparisonProps) {
  const text = useEcgText();
  const locale = useLocale();
  const before = useRecording(previous?.kind === 'waveform' ? previous.id : null);
  if (!previous) return null;
  const comparison = serialComparison(detail, before.data ?? null, formula);
  if (!comparison)
    return before.isError ? (
      <p className="ecg-comparison" role="alert">
        {text('comparison.failed')}
      </p>
    ) : null;
  const line = serialText(comparison, recordedText(previous));
  const changed = comparison.state === 'compared' && comparison.changes.length > 0;
  return (
    <section className={`ecg-comparison ${changed ? 'is-changed' : ''}`} aria-label={text('comparison')}>
      <p data-testid="ecg-comparison">
        <small>{text('risk.suspected')}</small> {locale === 'en' ? line.en : line.zh}
      </p>
      {onInsert && comparison.state === 'compared' ? (
        <button
          type="button"
          className="quiet"
          title={text('comparison.insert.hint')}
          onClick={() => onInsert(line.zh)}
          data-testid="ecg-comparison-insert"
        >
          {text('comparison.insert')}
        </button>
      ) : null}
    </section>
  );
}
