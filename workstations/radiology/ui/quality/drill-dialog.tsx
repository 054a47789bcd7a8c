// The exams behind a number: those counted, those not, or all of the denominator; Enter opens one.
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { IndicatorExam, IndicatorId, IndicatorScope, Share } from '../../../../core/quality/indicators.ts';
import { ReportGrade } from '../../../../core/quality/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, FocusTable } from '../../../../renderer/parts/table.tsx';
import { useGo } from '../../../../renderer/shell/route.ts';
import { minutesText, rateText, useIndicatorWords } from './figures.ts';
import { GradeChip } from './grade-buttons.tsx';
import { useManagerText } from './manager-texts.ts';

const parts = ['counts', 'rest', 'of'] as const;
type Part = (typeof parts)[number];
const keyOf = (row: IndicatorExam) => row.examId;

interface DrillDialogProps {
  scope: IndicatorScope;
  indicator: IndicatorId;
  share: Share;
  onClose: () => void;
}

export function DrillDialog({ scope, indicator, share, onClose }: DrillDialogProps) {
  const text = useManagerText();
  const words = useIndicatorWords();
  const { query } = useApi();
  const go = useGo();
  const [part, setPart] = useState<Part>(share.counts > 0 ? 'counts' : 'rest');
  const [chosen, setChosen] = useState<string | null>(null);
  const table = useRef<HTMLDivElement>(null);
  const found = useQuery(query.quality.indicatorExams.queryOptions({ input: { ...scope, indicator, part } }));
  const rows = found.data?.rows ?? [];
  const current = rows.find((row) => row.examId === chosen) ?? rows[0];
  const open = () => current && go('case', { exam: current.examId, look: '1' });
  const move = (step: number) => {
    const at = current ? rows.indexOf(current) : -1;
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next) setChosen(next.examId);
  };
  const columns: Column<IndicatorExam>[] = [
    { id: 'at', title: text('column.at'), width: '130px', number: true, cell: (row) => dateTime(row.at) },
    { id: 'name', title: text('column.name'), width: '96px', cell: (row) => <b>{row.patientName}</b> },
    {
      id: 'exam',
      title: text('column.exam'),
      width: 'minmax(120px, 1fr)',
      cell: (row) => `${row.modality} ${row.procedureName}`,
    },
    { id: 'accession', title: text('column.accession'), width: '116px', cell: (row) => row.accessionNumber },
    { id: 'technician', title: text('column.technician'), width: '72px', cell: (row) => row.technician },
    { id: 'author', title: text('column.author'), width: '72px', cell: (row) => row.author },
    { id: 'reviewer', title: text('column.reviewer'), width: '72px', cell: (row) => row.reviewer },
    {
      id: 'images',
      title: text('column.images'),
      width: '76px',
      cell: (row) => (row.imageGrade ? <GradeChip grade={row.imageGrade} /> : null),
    },
    {
      id: 'report',
      title: text('column.report'),
      width: '76px',
      cell: (row) => (row.reportGrade ? <GradeChip grade={ReportGrade.parse(row.reportGrade)} /> : null),
    },
    {
      id: 'minutes',
      title: text('column.minutes'),
      width: '84px',
      number: true,
      cell: (row) => (row.untimed ? text('untimed') : minutesText(text, row.minutes)),
      hint: (row) =>
        row.untimed ? text('untimed.hint') : text('drill.limit', { limit: minutesText(text, row.limitMinutes) }),
    },
  ];
  const { name, definition } = words(indicator);
  return (
    <Modal
      title={text('drill.title', { name, rate: rateText(share, text('none')), ...share })}
      onClose={onClose}
      width="min(1240px, 96vw)"
      testId="drill-dialog"
      actions={[
        { id: 'drill-open', label: text('drill.open'), keys: ['Enter'], run: open, main: true },
        { id: 'drill-next', label: text('drill.open'), keys: ['Down'], run: () => move(1), movement: true },
        { id: 'drill-previous', label: text('drill.open'), keys: ['Up'], run: () => move(-1), movement: true },
      ]}
      hint={found.data?.more ? text('drill.more') : definition}
      footer={<span />}
    >
      <div className="quality-drill">
        <Segments
          label={text('drill')}
          value={part}
          onChange={setPart}
          options={parts.map((value) => ({
            value,
            label: text(`drill.${value}`),
            count: { counts: share.counts, rest: share.of - share.counts, of: share.of }[value],
          }))}
          testId="drill-part"
        />
        <Answer of={found}>
          {() =>
            rows.length === 0 ? (
              <EmptyPanel glyph="search" title={text('drill.empty')} />
            ) : (
              // A double click opens; the arrows and Enter work wherever the focus is in the dialog.
              // biome-ignore lint/a11y/noStaticElementInteractions: the keys are the dialog's actions
              <div className="quality-drill-rows" onDoubleClick={open}>
                <FocusTable
                  tableRef={table}
                  label={text('drill')}
                  rows={rows}
                  columns={columns}
                  keyOf={keyOf}
                  selected={current?.examId ?? null}
                  onSelect={setChosen}
                  testId="drill"
                />
              </div>
            )
          }
        </Answer>
      </div>
    </Modal>
  );
}
