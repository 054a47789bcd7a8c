// Past exams of a patient, however long ago (RAD-100): by name or number over all years; Enter opens one to look at.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { PatientNumber } from '../../../../renderer/parts/patient-number.tsx';
import { type Column, FocusTable } from '../../../../renderer/parts/table.tsx';
import { useSettled } from '../../../../renderer/parts/use-settled.ts';
import { useGo } from '../../../../renderer/shell/route.ts';
import { ReportChip } from '../parts/chips.tsx';
import { useProcedureName } from '../parts/use-procedure-name.ts';
import { useExams } from '../worklist/use-worklist.ts';
import { timeOf } from './desk-columns.tsx';
import { usePlaceText } from './place-texts.ts';

/** A century: the archive is younger. */
const days = 36_500;
const searchFrom = 2;
const keyOf = (exam: ExamDocument) => exam.id;
export function PastDialog({ start, onClose }: { start: string; onClose: () => void }) {
  const text = usePlaceText();
  const go = useGo();
  const nameOf = useProcedureName();
  const [words, setWords] = useState(start);
  const [selected, setSelected] = useState<string | null>(null);
  const asked = useSettled(words.trim(), 250);
  const ready = asked.length >= searchFrom;
  const found = useExams(days, asked, ready);
  const rows = ready
    ? (found.data?.rows ?? []).toSorted((left, right) => timeOf(right).localeCompare(timeOf(left), 'en'))
    : [];
  const current = rows.find(({ id }) => id === selected) ?? rows[0];
  const open = () => current && go('case', { exam: current.id, look: '1' });
  const columns: Column<ExamDocument>[] = [
    { id: 'at', title: text('past.at'), width: '132px', cell: (row) => dateTime(timeOf(row)) },
    { id: 'name', title: text('past.name'), width: '100px', cell: (row) => <b>{row.patient.name}</b> },
    {
      id: 'number',
      title: text('past.number'),
      width: '110px',
      cell: (row) => <PatientNumber number={row.patient.number} />,
    },
    {
      id: 'exam',
      title: text('past.exam'),
      width: 'minmax(140px, 1fr)',
      cell: (row) => `${row.modality} ${nameOf(row)}`,
    },
    { id: 'accession', title: text('past.accession'), width: '120px', cell: (row) => row.accessionNumber },
    { id: 'room', title: text('past.room'), width: '110px', cell: (row) => row.room },
    { id: 'report', title: text('past.report'), width: '92px', cell: (row) => <ReportChip state={row.report.state} /> },
  ];
  return (
    <Modal
      title={text('past.title')}
      onClose={onClose}
      onConfirm={current ? open : undefined}
      width="min(1040px, 96vw)"
      testId="past-dialog"
      hint={text('past.hint')}
      footer={
        <Button type="submit" intent="primary" disabled={!current} data-testid="past-open">
          {text('past.open')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <InputGroup
        autoFocus
        leftIcon="search"
        value={words}
        onValueChange={setWords}
        placeholder={text('past.search')}
        aria-label={text('past.search')}
        data-testid="past-search"
      />
      <div className="past-rows">
        {ready ? (
          <Answer of={found}>
            {() =>
              rows.length === 0 ? (
                <EmptyPanel glyph="search" title={text('past.none')} />
              ) : (
                <FocusTable
                  label={text('past.title')}
                  rows={rows}
                  columns={columns}
                  keyOf={keyOf}
                  selected={current?.id ?? null}
                  onSelect={setSelected}
                  testId="past"
                />
              )
            }
          </Answer>
        ) : (
          <EmptyPanel glyph="search" title={text('past.hint')} />
        )}
      </div>
    </Modal>
  );
}
