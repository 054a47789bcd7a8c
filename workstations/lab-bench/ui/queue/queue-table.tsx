// The rows of the run queue.
import { ageText } from '../../../../core/kernel/age.ts';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { span } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { StateChip } from '../../../../renderer/parts/state-chip.tsx';
import { useQueueText } from './texts.ts';

interface QueueTableProps {
  rows: readonly SpecimenRow[];
  chosen: string | null;
  ticked: ReadonlySet<string>;
  onChoose: (id: string) => void;
  onTick: (id: string) => void;
}

const columns = ['place', 'sample', 'name', 'age', 'items', 'progress', 'barcode', 'department', 'waited'] as const;

export function QueueTable({ rows, chosen, ticked, onChoose, onTick }: QueueTableProps) {
  const text = useQueueText();
  const shell = useShellText();
  const locale = useLocale();
  const now = new Date().toISOString();
  return (
    <div className="queue-scroll">
      <table className="queue-table" data-testid="queue-table">
        <thead>
          <tr>
            <th />
            {columns.map((column) => (
              <th key={column}>{text(`column.${column}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={row.id}
              aria-selected={row.id === chosen}
              onClick={() => onChoose(row.id)}
              className={row.urgent ? 'is-urgent' : ''}
            >
              <td>
                <input
                  type="checkbox"
                  tabIndex={-1}
                  aria-label={text('tick')}
                  checked={ticked.has(row.id)}
                  onChange={() => onTick(row.id)}
                />
              </td>
              <td className="number">{index + 1}</td>
              <td className="number">
                {row.sampleNumber ?? '—'} {row.urgent ? <b className="mark-urgent">{text('urgent')}</b> : null}
              </td>
              <td>
                <strong>{row.patientName}</strong>
              </td>
              <td>
                {shell(`sex.${row.sex}`)} {ageText(row.birthDate, row.receivedAt ?? now, locale === 'en' ? 'en' : 'zh')}
              </td>
              <td className="queue-items">{row.itemNames}</td>
              <td>
                <StateChip state={row.state} /> {row.done}/{row.total}
              </td>
              <td className="number">{row.barcode}</td>
              <td>{row.departmentName}</td>
              <td className="number">{span(row.receivedAt, now, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
