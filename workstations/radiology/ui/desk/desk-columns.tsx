// What the desk's list says of an exam, column by column.
import type { ExamDocument, ExamState } from '../../../../core/orders/exam.ts';
import { shortTime } from '../../../../renderer/format/time.ts';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { PatientNumber } from '../../../../renderer/parts/patient-number.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import type { Column } from '../../../../renderer/parts/table.tsx';
import { PriorityMark } from '../parts/chips.tsx';
import { useProcedureName } from '../parts/use-procedure-name.ts';
import { useFeeWords } from './fee.tsx';
import { usePlaceText } from './place-texts.ts';
import { useDeskText } from './texts.ts';

const look: Record<ExamState, { tone: StateTone; glyph: GlyphName }> = {
  requested: { tone: 'draft', glyph: 'tag' },
  booked: { tone: 'waiting', glyph: 'time' },
  registered: { tone: 'working', glyph: 'identity' },
  acquired: { tone: 'final', glyph: 'yes' },
  cancelled: { tone: 'withdrawn', glyph: 'refuse' },
};

/** When a desk looks for it. */
export function timeOf(exam: ExamDocument): string {
  return exam.acquiredAt ?? exam.registeredAt ?? exam.scheduledAt ?? exam.requestedAt;
}

/** @param allocated whether a room was given to the exam */
export function useDeskColumns(allocated: (exam: ExamDocument) => boolean): Column<ExamDocument>[] {
  const text = useDeskText();
  const placeText = usePlaceText();
  const fee = useFeeWords();
  const nameOf = useProcedureName();
  return [
    {
      id: 'state',
      title: text('column.state'),
      width: '96px',
      cell: (row) => (
        <ToneChip
          {...look[row.state]}
          word={
            row.state === 'registered' && allocated(row) ? placeText('state.allocated') : text(`state.${row.state}`)
          }
        />
      ),
    },
    {
      id: 'name',
      title: text('column.name'),
      width: '120px',
      cell: (row) => (
        <>
          <PriorityMark exam={row} /> <b>{row.patient.name}</b>
        </>
      ),
    },
    {
      id: 'number',
      title: text('column.number'),
      width: '110px',
      cell: (row) => <PatientNumber number={row.patient.number} />,
    },
    {
      id: 'exam',
      title: text('column.exam'),
      width: 'minmax(140px, 1fr)',
      cell: (row) => `${row.modality} ${nameOf(row)}`,
    },
    {
      id: 'room',
      title: text('column.room'),
      width: '120px',
      cell: (row) => [row.room, row.deviceId].filter(Boolean).join(' / '),
    },
    { id: 'from', title: text('column.from'), width: '110px', cell: (row) => row.departmentName },
    { id: 'fee', title: text('column.fee'), width: '130px', cell: (row) => fee(row), hint: (row) => fee(row) },
    { id: 'accession', title: text('column.accession'), width: '132px', cell: (row) => row.accessionNumber },
    {
      id: 'time',
      title: text('column.time'),
      width: '90px',
      number: true,
      cell: (row) => shortTime(timeOf(row), new Date()),
    },
  ];
}
