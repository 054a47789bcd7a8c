// What the desk asks about one row of its list: another slot, why it is cancelled and why not after all, why nobody came, its papers.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { PaperDialog } from '../../../../renderer/booking/paper-dialog.tsx';
import { SlotPicker } from '../../../../renderer/booking/slot-picker.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import type { useDialogAbout } from '../../../../renderer/parts/use-dialog-about.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { type DeskRow, slotOf } from './rows.ts';
import { useDeskText } from './texts.ts';
import type { useDeskActs } from './use-desk-acts.ts';

export type Asking = 'move' | 'cancel' | 'reinstate' | 'noShow' | 'paper' | 'request';

export const targetOf = ({ id, version }: ExamDocument) => ({ examId: id, expectedVersion: version });

interface RowDialogsProps {
  asking: ReturnType<typeof useDialogAbout<Asking, DeskRow>>;
  acts: ReturnType<typeof useDeskActs>;
}

export function RowDialogs({ asking, acts }: RowDialogsProps) {
  const text = useDeskText();
  const { dialog, close } = asking;
  const asked = asking.about?.exam ?? null;
  return (
    <>
      {dialog === 'move' && asked ? (
        <SlotPicker
          service="ecg"
          exam={asked}
          name={asked.patient.name}
          slot={slotOf(asking.about?.booking ?? null)}
          busy={acts.move.isPending}
          onClose={close}
          onPick={(slot) =>
            acts.move.mutate({ ...targetOf(asked), slot, reason: asked.state === 'booked' ? text('move.reason') : '' })
          }
        />
      ) : null}
      {dialog === 'cancel' && asked ? (
        <CancelDialog
          exam={asked}
          busy={acts.cancel.isPending || acts.unbook.isPending}
          onClose={close}
          onConfirm={(what, reason) =>
            (what === 'booking' ? acts.unbook : acts.cancel).mutate({ ...targetOf(asked), reason })
          }
        />
      ) : null}
      {dialog === 'reinstate' && asked ? (
        <ReasonDialog
          title={text('reinstate.title', { name: asked.patient.name, item: asked.procedureName })}
          lead={
            <>
              <p>{text('reinstate.was', { reason: asked.cancelReason })}</p>
              <p>{text(asked.registeredAt === null ? 'reinstate.request' : 'reinstate.registered')}</p>
              {asked.requestNumber === '' ? null : <p>{text('reinstate.his')}</p>}
            </>
          }
          ready={[text('reinstate.person'), text('reinstate.item'), text('reinstate.came')]}
          confirm={text('act.reinstate')}
          busy={acts.reinstate.isPending}
          onClose={close}
          onConfirm={(reason) => acts.reinstate.mutate({ ...targetOf(asked), reason })}
          testId="desk-reinstate-dialog"
        />
      ) : null}
      {dialog === 'noShow' && asked ? (
        <ReasonDialog
          title={text('noShow.title', { name: asked.patient.name })}
          lead={text('noShow.lead')}
          ready={[text('noShow.phone'), text('noShow.refused'), text('noShow.unknown')]}
          confirm={text('act.noShow')}
          busy={acts.noShow.isPending}
          onClose={close}
          onConfirm={(reason) => acts.noShow.mutate({ ...targetOf(asked), reason })}
          testId="desk-noshow-dialog"
        />
      ) : null}
      {(dialog === 'paper' || dialog === 'request') && asked ? (
        <PaperDialog exam={asked} start={dialog === 'request' ? 'request' : 'slip'} onClose={close} />
      ) : null}
    </>
  );
}
