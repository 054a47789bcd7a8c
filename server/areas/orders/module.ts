// The orders area: exams from request to report, shared by the reading room, the ECG station and the booking desk.

import { fail } from '../../../core/kernel/errors.ts';
import type { AreaModule } from '../../kernel/area.ts';
import { uuidsOf } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/types.ts';
import { maySeeExam } from './access.ts';
import { type Attachments, openAttachments } from './attachments/acts.ts';
import { openFiles, removeOrphans } from './attachments/files.ts';
import { attachmentRoutes } from './attachments/routes.ts';
import { shipBooking } from './booking-settings.ts';
import { startForwarding } from './forwarding/follow.ts';
import { actorOf } from './institutions.ts';
import { shipItems } from './items.ts';
import { createNoticeOutbox } from './notices/outbox.ts';
import { startNotices } from './notices/start.ts';
import { shownExam } from './queries.ts';
import { type EcgFactsOf, remoteLinkRoutes } from './remote-link/routes.ts';
import { type OrdersServices, ordersRoutes } from './routes.ts';
import { examsById } from './store.ts';
import { examsTold } from './told.ts';

export {
  beyondReach,
  type ExamDuty,
  examRight,
  managesCase,
  mayDo,
  mayDoTo,
  maySeeExam,
  maySeeReport,
  requireExamAccess,
} from './access.ts';
export { actOnExam, type ExamActSpec, examContext } from './acts.ts';
export type { Attachments } from './attachments/acts.ts';
export { bookingSettings } from './booking-settings.ts';
export { bookingOfExam } from './booking-store.ts';
export { requireConfirmer } from './confirmers.ts';
export { raiseRisk, retractRisk, suspectExam } from './criticals.ts';
export { amendExam, arriveExam, cancelExam } from './desk-acts.ts';
export { requireEcgType } from './ecg-types.ts';
export { forwardingNow } from './forwarding/choice.ts';
export { planOf, planRight } from './forwarding/plan.ts';
export { hasReader, readerAbove } from './forwarding/reader-above.ts';
export { type KeptNumbers, keptNumbers } from './his-numbers.ts';
export { isExamOrder, takeExamOrder } from './his-orders.ts';
export { actorOf, institutionOf, institutionsOf, ownInstitution } from './institutions.ts';
export {
  type ArrivedStudy,
  actOfDevice,
  attachObject,
  detachObject,
  examForObject,
  examForStep,
  linkStudy,
  moveStudy,
} from './link.ts';
export { patientsKnownTo } from './patients-known.ts';
export {
  cancelForInstitution,
  type HandedInRequest,
  submitForInstitution,
} from './program-requests.ts';
export { seenExams } from './queries.ts';
export { placesCondition, reachCondition, unitedReach } from './reach-query.ts';
export { assignExam, lockForWriting, sayRisk, unlock } from './reading-acts.ts';
export { factsOf, makeExam, type RegisterInput, registerExam, saveTyped } from './register.ts';
export { personOnFile, registerForImages } from './register-images.ts';
export { askRemote } from './remote-acts.ts';
export { examById, examsById, lockExamRow, saveExam } from './store.ts';
export { asTold, keeperOf, reportSystems } from './told-systems.ts';

export interface OrdersArea extends AreaModule {
  /** @throws SERVER_BUSY before the server has started */
  attachments(): Attachments;
}

/** @param ecgFactsOf what an ECG's request is filled in with */
export function ordersArea(ecgFactsOf: EcgFactsOf): OrdersArea {
  let started: OrdersServices | null = null;
  function services(): OrdersServices {
    if (!started) throw fail('SERVER_BUSY', { what: 'the orders area is being started' });
    return started;
  }
  return {
    name: 'orders',
    attachments: () => services().attachments,
    routes: (kernel, os) => ({ orders: ordersRoutes(kernel, os, services) }),
    plain: (kernel) => [
      ...attachmentRoutes(() => services().attachments),
      ...remoteLinkRoutes({ kernel, attachments: () => services().attachments, ecgFactsOf }),
    ],
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
        told: examsTold(kernel),
      },
    ],
    async start(kernel: Kernel, settings) {
      await shipItems(kernel);
      await shipBooking(kernel);
      const files = await openFiles(kernel, settings.dataDir);
      await removeOrphans(kernel, files);
      const outbox = createNoticeOutbox({ kernel, reached: settings.reached });
      started = { attachments: openAttachments(kernel, files), outbox };
      const running = [startNotices(kernel, outbox), startForwarding(kernel)];
      return {
        async stop() {
          for (const one of running.toReversed()) await one.stop();
        },
      };
    },
  };
}
