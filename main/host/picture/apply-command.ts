// What a waiting command will make of a specimen once the server carries it out: the same pure acts that the server runs.
import type { InferContractRouterInputs } from '@orpc/contract';
import type { stationContract } from '../../../core/contract.ts';
import type { ActContext } from '../../../core/lab/act.ts';
import { normalizeBarcode } from '../../../core/lab/barcode.ts';
import type { Dictionaries } from '../../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { placeMessage } from '../../../core/lab/placement.ts';
import { collect, printLabel, receive, reject } from '../../../core/lab/reception.ts';
import { oneTube, specimenForTube } from '../../../core/lab/registration.ts';
import { addTests, chooseResult, enterResults, setRemark } from '../../../core/lab/result-entry.ts';
import { commandIdOf } from '../custody/command-id.ts';

export type Inputs = InferContractRouterInputs<typeof stationContract>;

/** Commands on specimens that may wait for the server; what needs a signature or another's eyes may not. */
export const specimenCommands = [
  'lab.register',
  'lab.printLabel',
  'lab.collect',
  'lab.receive',
  'lab.reject',
  'lab.enterResults',
  'lab.chooseResult',
  'lab.addTest',
  'lab.setRemark',
] as const;
export type SpecimenCommand = (typeof specimenCommands)[number];

export interface PendingAct {
  id: string;
  name: string;
  /** Validated by the contract before it was kept. */
  input: unknown;
  actorId: string;
  actorName: string;
  at: string;
}

/**
 * The document after the act; the same one when the act is not about it.
 * @throws YishuError when the act does not fit the document
 */
export function applyCommand(
  document: SpecimenDocument | null,
  act: PendingAct,
  dictionaries: Dictionaries,
): SpecimenDocument | null {
  let ids = 0;
  const context: ActContext = {
    now: act.at,
    actor: { id: act.actorId, name: act.actorName },
    // The same picture gives the same ids however often it is drawn.
    newId: () => commandIdOf(act.id, 1000 + ids++),
    dictionaries,
  };
  if (act.name === 'lab.register') return document ?? registered(act.input as Inputs['lab']['register'], context);
  if (act.name === 'lab.ingest') return placed(document, act.input as Inputs['lab']['ingest'], context);
  if (document === null) return null;
  switch (act.name as SpecimenCommand) {
    case 'lab.printLabel':
      return printLabel(document, context);
    case 'lab.collect':
      return collect(document, context);
    case 'lab.receive': {
      const { urgent } = act.input as Inputs['lab']['receive'];
      // The running number of the day is the server's to give.
      const next = receive(document, { sampleNumber: '', urgent }, context);
      return { ...next, sampleNumber: document.sampleNumber };
    }
    case 'lab.reject':
      return reject(document, act.input as Inputs['lab']['reject'], context);
    case 'lab.enterResults':
      return enterResults(document, act.input as Inputs['lab']['enterResults'], context);
    case 'lab.chooseResult':
      return chooseResult(document, act.input as Inputs['lab']['chooseResult'], context);
    case 'lab.addTest':
      return addTests(document, (act.input as Inputs['lab']['addTest']).testCodes, context);
    case 'lab.setRemark':
      return setRemark(document, (act.input as Inputs['lab']['setRemark']).remark);
    default:
      return document;
  }
}

function placed(
  document: SpecimenDocument | null,
  input: Inputs['lab']['ingest'],
  context: ActContext,
): SpecimenDocument | null {
  const instrument = context.dictionaries.instrument[input.instrumentId];
  if (!document || !instrument) return document;
  const message = { ...input.message, specimenId: normalizeBarcode(input.message.specimenId) };
  const { document: next } = placeMessage(document, message, instrument, context.dictionaries, {
    now: context.now,
    receivedAt: input.receivedAt,
    messageId: input.messageId,
    newId: context.newId,
  });
  return next ?? document;
}

/** Patient and visit are provisional until the server has matched them. */
function registered(input: Inputs['lab']['register'], context: ActContext): SpecimenDocument {
  const { patient, visit, dictionaries } = { ...input, dictionaries: context.dictionaries };
  return specimenForTube(
    oneTube(input.itemCodes, dictionaries),
    {
      specimenId: input.specimenId,
      barcode: input.barcode,
      patient: {
        id: context.newId(),
        number: patient.number,
        name: patient.name,
        sex: patient.sex,
        birthDate: patient.birthDate,
      },
      visit: {
        id: context.newId(),
        kind: visit.kind,
        number: visit.number,
        departmentId: visit.departmentId,
        departmentName: visit.departmentId,
        bed: visit.bed,
        diagnosis: visit.diagnosis,
      },
      orderingDoctor: input.orderingDoctor,
      clinicalNote: input.clinicalNote,
      urgent: input.urgent,
      orderedAt: context.now,
      orderIdOf: () => context.newId(),
    },
    dictionaries,
  );
}

/** All waiting acts in the order of birth. One that does not fit is left out: the server will say so, and a person will decide. */
export function applyCommands(
  base: SpecimenDocument | null,
  acts: readonly PendingAct[],
  dictionaries: Dictionaries,
): SpecimenDocument | null {
  let document = base;
  for (const act of acts) {
    try {
      document = applyCommand(document, act, dictionaries);
    } catch {
      // Left out on purpose, see above.
    }
  }
  return document === null ? null : { ...document, pendingCommands: acts.length };
}
