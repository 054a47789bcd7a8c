// The exams' part of the contract: each procedure names its act or its read, nothing more.
import type { Kernel } from '../../kernel/types.ts';
import type { Implementer } from '../../web/procedures.ts';
import { administers } from '../identity/module.ts';
import { examRight } from './access.ts';
import type { Attachments } from './attachments/acts.ts';
import { bookingRoutes } from './booking-routes.ts';
import { confirmedNetwork, confirmerChoices } from './confirmers.ts';
import { amendExam, arriveExam, cancelExam, reinstateExam } from './desk-acts.ts';
import { earlierRequests } from './earlier-requests.ts';
import { listEcgTypes, saveEcgType } from './ecg-types.ts';
import { groupList, readPlan, savePlan } from './forwarding/plan.ts';
import { institutionRegister, saveInstitution } from './institution-acts.ts';
import { actorOf } from './institutions.ts';
import { itemsOfService, saveItem } from './items.ts';
import type { NoticeOutbox } from './notices/outbox.ts';
import { noticeRoutes } from './notices/routes.ts';
import { listPatientTypes, savePatientType } from './patient-types.ts';
import { exam, examRows, priors, worklist } from './queries.ts';
import { readersOf } from './readers.ts';
import { assignExam, lockForWriting, sayRisk, unlock } from './reading-acts.ts';
import { registerExam } from './register.ts';
import { askRemote, decide, forwardRemote, patientTold, takeBackRemote } from './remote-acts.ts';
import { countedExams, reportCounts } from './report-counts.ts';
import { requestFees } from './request-fees.ts';
import { requestNumberRoutes } from './request-number-routes.ts';
import { settleExams } from './settle-acts.ts';

/** What the area works with once the server has started. */
export interface OrdersServices {
  attachments: Attachments;
  outbox: NoticeOutbox;
}

export function ordersRoutes(kernel: Kernel, { orders }: Implementer, services: () => OrdersServices) {
  return orders.router({
    ...bookingRoutes(kernel, orders),
    ...noticeRoutes(kernel, orders, () => services().outbox),
    ...requestNumberRoutes(kernel, orders),
    requestFees: orders.requestFees.handler(({ input, context }) => requestFees(kernel, context.caller, input)),
    attachments: orders.attachments.handler(({ input, context }) =>
      services().attachments.list(context.caller, input.examId),
    ),
    removeAttachment: orders.removeAttachment.handler(({ input, context }) =>
      services().attachments.remove(context.caller, input),
    ),
    worklist: orders.worklist.handler(({ input, context }) => worklist(kernel, context.caller, input)),
    exam: orders.exam.handler(({ input, context }) => exam(kernel, context.caller, input.examId)),
    exams: orders.exams.handler(({ input, context }) => examRows(kernel, context.caller, input.ids)),
    priors: orders.priors.handler(({ input, context }) => priors(kernel, context.caller, input.examId)),
    register: orders.register.handler(({ input, context }) => registerExam(kernel, context.caller, input)),
    amendRegistration: orders.amendRegistration.handler(({ input, context }) =>
      amendExam(kernel, context.caller, input),
    ),
    arrive: orders.arrive.handler(({ input, context }) => arriveExam(kernel, context.caller, input)),
    cancel: orders.cancel.handler(({ input, context }) => cancelExam(kernel, context.caller, input)),
    reinstate: orders.reinstate.handler(({ input, context }) => reinstateExam(kernel, context.caller, input)),
    earlierRequests: orders.earlierRequests.handler(({ input, context }) =>
      earlierRequests(kernel, context.caller, input.examId),
    ),
    settleExams: orders.settleExams.handler(({ input, context }) => settleExams(kernel, context.caller, input)),
    lock: orders.lock.handler(({ input, context }) => lockForWriting(kernel, context.caller, input)),
    unlock: orders.unlock.handler(({ input, context }) => unlock(kernel, context.caller, input)),
    assign: orders.assign.handler(({ input, context }) => assignExam(kernel, context.caller, input)),
    readers: orders.readers.handler(({ input, context }) => readersOf(kernel, context.caller, input)),
    setRisk: orders.setRisk.handler(({ input, context }) => sayRisk(kernel, context.caller, input)),
    requestRemote: orders.requestRemote.handler(({ input, context }) => askRemote(kernel, context.caller, input)),
    decideRemote: orders.decideRemote.handler(({ input, context }) => decide(kernel, context.caller, input)),
    forwardRemote: orders.forwardRemote.handler(({ input, context }) => forwardRemote(kernel, context.caller, input)),
    takeBackRemote: orders.takeBackRemote.handler(({ input, context }) =>
      takeBackRemote(kernel, context.caller, input),
    ),
    tellPatient: orders.tellPatient.handler(({ input, context }) => patientTold(kernel, context.caller, input)),
    forwardingPlan: orders.forwardingPlan.handler(({ input, context }) =>
      readPlan(kernel, context.caller, input.service),
    ),
    saveForwardingPlan: orders.saveForwardingPlan.handler(({ input, context }) =>
      savePlan(kernel, context.caller, input),
    ),
    items: orders.items.handler(({ input, context }) => {
      const entry = { act: 'orders.items', subject: input.service };
      // Who keeps the dictionaries sees them without seeing patients.
      const edits = context.caller.rights.includes('dictionary.edit');
      return kernel.read(context.caller, edits ? 'dictionary.edit' : examRight(input.service, 'view'), entry, (db) =>
        itemsOfService(db, input.service),
      );
    }),
    ecgTypes: orders.ecgTypes.handler(({ context }) => listEcgTypes(kernel, context.caller)),
    patientTypes: orders.patientTypes.handler(({ context }) => listPatientTypes(kernel, context.caller)),
    savePatientType: orders.savePatientType.handler(({ input, context }) =>
      savePatientType(kernel, context.caller, input),
    ),
    saveEcgType: orders.saveEcgType.handler(({ input, context }) => saveEcgType(kernel, context.caller, input)),
    saveItem: orders.saveItem.handler(({ input, context }) => saveItem(kernel, context.caller, input)),
    institutions: orders.institutions.handler(({ context }) =>
      kernel.read(context.caller, null, { act: 'orders.institutions', subject: '' }, async (db) => {
        const { institutionId } = await actorOf(kernel, db, context.caller);
        return confirmedNetwork(kernel, db, institutionId);
      }),
    ),
    institutionGroups: orders.institutionGroups.handler(({ context }) =>
      kernel.read(context.caller, null, { act: 'orders.institutionGroups', subject: '' }, groupList),
    ),
    reportCounts: orders.reportCounts.handler(({ input, context }) => reportCounts(kernel, context.caller, input)),
    countedExams: orders.countedExams.handler(({ input, context }) => countedExams(kernel, context.caller, input)),
    institutionRegister: orders.institutionRegister.handler(({ context }) =>
      kernel.read(
        context.caller,
        administers(context.caller, 'institution.edit'),
        { act: 'orders.institutionRegister', subject: '' },
        (db) => institutionRegister(kernel, db),
      ),
    ),
    confirmerChoices: orders.confirmerChoices.handler(({ input, context }) =>
      kernel.read(
        context.caller,
        administers(context.caller, 'institution.edit'),
        { act: 'orders.confirmerChoices', subject: input.institutionId },
        (db) => confirmerChoices(kernel, db, input),
      ),
    ),
    saveInstitution: orders.saveInstitution.handler(({ input, context }) =>
      saveInstitution(kernel, context.caller, input),
    ),
  });
}
