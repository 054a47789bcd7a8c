// One specimen in the list. Memoized: it is drawn again only when its row, its selection or its tick changes.
import { memo } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { dateTime, shortTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { StateChip } from '../../../../renderer/parts/state-chip.tsx';
import { useBenchText } from '../locales/use-bench-text.ts';
import { inUrgentLane } from './rows.ts';

interface RowProps {
  row: SpecimenRow;
  index: number;
  top: number;
  selected: boolean;
  checked: boolean;
  /** Last row of the urgent lane: a line is drawn below it. */
  laneEnd: boolean;
  onSelect: (id: string, extend: boolean) => void;
  onCheck: (id: string) => void;
}

export const Row = memo(function Row({ row, index, top, selected, checked, laneEnd, onSelect, onCheck }: RowProps) {
  const text = useBenchText();
  const shell = useShellText();
  const locale = useLocale();
  const now = new Date();
  const age = ageText(row.birthDate, row.receivedAt ?? row.orderedAt ?? row.updatedAt, locale === 'en' ? 'en' : 'zh');
  const lane = inUrgentLane(row);
  return (
    <div
      id={`specimen-${row.id}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={`list-row ${lane ? 'is-urgent' : ''} ${laneEnd ? 'lane-end' : ''} ${checked ? 'is-checked' : ''} state-is-${row.state}`}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={(event) => event.button === 0 && onSelect(row.id, event.shiftKey)}
      data-testid="specimen-row"
      data-barcode={row.barcode}
      data-state={row.state}
    >
      <span role="gridcell" className="cell-check">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={checked}
          aria-label={text('row.check', { number: row.sampleNumber ?? row.barcode })}
          onMouseDown={(event) => event.stopPropagation()}
          onChange={() => onCheck(row.id)}
        />
      </span>
      <span role="gridcell" className="cell-mark">
        {row.urgent ? (
          <b className="mark-urgent" title={text('urgent')}>
            {text('urgent.short')}
          </b>
        ) : null}
      </span>
      <span role="gridcell" className="cell-sample number">
        {row.sampleNumber ?? '—'}
      </span>
      <span role="gridcell" className="cell-name ellipsis">
        {row.patientName}
      </span>
      <span role="gridcell" className="cell-age ellipsis">
        {shell(`sex.${row.sex}`)} {age}
      </span>
      <span role="gridcell" className="cell-state">
        <StateChip state={row.state} />
      </span>
      <span role="gridcell" className="cell-progress number">
        <Progress done={row.done} total={row.total} />
      </span>
      <span role="gridcell" className="cell-flags">
        {row.critical > 0 ? (
          <b className="mark-critical" title={text('critical.count', { count: row.critical })}>
            ⇈{row.critical}
          </b>
        ) : row.abnormal > 0 ? (
          <em title={text('abnormal.count', { count: row.abnormal })}>↕{row.abnormal}</em>
        ) : null}
        {row.pendingCommands > 0 ? (
          <span title={text('pending', { count: row.pendingCommands })}>
            <Glyph name="time" size={12} />
          </span>
        ) : null}
      </span>
      <span role="gridcell" className="cell-items ellipsis" title={row.itemNames}>
        {row.itemNames}
      </span>
      <span role="gridcell" className="cell-department ellipsis">
        {row.departmentName}
      </span>
      <span role="gridcell" className="cell-doctor ellipsis">
        {row.orderingDoctor}
      </span>
      <span role="gridcell" className="cell-barcode number">
        {row.barcode}
      </span>
      <span role="gridcell" className="cell-time number" title={dateTime(row.receivedAt ?? row.orderedAt)}>
        {dayOrTime(row.receivedAt ?? row.orderedAt, now)}
      </span>
    </div>
  );
});

function Progress({ done, total }: { done: number; total: number }) {
  const share = total === 0 ? 0 : done / total;
  return (
    <span className={`progress ${share === 1 ? 'is-complete' : ''}`}>
      <i style={{ width: `${share * 100}%` }} />
      <span>
        {done}/{total}
      </span>
    </span>
  );
}

/** The hour today, the day before that: both do not fit the column, and the hint has them. */
function dayOrTime(instant: string | null, now: Date): string {
  const text = shortTime(instant, now);
  return text.length === 'MM-DD HH:mm'.length ? text.slice(0, 5) : text;
}
