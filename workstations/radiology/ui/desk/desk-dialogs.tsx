// The dialogs of the registration desk: one at a time, about the exam that is chosen or the day's list.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { ArriveDialog } from '../../../../renderer/booking/arrive-dialog.tsx';
import { DayBoard } from '../../../../renderer/booking/day-board.tsx';
import { LabelsDialog } from '../../../../renderer/booking/labels-dialog.tsx';
import { PaperDialog } from '../../../../renderer/booking/paper-dialog.tsx';
import { SlotPicker } from '../../../../renderer/booking/slot-picker.tsx';
import { FeeDialog } from '../../../../renderer/fees/fee-dialog.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { FinishDialog } from '../quality/finish-dialog.tsx';
import { timeOf } from './desk-columns.tsx';
import { PastDialog } from './past-dialog.tsx';
import { RegisterDialog } from './register-dialog.tsx';
import { SettleDialog } from './settle-dialog.tsx';
import { useDeskText } from './texts.ts';

export type DeskDialog =
  | 'register'
  | 'edit'
  | 'cancel'
  | 'form'
  | 'paper'
  | 'labels'
  | 'slot'
  | 'finish'
  | 'settle'
  | 'place'
  | 'board'
  | 'past'
  | 'fee';

export interface DeskActs {
  arrive: (exam: ExamDocument, place: Parameters<Parameters<typeof ArriveDialog>[0]['onPlace']>[0]) => void;
  cancel: (exam: ExamDocument, reason: string) => void;
  move: (exam: ExamDocument, slot: Parameters<Parameters<typeof SlotPicker>[0]['onPick']>[0]) => void;
  finished: (exam: ExamDocument) => void;
}

interface DeskDialogsProps {
  dialog: DeskDialog | null;
  exam: ExamDocument | null;
  /** As the list shows them, and all that were found. */
  rows: readonly ExamDocument[];
  found: readonly ExamDocument[];
  places: Parameters<typeof ArriveDialog>[0]['places'];
  acts: DeskActs;
  busy: Record<'arrive' | 'cancel' | 'move', boolean>;
  /** Why nobody here may confirm or cancel; null when one may. */
  offConfirm: string | null;
  offCancel: string | null;
  onClose: () => void;
  onRegistered: (exam: ExamDocument) => void;
}

export function DeskDialogs(props: DeskDialogsProps) {
  const {
    dialog,
    exam: current,
    rows,
    found,
    places,
    acts,
    busy,
    offConfirm,
    offCancel,
    onClose,
    onRegistered,
  } = props;
  const text = useDeskText();
  return (
    <>
      {dialog === 'register' || (dialog === 'edit' && current) ? (
        <RegisterDialog exam={dialog === 'edit' ? current : null} onClose={onClose} onDone={onRegistered} />
      ) : null}
      {dialog === 'cancel' && current ? (
        <ReasonDialog
          title={text('cancel.title', { name: current.patient.name })}
          ready={[text('cancel.reason.patient'), text('cancel.reason.wrong'), text('cancel.reason.device')]}
          confirm={text('act.cancel')}
          busy={busy.cancel}
          onClose={onClose}
          onConfirm={(reason) => acts.cancel(current, reason)}
          testId="cancel-dialog"
        />
      ) : null}
      {dialog === 'fee' ? <FeeDialog requestNumber={current?.requestNumber ?? ''} onClose={onClose} /> : null}
      {dialog === 'slot' && current ? (
        <SlotPicker
          service="radiology"
          exam={current}
          name={current.patient.name}
          slot={null}
          busy={busy.move}
          onClose={onClose}
          onPick={(slot) => acts.move(current, slot)}
        />
      ) : null}
      {dialog === 'finish' && current ? (
        <FinishDialog exam={current} onClose={onClose} onFinished={() => acts.finished(current)} />
      ) : null}
      {dialog === 'place' && current ? (
        <ArriveDialog
          exam={current}
          places={places}
          busy={busy.arrive}
          onClose={onClose}
          onPlace={(place) => acts.arrive(current, place)}
        />
      ) : null}
      {dialog === 'board' ? <DayBoard service="radiology" onClose={onClose} /> : null}
      {dialog === 'past' ? <PastDialog start={current?.patient.number ?? ''} onClose={onClose} /> : null}
      {dialog === 'settle' ? (
        <SettleDialog exams={found} timeOf={timeOf} offConfirm={offConfirm} offCancel={offCancel} onClose={onClose} />
      ) : null}
      {(dialog === 'paper' || dialog === 'form') && current ? (
        <PaperDialog exam={current} start={dialog === 'form' ? 'request' : 'slip'} onClose={onClose} />
      ) : null}
      {dialog === 'labels' ? <LabelsDialog exams={rows} timeOf={timeOf} onClose={onClose} /> : null}
    </>
  );
}
