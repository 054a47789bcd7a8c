// What the desk does with the exam that is chosen in its list: the keys, and why one of them is not possible now.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { whyStaysCancelled } from '../../../../core/orders/exam-flow.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import type { Action } from '../../../../renderer/keys/actions.tsx';
import type { Asking } from './desk-dialogs.tsx';
import type { DeskRow } from './rows.ts';
import { useDeskText } from './texts.ts';

interface RowActionParts {
  row: DeskRow | null;
  /** How many the list shows; labels are printed for all of them. */
  listed: number;
  /** Why this person does nothing at the desk now. */
  closed: string | null;
  /** The same of what is corrected and undone afterwards, which is also for who manages cases (病例管理). */
  managed: string | null;
  onArrive: (exam: ExamDocument) => void;
  onAmend: (exam: ExamDocument) => void;
  onAsk: (what: Asking) => void;
  onLabels: () => void;
}

export function useRowActions(parts: RowActionParts): Action[] {
  const { row, listed, closed, managed, onArrive, onAmend, onAsk, onLabels } = parts;
  const text = useDeskText();
  const online = useOnline();
  const exam = row?.exam ?? null;
  const need = (why: string | null, by = closed) => (exam ? (by ?? why) : text('off.none'));
  const waits = exam?.state === 'requested' || exam?.state === 'booked';
  const why = exam?.state === 'cancelled' ? text('off.cancelled') : waits ? null : text('off.arrived');
  const reported = exam && exam.report.state !== 'none' ? text('off.reported') : null;
  const stays = exam && whyStaysCancelled(exam);
  const due = row?.booking?.startsAt ?? exam?.scheduledAt ?? null;
  const early = due !== null && due > new Date().toISOString() ? text('off.early') : null;
  return [
    {
      id: 'desk.arrive',
      label: text('act.arrive'),
      keys: ['F6'],
      off: need(why),
      main: true,
      run: () => exam && onArrive(exam),
    },
    {
      id: 'desk.amend',
      label: text('act.amend'),
      keys: ['F7'],
      off: need(reported ?? (exam?.state === 'cancelled' ? text('off.cancelled') : null), managed),
      run: () => exam && onAmend(exam),
    },
    {
      id: 'desk.move',
      label: text(exam?.state === 'booked' ? 'act.move' : 'act.book'),
      keys: ['F8'],
      off: need(why),
      main: true,
      run: () => onAsk('move'),
    },
    {
      id: 'desk.cancel',
      label: text('act.cancel'),
      keys: ['F9'],
      off: need(
        reported ??
          (exam?.state === 'cancelled' ? text('off.nothing') : exam?.state === 'acquired' ? text('off.arrived') : null),
        managed,
      ),
      run: () => onAsk('cancel'),
    },
    {
      id: 'desk.reinstate',
      label: text('act.reinstate'),
      keys: ['Alt+F9'],
      off: need(stays === null ? null : text(`off.${stays}`), managed),
      run: () => onAsk('reinstate'),
    },
    {
      id: 'desk.noShow',
      label: text('act.noShow'),
      keys: ['Alt+N'],
      off: need(exam?.state === 'booked' ? early : text('off.notBooked')),
      run: () => onAsk('noShow'),
    },
    {
      id: 'desk.print',
      label: text('act.print'),
      keys: ['Ctrl+P'],
      off: need(null),
      main: true,
      run: () => onAsk('paper'),
    },
    {
      id: 'desk.request',
      label: text('act.request'),
      keys: ['F10'],
      off: need(exam?.state === 'cancelled' ? text('off.cancelled') : null, online ? null : text('off.offline')),
      main: true,
      run: () => onAsk('request'),
    },
    {
      id: 'desk.labels',
      label: text('act.labels'),
      keys: ['Ctrl+Shift+P'],
      off: closed ?? (listed > 0 ? null : text('labels.none')),
      run: onLabels,
    },
  ];
}
