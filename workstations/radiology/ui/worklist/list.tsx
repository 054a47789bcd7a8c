// The virtual list of exams: 28 px rows, sorted by its heads, quick at 100,000 rows.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useSession } from '../../../../renderer/client/session.tsx';
import { useConfirmations, useConfirmationWords } from '../../../../renderer/remote/confirmation.tsx';
import { useMinute } from '../parts/use-minute.ts';
import { useProcedureName } from '../parts/use-procedure-name.ts';
import { useStation } from '../state.tsx';
import { Row } from './row.tsx';
import type { SortKey } from './rows.ts';
import { useListText } from './texts.ts';

export const rowHeight = 28;
const overscan = 14;

type Column =
  | 'name'
  | 'age'
  | 'modality'
  | 'procedure'
  | 'bodyPart'
  | 'images'
  | 'report'
  | 'risk'
  | 'assigned'
  | 'department'
  | 'accession'
  | 'waiting';

const heads: readonly { label: Column; cell: string; key: SortKey | null }[] = [
  { label: 'name', cell: 'name', key: 'name' },
  { label: 'age', cell: 'age', key: null },
  { label: 'modality', cell: 'modality', key: 'modality' },
  { label: 'procedure', cell: 'procedure', key: 'procedure' },
  { label: 'bodyPart', cell: 'part', key: null },
  { label: 'images', cell: 'images', key: null },
  { label: 'report', cell: 'report', key: 'state' },
  { label: 'risk', cell: 'risk', key: null },
  { label: 'assigned', cell: 'assigned', key: null },
  { label: 'department', cell: 'department', key: 'department' },
  { label: 'accession', cell: 'accession', key: null },
  { label: 'waiting', cell: 'waiting', key: 'waiting' },
];

interface ListProps {
  rows: readonly ExamDocument[];
  /** Asked for by the keyboard: bring the row into sight. */
  scrollTo: number;
  onOpen: (id: string) => void;
}

export function List({ rows, scrollTo, onOpen }: ListProps) {
  const text = useListText();
  const { filter, changeFilter, selectedId, select } = useStation();
  const { person } = useSession();
  const now = useMinute();
  const nameOf = useProcedureName();
  const confirmationOf = useConfirmations();
  const confirmationWords = useConfirmationWords();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
  });
  useEffect(() => {
    if (scrollTo >= 0) virtual.scrollToIndex(scrollTo, { align: 'auto' });
  }, [scrollTo, virtual]);
  const newest = useRef(onOpen);
  newest.current = onOpen;
  const open = useCallback((id: string) => newest.current(id), []);
  const sortBy = (key: SortKey) => {
    const sorted = filter.sort.key === key;
    changeFilter({
      sort: !sorted
        ? { key, descending: false }
        : filter.sort.descending
          ? { key: 'urgency', descending: false }
          : { key, descending: true },
    });
  };
  return (
    <div
      className="exam-list"
      role="grid"
      tabIndex={-1}
      aria-label={text('list')}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={selectedId ? `exam-${selectedId}` : undefined}
    >
      <div className="exam-head" role="row" aria-rowindex={1}>
        <span role="columnheader" className="cell-mark" />
        {heads.map(({ label, cell, key }) => {
          const sorted = key !== null && filter.sort.key === key;
          return (
            <span
              key={label}
              role="columnheader"
              className={`cell-${cell}`}
              aria-sort={sorted ? (filter.sort.descending ? 'descending' : 'ascending') : undefined}
            >
              {key === null ? (
                text(`column.${label}`)
              ) : (
                <button type="button" tabIndex={-1} onClick={() => sortBy(key)}>
                  {text(`column.${label}`)}
                  {sorted ? (filter.sort.descending ? ' ▾' : ' ▴') : ''}
                </button>
              )}
            </span>
          );
        })}
      </div>
      <div ref={scroller} className="exam-scroll" data-testid="exam-list">
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const exam = rows[item.index];
            const confirmation = exam?.report.state === 'submitted' ? confirmationOf(exam) : null;
            return exam ? (
              <Row
                key={exam.id}
                exam={exam}
                procedure={nameOf(exam)}
                index={item.index}
                top={item.start}
                selected={exam.id === selectedId}
                personId={person.id}
                now={now}
                confirm={confirmation ? confirmationWords(confirmation) : ''}
                confirmsSelf={confirmation?.mine ?? false}
                onSelect={select}
                onOpen={open}
              />
            ) : null;
          })}
        </div>
      </div>
    </div>
  );
}
