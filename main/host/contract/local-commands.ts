// What people may go on doing without the server: each act is checked by the rules, put into the outbox, and shown as done but waiting.
import { documentCall } from '../../../core/critical/flow.ts';
import type { CriticalDocument } from '../../../core/critical/model.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { requireVersion } from '../../../core/lab/act.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import { applyCommand, type Inputs, type SpecimenCommand } from '../picture/apply-command.ts';
import type { Overlays } from '../picture/overlays.ts';
import type { Picture } from '../picture/picture.ts';
import { type HostSession, maySeeGroup } from './sessions.ts';

/** Acts that may wait for the server, and the right that each needs. Signing, recalling and administration are not among them. */
export const commandRights = {
  'lab.register': 'lab.register',
  'lab.printLabel': 'lab.print',
  'lab.collect': 'lab.register',
  'lab.receive': 'lab.receive',
  'lab.reject': 'lab.reject',
  'lab.enterResults': 'lab.enterResult',
  'lab.chooseResult': 'lab.enterResult',
  'lab.addTest': 'lab.enterResult',
  'lab.setRemark': 'lab.enterResult',
  'critical.documentCall': 'critical.document',
} as const satisfies Record<SpecimenCommand | 'critical.documentCall', Right>;
export type LocalCommand = keyof typeof commandRights;

export interface LocalCommandParts {
  custody: CustodyStore;
  picture: Picture;
  overlays: Overlays;
  /** Something waits in the outbox. */
  queued(): void;
}

type SpecimenInput = Inputs['lab']['receive'];
type CallInput = Inputs['critical']['documentCall'];

export function createLocalCommands(parts: LocalCommandParts) {
  const { custody, picture, overlays } = parts;
  let chain: Promise<unknown> = Promise.resolve();

  /** One act after another: each is judged by the picture that the one before it left. */
  function inTurn<Output>(work: () => Promise<Output>): Promise<Output> {
    const next = chain.then(work, work);
    chain = next.catch(() => undefined);
    return next;
  }

  async function keep(
    name: LocalCommand,
    input: { command: { id: string; at: string } },
    subject: string,
    who: HostSession,
  ) {
    const { id, name: actorName } = who.info.person;
    const { command } = input;
    await custody.write.enqueue({ id: command.id, name, input, actorId: id, actorName, at: command.at, subject });
    await overlays.refresh([subject]);
    parts.queued();
  }

  async function before(
    name: SpecimenCommand,
    input: SpecimenInput,
    who: HostSession,
  ): Promise<SpecimenDocument | null> {
    const document = await picture.specimen(input.specimenId);
    if (name === 'lab.register') {
      const { barcode } = input as unknown as Inputs['lab']['register'];
      if (document || (await picture.byBarcode(barcode))) throw fail('DUPLICATE', { barcode });
      return null;
    }
    if (!document) throw fail('NOT_FOUND', { specimenId: input.specimenId });
    if (!maySeeGroup(who, document.groupId)) throw fail('RIGHT_MISSING', { groupId: document.groupId });
    requireVersion(document, input.expectedVersion);
    return document;
  }

  async function specimenAct(name: SpecimenCommand, input: SpecimenInput, who: HostSession): Promise<SpecimenDocument> {
    const { command, specimenId } = input;
    const shown = await picture.specimen(specimenId);
    if (shown && (await custody.read.hasCommand(command.id))) return shown;
    const dictionaries = await picture.dictionaries();
    if (!dictionaries) throw fail('OFFLINE_UNAVAILABLE', { what: 'this station has not been filled yet' });
    const document = await before(name, input, who);
    const { id: actorId, name: actorName } = who.info.person;
    const next = applyCommand(
      document,
      { id: command.id, name, input, actorId, actorName, at: command.at },
      dictionaries,
    );
    if (!next) throw fail('NOT_FOUND', { specimenId });
    await keep(name, input, specimenId, who);
    return { ...next, pendingCommands: (document?.pendingCommands ?? 0) + 1 };
  }

  async function callAct(input: CallInput, who: HostSession): Promise<CriticalDocument> {
    const found = await picture.critical(input.criticalId);
    if (!found) throw fail('NOT_FOUND', { criticalId: input.criticalId });
    const { document: known, provisional } = found;
    // A value that only this station knows has no id at the server yet: the call names what was read out, and waits behind the result.
    if (provisional && !input.about) throw fail('INPUT_INVALID', { fields: ['about'] });
    if (!maySeeGroup(who, known.groupId)) throw fail('RIGHT_MISSING', { groupId: known.groupId });
    if (await custody.read.hasCommand(input.command.id)) return known;
    if (known.version !== input.expectedVersion) {
      throw fail('VERSION_CONFLICT', { criticalId: known.id, expected: input.expectedVersion, actual: known.version });
    }
    const next = documentCall(known, input, { now: input.command.at, by: who.info.person.name });
    await keep('critical.documentCall', input, provisional ? known.subjectId : known.id, who);
    return { ...next, pendingCalls: (known.pendingCalls ?? 0) + 1 };
  }

  return {
    /** Input as the contract has validated it. Throws what the act refuses; nothing is kept then. */
    run(name: LocalCommand, input: unknown, who: HostSession): Promise<SpecimenDocument | CriticalDocument> {
      return inTurn<SpecimenDocument | CriticalDocument>(() =>
        name === 'critical.documentCall'
          ? callAct(input as CallInput, who)
          : specimenAct(name, input as SpecimenInput, who),
      );
    },
  };
}

export type LocalCommands = ReturnType<typeof createLocalCommands>;

/** What a command is about, so that an online one does not overtake those that wait. */
export function subjectsOf(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [];
  const one = ['specimenId', 'criticalId'].flatMap((name) => {
    const value: unknown = Reflect.get(input, name);
    return typeof value === 'string' ? [value] : [];
  });
  const several: unknown = Reflect.get(input, 'specimens');
  if (!Array.isArray(several)) return one;
  return [...one, ...several.map((item) => (typeof item === 'string' ? item : String(item?.specimenId ?? '')))];
}
