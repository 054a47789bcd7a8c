// A person decides about parked results: they belong to a specimen, or they belong nowhere. Either way with a reason, once.

import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { UnplacedMessage } from '../../../core/lab/model.ts';
import { placeMessage } from '../../../core/lab/placement.ts';
import { heldPart, resolveUnplaced } from '../../../core/lab/unplaced.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import type { Caller, CommandWork } from '../../kernel/types.ts';
import { actorOf, requireGroup } from './access.ts';
import { store } from './acts.ts';
import { instrumentOf } from './ingest.ts';
import type { LabServices } from './services.ts';
import { lockSpecimen } from './specimen-store.ts';
import { anyGroup, lockUnplaced, saveUnplaced } from './unplaced-store.ts';

export interface ResolveInput {
  command: CommandMeta;
  unplacedId: string;
  expectedVersion: number;
  how: 'place' | 'dismiss';
  specimenId?: string;
  channelMap?: Record<string, string>;
  reason: string;
}

/** @throws STATE_REFUSED when nothing of it could be placed: the reasons stand in the detail, it stays parked */
async function place(
  services: LabServices,
  work: CommandWork,
  caller: Caller,
  held: Awaited<ReturnType<typeof lockUnplaced>>,
  input: ResolveInput,
): Promise<string> {
  if (!input.specimenId)
    throw fail('INPUT_INVALID', { fields: ['specimenId: name the specimen that the results belong to'] });
  const before = await lockSpecimen(work.tx, { id: input.specimenId });
  requireGroup(caller, before.groupId);
  const dictionaries = await services.dictionaries.load(work.tx);
  const original = held.input;
  const message = { ...heldPart(original.message, held.document), specimenId: before.barcode };
  const placement = placeMessage(
    before,
    message,
    instrumentOf(dictionaries, original.instrumentId),
    dictionaries,
    {
      now: work.now.toISOString(),
      receivedAt: original.receivedAt,
      messageId: original.messageId,
      newId: work.newId,
    },
    { channelMap: input.channelMap ?? {} },
  );
  if (placement.parked.length > 0) {
    throw fail('STATE_REFUSED', {
      reasons: placement.parked.map((part) => `${part.reason}: ${part.note}`),
      results: placement.parked.flatMap((part) => part.results.map((result) => result.code)),
    });
  }
  if (placement.document) await store(services, work, before, placement.document);
  return before.patient.id;
}

export function resolve(services: LabServices, caller: Caller, input: ResolveInput): Promise<UnplacedMessage> {
  const request = {
    ...input.command,
    name: 'lab.resolveUnplaced',
    right: 'lab.resolveUnplaced' as const,
    subject: input.unplacedId,
    input,
  };
  return services.kernel.command(caller, request, async (work) => {
    const held = await lockUnplaced(work, input.unplacedId);
    if (held.groupId !== anyGroup && !maySeeGroup(caller, held.groupId))
      throw fail('RIGHT_MISSING', { groupId: held.groupId });
    if (held.document.version !== input.expectedVersion && held.document.resolved === null) {
      throw fail('VERSION_CONFLICT', {
        unplacedId: input.unplacedId,
        expected: input.expectedVersion,
        actual: held.document.version,
      });
    }
    const resolved = resolveUnplaced(
      held.document,
      { how: input.how === 'place' ? 'placed' : 'dismissed', reason: input.reason },
      { now: work.now.toISOString(), actor: actorOf(caller) },
    );
    const patientId = input.how === 'place' ? await place(services, work, caller, held, input) : null;
    await saveUnplaced(work, resolved, held.groupId);
    work.audit({
      act: 'lab.resolveUnplaced',
      subject: held.document.specimenId,
      patientId,
      detail: `${input.how}: ${input.reason}`,
    });
    return resolved;
  });
}
