// The clinical areas and interfaces of the server, in the order in which they start: a new one is one line here.
import { module as critical } from './areas/critical/module.ts';
import { labModule, labServices, takeOrder } from './areas/lab/module.ts';
import { module as patient, savePatient, saveVisit } from './areas/patient/module.ts';
import { reportingModule, reportPort } from './areas/reporting/module.ts';
import { hl7Module } from './interfaces/hl7/module.ts';
import type { AreaModule } from './kernel/area.ts';

export function clinicalAreas(): AreaModule[] {
  return [
    patient,
    critical,
    labModule(reportPort),
    reportingModule(),
    hl7Module((kernel) => {
      const services = labServices(kernel, reportPort(kernel));
      return {
        async savePatient(work, person, visit) {
          const row = await savePatient(work, kernel.fields, person, 'his');
          if (visit.number) await saveVisit(work, row.id, visit);
          work.audit({ act: 'patient.save', subject: person.number, patientId: row.id });
        },
        async order(work, order, person, visit) {
          await takeOrder(services, work, order, person, visit);
        },
      };
    }),
  ];
}
