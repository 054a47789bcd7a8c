// The samples that were drawn, with how far they are; Enter opens one for grading.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { QualitySample } from '../../../../core/quality/sample.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useCurrentRow } from '../../../../renderer/parts/use-current-row.ts';
import { useSharedText } from '../parts/texts.ts';
import { DrawDialog } from './draw-dialog.tsx';
import { useManagerText } from './manager-texts.ts';
import { SampleGrading } from './sample-grading.tsx';

const look: Record<QualitySample['state'], { tone: StateTone; glyph: GlyphName }> = {
  open: { tone: 'working', glyph: 'edit' },
  graded: { tone: 'waiting', glyph: 'reviewed' },
  done: { tone: 'final', glyph: 'done' },
};
const keyOf = (row: QualitySample) => row.id;

export function SamplesTab() {
  const [openId, setOpen] = useState<string | null>(null);
  if (openId !== null) return <SampleGrading sampleId={openId} onBack={() => setOpen(null)} />;
  return <SampleList onOpen={setOpen} />;
}

function SampleList({ onOpen }: { onOpen: (id: string) => void }) {
  const text = useManagerText();
  const shared = useSharedText();
  const { query } = useApi();
  const online = useOnline();
  const [drawing, setDrawing] = useState(false);
  const samples = useQuery(query.quality.samples.queryOptions());
  const rows = samples.data ?? [];
  const { current, choose } = useCurrentRow(rows, keyOf, drawing);
  const off = online ? null : shared('offline.off');
  useActions({ title: text('tab.samples'), depth: 1 }, [
    { id: 'sample.draw', label: text('draw.title'), keys: ['F4'], run: () => setDrawing(true), off, main: true },
  ]);
  const columns: Column<QualitySample>[] = [
    {
      id: 'state',
      title: text('column.state'),
      width: '90px',
      cell: (row) => <ToneChip {...look[row.state]} word={text(`sample.state.${row.state}`)} />,
    },
    {
      id: 'period',
      title: text('column.period'),
      width: 'minmax(190px, 1fr)',
      cell: ({ criteria }) => `${criteria.from} – ${criteria.to}${criteria.modality ? `　${criteria.modality}` : ''}`,
    },
    { id: 'size', title: text('column.size'), width: '60px', number: true, cell: (row) => row.size },
    { id: 'graded', title: text('column.graded'), width: '60px', number: true, cell: (row) => row.graded },
    { id: 'doctors', title: text('column.doctors'), width: '60px', number: true, cell: (row) => row.doctors },
    { id: 'seed', title: text('column.seed'), width: '110px', number: true, cell: (row) => row.seed },
    {
      id: 'drawn',
      title: text('column.drawn'),
      width: 'minmax(190px, 1fr)',
      cell: (row) => `${row.drawnBy.personName} ${dateTime(row.drawnAt)}`,
    },
    {
      id: 'closed',
      title: text('column.closed'),
      width: 'minmax(190px, 1fr)',
      cell: (row) => (row.closedBy ? `${row.closedBy.personName} ${dateTime(row.closedAt)}` : ''),
    },
  ];
  return (
    <>
      <div className="quality-bar">
        <Button
          size="small"
          intent="primary"
          disabled={off !== null}
          title={off ?? undefined}
          onClick={() => setDrawing(true)}
          data-testid="sample-draw"
        >
          {text('draw.title')} <KeyCap name="F4" />
        </Button>
      </div>
      <Answer of={samples}>
        {() =>
          rows.length === 0 ? (
            <EmptyPanel glyph="inbox" title={text('samples.empty')} hint={text('samples.empty.hint')} />
          ) : (
            <Table
              label={text('tab.samples')}
              rows={rows}
              columns={columns}
              keyOf={keyOf}
              selected={current?.id ?? null}
              onSelect={choose}
              onOpen={{ label: text('samples.open'), run: (row) => onOpen(row.id) }}
              testId="sample"
            />
          )
        }
      </Answer>
      {drawing ? <DrawDialog onClose={() => setDrawing(false)} onDone={(sample) => onOpen(sample.id)} /> : null}
    </>
  );
}
