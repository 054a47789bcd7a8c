// The orders area: exams from request to report, shared by the reading room, the ECG station and the booking desk.
import type { AreaModule } from '../../kernel/area.ts';
import { uuidsOf } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/types.ts';
import { maySeeExam } from './access.ts';
import { shipBooking } from './booking-settings.ts';
import { actorOf } from './institutions.ts';
import { shipItems } from './items.ts';
import { shownExam } from './queries.ts';
import { ordersRoutes } from './routes.ts';
import { examsById } from './store.ts';

export { type ExamDuty, examRight, mayDo, maySeeExam, requireExamAccess } from './access.ts';
export { examContext } from './acts.ts';
export { bookingSettings } from './booking-settings.ts';
export { bookingOfExam } from './booking-store.ts';
export { raiseRisk, retractRisk, suspectExam } from './criticals.ts';
export { amendExam, arriveExam, cancelExam } from './desk-acts.ts';
export { isExamOrder, takeExamOrder } from './his-orders.ts';
export { actorOf, institutionsOf, ownInstitution } from './institutions.ts';
export { type ArrivedStudy, attachObject, detachObject, examForObject, linkStudy, moveStudy } from './link.ts';
export { assignExam, lockForWriting, sayRisk, unlock } from './reading-acts.ts';
export { factsOf, makeExam, type RegisterInput, registerExam, saveWho } from './register.ts';
export { askRemote, decide as decideRemoteRequest } from './remote-acts.ts';
export { examById, examsById, lockExamRow, saveExam } from './store.ts';

export const module: AreaModule = {
  name: 'orders',
  routes: (kernel, os) => ({ orders: ordersRoutes(kernel, os) }),
  documents: (kernel) => [
    {
      kind: 'exam',
      span: 'recent',
      async read(ids, caller) {
        const exams = await examsById(kernel.db, uuidsOf(ids));
        const actor = await actorOf(kernel, kernel.db, caller);
        const now = kernel.clock.now().toISOString();
        const seen = exams.filter((exam) => maySeeExam(caller, actor, exam));
        return new Map(seen.map((exam) => [exam.id, shownExam(exam, now)]));
      },
    },
  ],
  async start(kernel: Kernel) {
    await shipItems(kernel);
    await shipBooking(kernel);
    return { stop: async () => undefined };
  },
};
