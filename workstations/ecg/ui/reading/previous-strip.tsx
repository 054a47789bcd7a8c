// The person's earlier ECGs along the foot: dragged onto the paper, or double-clicked, they stand beside the one that is read.
import type { RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { qtcNames } from '../../../../core/ecg/measure/qtc.ts';
import { mostCompared } from '../../../../renderer/ecg/compare.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { RiskMark } from '../queue/risk.tsx';

export const dragType = 'application/x-yishu-ecg';

interface StripProps {
  previous: readonly RecordingDocument[];
  /** More than one recording of this exam: a chest shifted, a repeat. */
  own: readonly RecordingDocument[];
  /** So many more of this exam are not at this station. */
  missing: number;
  shownId: string | null;
  onShow: (recordingId: string) => void;
  compared: ReadonlySet<string>;
  onCompare: (recordingId: string) => void;
}

/** `2026-03-01 10:22` of the device's own clock, without seconds; where it told none, of this clock at arrival. */
export const recordedText = ({ recordedAt, receivedAt }: RecordingDocument): string =>
  recordedAt === '' ? dateTime(receivedAt) : recordedAt.slice(0, 16).replace('T', ' ');

export function PreviousStrip({ previous, own, missing, shownId, onShow, compared, onCompare }: StripProps) {
  const text = useEcgText();
  return (
    <section className="ecg-previous" aria-label={text('previous')}>
      {own.length > 1 ? (
        <>
          <span className="ecg-previous-head">{text('recordings')}</span>
          {own.map((recording) => (
            <button
              key={recording.id}
              type="button"
              aria-pressed={recording.id === shownId}
              onClick={() => onShow(recording.id)}
            >
              {recordedText(recording)}
            </button>
          ))}
        </>
      ) : null}
      {missing > 0 ? (
        <strong className="ecg-previous-missing" role="alert">
          {text('recordings.missing', { count: missing })}
        </strong>
      ) : null}
      <span className="ecg-previous-head" title={text('previous.hint')}>
        {text('previous')} {previous.length > 0 ? <small>{text('previous.hint')}</small> : null}
      </span>
      {previous.length === 0 ? <span className="ecg-previous-none">{text('previous.none')}</span> : null}
      {previous.map((recording) => (
        <button
          key={recording.id}
          type="button"
          draggable={recording.kind === 'waveform'}
          aria-pressed={compared.has(recording.id)}
          disabled={recording.kind !== 'waveform' || (!compared.has(recording.id) && compared.size >= mostCompared - 1)}
          onDragStart={(event) => event.dataTransfer.setData(dragType, recording.id)}
          onDoubleClick={() => onCompare(recording.id)}
          onKeyDown={(event) => event.key === 'Enter' && onCompare(recording.id)}
          data-testid="ecg-previous"
        >
          <RiskMark level={recording.risk.level} size={11} />
          <span className="number">{recordedText(recording)}</span>
          <small>
            {recording.summary?.heartRateBpm ? `${Math.round(recording.summary.heartRateBpm)} bpm` : ''}
            {recording.summary?.qtcMs && recording.summary.qtcFormula
              ? ` ${qtcNames[recording.summary.qtcFormula]} ${Math.round(recording.summary.qtcMs)}`
              : ''}
          </small>
        </button>
      ))}
    </section>
  );
}
