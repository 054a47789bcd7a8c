// The desk's commands on one exam of its list, each with what is said when it is done.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { bookingRefusals, useSayRefusal } from '../../../../renderer/booking/use-bookings.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { type DeskTextKey, useDeskText } from './texts.ts';

/** `onDone`: the list shows it, dialogs close. */
export function useDeskActs(onDone: (exam: ExamDocument) => void) {
  const text = useDeskText();
  const { client } = useApi();
  const { show } = useToasts();
  const onFailed = useSayRefusal();
  const said = (key: DeskTextKey) => (exam: ExamDocument) => {
    const { queueNumber: number, room } = exam;
    show({
      tone: 'done',
      title: text(key, { name: exam.patient.name, time: dateTime(exam.scheduledAt), room, number: number ?? '' }),
    });
    onDone(exam);
  };
  const arrived = (exam: ExamDocument) =>
    said(exam.queueNumber === undefined ? 'done.arrived.plain' : 'done.arrived')(exam);
  return {
    arrive: useCommand(client.orders.arrive, { onDone: arrived }),
    move: useCommand(client.orders.bookSlot, { onDone: said('done.moved'), onFailed, handles: bookingRefusals }),
    unbook: useCommand(client.orders.cancelBooking, { onDone: said('done.unbooked') }),
    cancel: useCommand(client.orders.cancel, { onDone: said('done.cancelled') }),
    reinstate: useCommand(client.orders.reinstate, {
      onDone: (exam) => said(exam.state === 'registered' ? 'done.reinstated' : 'done.reinstated.request')(exam),
    }),
    noShow: useCommand(client.orders.noShow, { onDone: said('done.noShow') }),
  };
}
