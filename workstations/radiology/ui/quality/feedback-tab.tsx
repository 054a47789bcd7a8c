// What readers said of the images that this technician took: grade, reasons, note; Enter opens the images.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { FeedbackRow } from '../../../../core/quality/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime, shortTime } from '../../../../renderer/format/time.ts';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useCurrentRow } from '../../../../renderer/parts/use-current-row.ts';
import { useGo } from '../../../../renderer/shell/route.ts';
import { GradeChip } from './grade-buttons.tsx';
import { useQualityText } from './texts.ts';
import { useReasons } from './use-reasons.ts';

const spans = ['7', '30', '90', '366'] as const;
const keyOf = (row: FeedbackRow) => row.examId;

export function FeedbackTab() {
  const text = useQualityText();
  const { query } = useApi();
  const go = useGo();
  const { nameOf } = useReasons('images');
  const [days, setDays] = useState<(typeof spans)[number]>('30');
  const [shown, setShown] = useState<'below' | 'all'>('all');
  const rows = useQuery(query.quality.feedback.queryOptions({ input: { days: Number(days) } }));
  const wanted = useMemo(
    () => (rows.data ?? []).filter(({ quality }) => shown === 'all' || quality.images?.grade !== 'A'),
    [rows.data, shown],
  );
  const { current, choose } = useCurrentRow(wanted, keyOf);
  const now = new Date();
  const below = (rows.data ?? []).filter(({ quality }) => quality.images?.grade !== 'A').length;
  const columns: Column<FeedbackRow>[] = [
    {
      id: 'grade',
      title: text('column.grade'),
      width: '86px',
      cell: ({ quality }) => <GradeChip grade={quality.images?.grade ?? null} />,
    },
    {
      id: 'reasons',
      title: text('column.reasons'),
      width: 'minmax(150px, 1.4fr)',
      cell: ({ quality }) => quality.images?.reasons.map(nameOf).join('、') ?? '',
    },
    {
      id: 'note',
      title: text('column.note'),
      width: 'minmax(120px, 1fr)',
      cell: ({ quality }) => quality.images?.note ?? '',
      hint: ({ quality }) => quality.images?.note ?? '',
    },
    { id: 'name', title: text('column.name'), width: '100px', cell: (row) => <b>{row.patientName}</b> },
    {
      id: 'exam',
      title: text('column.exam'),
      width: 'minmax(130px, 1fr)',
      cell: (row) => `${row.modality} ${row.procedureName}`,
    },
    { id: 'accession', title: text('column.accession'), width: '120px', cell: (row) => row.accessionNumber },
    {
      id: 'acquired',
      title: text('column.acquired'),
      width: '130px',
      number: true,
      cell: (row) => dateTime(row.acquiredAt),
    },
    {
      id: 'repeats',
      title: text('column.repeats'),
      width: '60px',
      number: true,
      cell: ({ quality }) => quality.repeats?.count ?? '',
    },
    { id: 'by', title: text('column.by'), width: '90px', cell: ({ quality }) => quality.images?.by.personName ?? '' },
    {
      id: 'at',
      title: text('column.at'),
      width: '90px',
      number: true,
      cell: ({ quality }) => shortTime(quality.images?.at, now),
    },
  ];
  return (
    <>
      <div className="quality-bar">
        <Segments
          label={text('feedback')}
          value={days}
          onChange={setDays}
          options={spans.map((value) => ({
            value,
            label: value === '366' ? text('feedback.year') : text('feedback.days', { count: value }),
          }))}
          testId="feedback-days"
        />
        <Segments
          label={text('column.grade')}
          value={shown}
          onChange={setShown}
          options={[
            { value: 'all', label: text('feedback.all'), count: rows.data?.length ?? 0 },
            { value: 'below', label: text('feedback.below'), count: below },
          ]}
          testId="feedback-shown"
        />
      </div>
      <Answer of={rows}>
        {() =>
          wanted.length === 0 ? (
            <EmptyPanel glyph="done" title={text('feedback.empty')} hint={text('feedback.empty.hint')} />
          ) : (
            <Table
              label={text('feedback')}
              rows={wanted}
              columns={columns}
              keyOf={keyOf}
              selected={current?.examId ?? null}
              onSelect={choose}
              onOpen={{ label: text('feedback.open'), run: (row) => go('case', { exam: row.examId, look: '1' }) }}
              testId="feedback"
            />
          )
        }
      </Answer>
    </>
  );
}
