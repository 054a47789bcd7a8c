// The laboratory area: what other areas and interfaces may use of it stands here, everything else is its own.
import type { IncomingOrder, IncomingPatient, IncomingVisit } from '../../../core/integration/order-message.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { shippedDictionaries } from '../../../core/lab/catalogue/index.ts';
import type { IngestInput } from '../../../core/lab/contract.ts';
import { DictionaryKind } from '../../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { AreaModule } from '../../kernel/area.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { criticalsOf, followSpecimen } from '../critical/module.ts';
import { patientShown } from '../patient/module.ts';
import { actOnSpecimen, type SpecimenInput } from './acts.ts';
import { chargeRoutes } from './charges/routes.ts';
import { createDictionaryCache, saveEntry } from './dictionary-store.ts';
import { labDocuments } from './documents.ts';
import { ingest } from './ingest.ts';
import { cancelOrder, placeOrder } from './orders.ts';
import { collectAct, enterResultsAct, receiveAct, rejectAct } from './reception-acts.ts';
import { labRoutes } from './routes.ts';
import type { LabServices, ReportPort } from './services.ts';
import { type ReviewRequest, reviewMany, reviewSecond } from './sign.ts';
import { findSpecimen } from './specimen-store.ts';

export { actorOf } from './access.ts';
export { takeChargeMaster } from './charges/master-file.ts';
export { createDictionaryCache, saveEntry } from './dictionary-store.ts';
export type { LabServices, ReportPort } from './services.ts';
export { findSpecimen, lockSpecimen, saveSpecimen } from './specimen-store.ts';

/** What the acts of the laboratory are given, for one kernel. */
export function labServices(kernel: Kernel, reports: ReportPort): LabServices {
  return {
    kernel,
    dictionaries: createDictionaryCache(),
    critical: {
      follow: (work, document) => followSpecimen(kernel, work, document),
      async known(db, specimenId) {
        const criticals = await criticalsOf(db, specimenId);
        return criticals.map(({ resultId, state }) => ({ resultId, state }));
      },
    },
    reports,
    patientBrief: (patientId) => patientShown(kernel.db, kernel.fields, patientId),
  };
}

/** Orders of other systems, inside their command. */
export async function takeOrder(
  services: LabServices,
  work: CommandWork,
  order: IncomingOrder,
  patient: IncomingPatient,
  visit: IncomingVisit,
): Promise<SpecimenDocument[]> {
  if (order.action === 'place') return placeOrder(services, work, order, patient, visit);
  await cancelOrder(services, work, order.number);
  return [];
}

/** The acts of the bench by name, for the demo's seed: the functions that stand behind the procedures. */
export function labBench(services: LabServices) {
  return {
    collect: (caller: Caller, input: SpecimenInput) => actOnSpecimen(services, collectAct, caller, input),
    receive: (caller: Caller, input: SpecimenInput) => actOnSpecimen(services, receiveAct, caller, input),
    reject: (caller: Caller, input: Parameters<typeof rejectAct.apply>[1]) =>
      actOnSpecimen(services, rejectAct, caller, input),
    enterResults: (caller: Caller, input: Parameters<typeof enterResultsAct.apply>[1]) =>
      actOnSpecimen(services, enterResultsAct, caller, input),
    ingest: (caller: Caller, input: IngestInput) => ingest(services, caller, input),
    review: (caller: Caller, input: ReviewRequest) => reviewMany(services, caller, input),
    secondReview: (caller: Caller, input: SpecimenInput) => reviewSecond(services, caller, input),
    async specimen(id: string): Promise<SpecimenDocument> {
      const document = await findSpecimen(services.kernel.db, { id });
      if (!document) throw fail('NOT_FOUND', { specimenId: id });
      return document;
    },
  };
}

/** A hospital begins with the shipped catalogue; every entry can be changed, and says that it is unverified. */
async function prepareDictionaries(kernel: Kernel): Promise<void> {
  const { version } = await kernel.db.selectFrom('lab_dictionary_state').select('version').executeTakeFirstOrThrow();
  if (version > 0) return;
  const at = kernel.clock.now().toISOString();
  const request = { id: kernel.newId(), at, name: 'lab.shipDictionaries', right: null, subject: 'all' };
  await kernel.command(systemCaller('local'), request, async (work) => {
    for (const kind of DictionaryKind.options) {
      for (const [key, entry] of Object.entries(shippedDictionaries[kind]))
        await saveEntry(work, kind, key, entry, null);
    }
    return { ok: true };
  });
}

export function labModule(reportsOf: (kernel: Kernel) => ReportPort): AreaModule {
  return {
    name: 'lab',
    routes(kernel, os) {
      const services = labServices(kernel, reportsOf(kernel));
      return { lab: labRoutes(services, os), charges: chargeRoutes(services, os) };
    },
    documents: (kernel) => labDocuments(labServices(kernel, reportsOf(kernel))),
    async start(kernel) {
      await prepareDictionaries(kernel);
      return { stop: async () => undefined };
    },
  };
}
