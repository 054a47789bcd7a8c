// The clinical areas and interfaces of the server, in the order in which they start: a new one is one line here.
import { criticalArea } from './areas/critical/module.ts';
import {
  ecgArea,
  lookThroughLink,
  openAlertsFor,
  recordingForPrint,
  remoteFactsOf,
  requireLooked,
  takeEcgMessage,
} from './areas/ecg/module.ts';
import { imagingArea } from './areas/imaging/module.ts';
import { labModule, labServices, takeChargeMaster, takeOrder } from './areas/lab/module.ts';
import {
  isExamOrder,
  keptNumbers,
  ordersArea,
  patientsKnownTo,
  seenExams,
  takeExamOrder,
} from './areas/orders/module.ts';
import { mergePatient, patientArea, savePatient, saveVisit } from './areas/patient/module.ts';
import { linkWithPrograms, programsModule } from './areas/programs/module.ts';
import { qualityModule } from './areas/quality/module.ts';
import { reportingModule, reportPort } from './areas/reporting/module.ts';
import { signingArea } from './areas/signing/module.ts';
import { dicomModule } from './interfaces/dicom/module.ts';
import { dicomWebModule } from './interfaces/dicomweb/module.ts';
import { hl7Module } from './interfaces/hl7/module.ts';
import type { AreaModule } from './kernel/area.ts';

export function clinicalAreas(): AreaModule[] {
  const imaging = imagingArea(linkWithPrograms);
  const ecg = ecgArea(imaging.archive);
  const signing = signingArea();
  const orders = ordersArea(remoteFactsOf);
  const reporting = reportingModule(
    signing.signer,
    (examId, wish, strips) => recordingForPrint(ecg.services(), examId, wish, strips),
    lookThroughLink,
    requireLooked,
  );
  return [
    patientArea(patientsKnownTo),
    orders,
    imaging.module,
    ecg.module,
    qualityModule(imaging.archive),
    dicomWebModule(imaging.archive),
    dicomModule(imaging.archive),
    criticalArea(seenExams, openAlertsFor),
    labModule(reportPort),
    signing.module,
    reporting,
    programsModule({ attachments: orders.attachments, archive: imaging.archive, paper: reporting.paper }),
    hl7Module((kernel) => {
      const services = labServices(kernel, reportPort(kernel));
      return {
        async savePatient(work, about, corrects) {
          const kept = await keptNumbers(kernel, work.tx, about.facility);
          const person = kept.patient(about.patient);
          const row = await savePatient(work, kernel.fields, person, corrects ? 'his' : 'order');
          if (about.visit.number) await saveVisit(work, row.id, kept.visit(about.visit));
          work.audit({ act: 'patient.save', subject: person.number, patientId: row.id });
        },
        async merge(work, from, about) {
          const kept = await keptNumbers(kernel, work.tx, about.facility);
          const into = kept.patient(about.patient);
          await savePatient(work, kernel.fields, into, 'his');
          await mergePatient(work, kept.number(from), into.number);
        },
        charges: takeChargeMaster,
        result: (content, header, peer) => takeEcgMessage(ecg.services(), content, header, peer),
        async order(work, order, about) {
          const kept = await keptNumbers(kernel, work.tx, about.facility);
          const patient = kept.patient(about.patient);
          const visit = kept.visit(about.visit);
          // Exams keep the sender's order number beside its institution.
          if (await isExamOrder(kernel, work.tx, order, about.facility))
            await takeExamOrder(kernel, work, order, { patient, visit, facility: about.facility });
          else await takeOrder(services, work, { ...order, number: kept.number(order.number) }, patient, visit);
        },
      };
    }),
  ];
}
