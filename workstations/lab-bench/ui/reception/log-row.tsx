// One scan in the log: outcome by icon and word, when, whose, where it goes.
import { memo } from 'react';
import { clock } from '../../../../renderer/format/time.ts';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { outcomeLook } from './outcome-look.ts';
import type { ScanEntry } from './sitting.ts';
import { useReceptionText } from './texts.ts';

interface LogRowProps {
  entry: ScanEntry;
  top: number;
  current: boolean;
  who: string;
  group: string;
  detail: string;
  pending: boolean;
  onShow: (entry: ScanEntry) => void;
}

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const text = useReceptionText();
  const { comma } = useMarks();
  const { entry, pending } = props;
  const { document } = entry;
  const look = outcomeLook[entry.outcome];
  const items = document?.items.map((item) => item.itemName).join(comma) ?? '';
  return (
    <button
      type="button"
      className={`reception-row reception-log-row ${document?.urgent ? 'is-urgent' : ''}`}
      style={{ transform: `translateY(${props.top}px)` }}
      aria-current={props.current}
      aria-label={text('log.show', { name: document?.patient.name ?? entry.barcode })}
      tabIndex={-1}
      onClick={() => props.onShow(entry)}
      data-testid="reception-log-row"
      data-outcome={entry.outcome}
      data-barcode={entry.barcode}
    >
      <span className={`reception-word reception-is-${look.tone}`}>
        <Glyph name={look.glyph} size={12} /> {text(`outcome.${entry.outcome}`)}
        {pending ? (
          <span className="reception-row-pending" title={text('pending.hint')}>
            <Glyph name="time" size={12} /> {text('pending')}
          </span>
        ) : null}
      </span>
      <span className="number">{clock(entry.at)}</span>
      <span className="number">{document?.sampleNumber ?? '—'}</span>
      <span className="ellipsis">
        {document?.urgent ? <b className="reception-row-urgent">{text('urgent')}</b> : null}
        {props.who || '—'}
      </span>
      <span className="ellipsis">{props.group || '—'}</span>
      <span className="ellipsis" title={items}>
        {items || '—'}
      </span>
      <span className="number ellipsis">{entry.barcode}</span>
      <span className="ellipsis" title={props.detail}>
        {props.detail}
      </span>
    </button>
  );
});
