// The exams behind one number; Enter opens one that may be opened.
import { useState } from 'react';
import type { CountedExam, ReportCountQuery } from '../../../../core/orders/report-counts.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useGo } from '../../../../renderer/shell/route.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { ReportChip } from '../parts/chips.tsx';
import { useCountsText } from './texts.ts';
import { type ChosenNumber, useCountedExams } from './use-counts.ts';

const keyOf = (row: CountedExam) => row.examId;

interface CountedListProps {
  asked: ReportCountQuery;
  chosen: ChosenNumber;
  title: string;
}

export function CountedList({ asked, chosen, title }: CountedListProps) {
  const text = useCountsText();
  const go = useGo();
  const { show } = useToasts();
  const [selected, setSelected] = useState<string | null>(null);
  const found = useCountedExams(asked, chosen);
  const open = (row: CountedExam) => {
    if (row.open) go('case', { exam: row.examId, look: '1' });
    else show({ tone: 'info', title: text('off.elsewhere') });
  };
  const columns: Column<CountedExam>[] = [
    { id: 'at', title: text('column.at'), width: '140px', number: true, cell: (row) => dateTime(row.at) },
    { id: 'name', title: text('column.name'), width: '110px', cell: (row) => <b>{row.patientName}</b> },
    {
      id: 'exam',
      title: text('column.exam'),
      width: 'minmax(140px, 1fr)',
      cell: (row) => `${row.modality} ${row.procedureName}`,
    },
    { id: 'accession', title: text('column.accession'), width: '130px', cell: (row) => row.accessionNumber },
    {
      id: 'institution',
      title: text('column.institution'),
      width: 'minmax(120px, 200px)',
      cell: (row) => row.institutionName,
    },
    {
      id: 'report',
      title: text('column.report'),
      width: '92px',
      cell: (row) => <ReportChip state={row.reportState} />,
    },
    { id: 'author', title: text('column.author'), width: '80px', cell: (row) => row.author },
    { id: 'reviewer', title: text('column.reviewer'), width: '80px', cell: (row) => row.reviewer },
  ];
  return (
    <section className="counted-list" aria-label={title}>
      <h3>
        {title} {found.data?.more ? <small>{text('list.more')}</small> : null}
      </h3>
      <Answer of={found}>
        {({ rows }) =>
          rows.length === 0 ? (
            <EmptyPanel glyph="search" title={text('list.empty')} />
          ) : (
            <Table
              label={title}
              rows={rows}
              columns={columns}
              keyOf={keyOf}
              selected={selected ?? rows[0]?.examId ?? null}
              onSelect={setSelected}
              onOpen={{ label: text('open'), run: open }}
              testId="counted"
            />
          )
        }
      </Answer>
    </section>
  );
}
