// The laboratory's part of the contract: each procedure names its act or its read, nothing more.
import { maySeeGroup } from '../../kernel/access.ts';
import type { Implementer } from '../../web/procedures.ts';
import { actOnSpecimen } from './acts.ts';
import { entryHistory, saveEntry, unconfirmedTests } from './dictionary-store.ts';
import { ingest } from './ingest.ts';
import { register } from './orders.ts';
import { byBarcode, findings, forInstrument, history, rows, specimen, worklist } from './queries.ts';
import {
  addTestAct,
  chooseResultAct,
  collectAct,
  enterResultsAct,
  printLabelAct,
  receiveAct,
  rejectAct,
  setRemarkAct,
} from './reception-acts.ts';
import { resolve } from './resolve-unplaced.ts';
import type { LabServices } from './services.ts';
import { recallReport, reviewMany, reviewSecond, takeBack } from './sign.ts';
import { anyGroup, listUnplaced } from './unplaced-store.ts';

export function labRoutes(services: LabServices, { lab }: Implementer) {
  const { kernel } = services;
  return lab.router({
    dictionaries: lab.dictionaries.handler(({ context }) =>
      kernel.read(context.caller, null, { act: 'lab.dictionaries', subject: 'all' }, (db) =>
        services.dictionaries.load(db),
      ),
    ),
    worklist: lab.worklist.handler(({ input, context }) => worklist(services, context.caller, input)),
    rows: lab.rows.handler(({ input, context }) => rows(services, context.caller, input.ids)),
    specimen: lab.specimen.handler(({ input, context }) => specimen(services, context.caller, input.id)),
    byBarcode: lab.byBarcode.handler(({ input, context }) => byBarcode(services, context.caller, input.barcode)),
    history: lab.history.handler(({ input, context }) =>
      history(services, context.caller, input.patientId, input.days),
    ),
    unplaced: lab.unplaced.handler(({ input, context }) =>
      kernel.read(
        context.caller,
        'lab.view',
        { act: 'lab.unplaced', subject: input.resolved ? 'resolved' : 'open' },
        async (db) => {
          const now = kernel.clock.now();
          const rows = await listUnplaced(db, {
            resolved: input.resolved,
            since: new Date(now.getTime() - input.days * 86_400_000),
          });
          const visible = rows.filter(({ groupId }) => groupId === anyGroup || maySeeGroup(context.caller, groupId));
          return { rows: visible.map(({ document }) => document), asOf: now.toISOString() };
        },
      ),
    ),
    worklistForInstrument: lab.worklistForInstrument.handler(({ input, context }) =>
      forInstrument(services, context.caller, input.instrumentId, input.barcodes),
    ),
    findings: lab.findings.handler(({ input, context }) => findings(services, context.caller, input.specimenIds)),

    register: lab.register.handler(({ input, context }) => register(services, context.caller, input)),
    printLabel: lab.printLabel.handler(({ input, context }) =>
      actOnSpecimen(services, printLabelAct, context.caller, input),
    ),
    collect: lab.collect.handler(({ input, context }) => actOnSpecimen(services, collectAct, context.caller, input)),
    receive: lab.receive.handler(({ input, context }) => actOnSpecimen(services, receiveAct, context.caller, input)),
    reject: lab.reject.handler(({ input, context }) => actOnSpecimen(services, rejectAct, context.caller, input)),
    ingest: lab.ingest.handler(({ input, context }) => ingest(services, context.caller, input)),
    enterResults: lab.enterResults.handler(({ input, context }) =>
      actOnSpecimen(services, enterResultsAct, context.caller, input),
    ),
    chooseResult: lab.chooseResult.handler(({ input, context }) =>
      actOnSpecimen(services, chooseResultAct, context.caller, input),
    ),
    addTest: lab.addTest.handler(({ input, context }) => actOnSpecimen(services, addTestAct, context.caller, input)),
    setRemark: lab.setRemark.handler(({ input, context }) =>
      actOnSpecimen(services, setRemarkAct, context.caller, input),
    ),
    review: lab.review.handler(({ input, context }) => reviewMany(services, context.caller, input)),
    secondReview: lab.secondReview.handler(({ input, context }) => reviewSecond(services, context.caller, input)),
    unreview: lab.unreview.handler(({ input, context }) => takeBack(services, context.caller, input)),
    recall: lab.recall.handler(({ input, context }) => recallReport(services, context.caller, input)),
    resolveUnplaced: lab.resolveUnplaced.handler(({ input, context }) => resolve(services, context.caller, input)),
    unconfirmedTests: lab.unconfirmedTests.handler(({ context }) =>
      kernel.read(context.caller, null, { act: 'lab.unconfirmedTests', subject: 'all' }, unconfirmedTests),
    ),
    saveDictionaryEntry: lab.saveDictionaryEntry.handler(({ input, context }) => {
      const subject = `${input.kind}/${input.key}`;
      const request = {
        ...input.command,
        name: 'lab.saveDictionaryEntry',
        right: 'dictionary.edit' as const,
        subject,
        input,
      };
      return kernel.command(context.caller, request, async (work) => ({
        kind: input.kind,
        key: input.key,
        version: await saveEntry(work, input.kind, input.key, input.entry, input.expectedVersion),
      }));
    }),
    dictionaryEntry: lab.dictionaryEntry.handler(({ input, context }) =>
      kernel.read(
        context.caller,
        context.caller.rights.includes('dictionary.edit') ? 'dictionary.edit' : 'lab.view',
        { act: 'lab.dictionaryEntry', subject: `${input.kind}/${input.key}` },
        (db) => entryHistory(db, input.kind, input.key),
      ),
    ),
  });
}
