// Reception finds what came before the tube: results held for its number are placed with it, or stay for a person to decide.
import type { ActContext } from '../../../core/lab/act.ts';
import { heldFor } from '../../../core/lab/held-release.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { placeMessage } from '../../../core/lab/placement.ts';
import { heldPart, resolveUnplaced } from '../../../core/lab/unplaced.ts';
import type { CommandWork } from '../../kernel/types.ts';
import { instrumentOf, withPrevious } from './ingest.ts';
import { heldForBarcode, saveUnplaced } from './unplaced-store.ts';

const byItself = { id: 'system', name: 'system' };

/** The received document with what could be placed without a question; one stored step, so one version. */
export async function placeHeld(
  work: CommandWork,
  received: SpecimenDocument,
  context: ActContext,
): Promise<SpecimenDocument> {
  const waiting = await heldForBarcode(work, received.barcode);
  const certain = waiting.filter(({ document, input }) => heldFor(received, document, input.receivedAt) === 'place');
  if (certain.length === 0) return received;
  let next = await withPrevious(work, received);
  for (const { document: held, input, groupId } of certain) {
    const message = { ...heldPart(input.message, held), specimenId: received.barcode };
    const instrument = instrumentOf(context.dictionaries, input.instrumentId);
    const { receivedAt, messageId } = input;
    const placement = placeMessage(next, message, instrument, context.dictionaries, {
      now: context.now,
      receivedAt,
      messageId,
      newId: context.newId,
    });
    // In part is not placed: a person sees the whole message and why.
    if (placement.parked.length > 0 || placement.document === null) continue;
    next = placement.document;
    const decision = { how: 'placed' as const, reason: '标本接收时自动归位 / placed when the specimen was received' };
    await saveUnplaced(work, resolveUnplaced(held, decision, { now: context.now, actor: byItself }), groupId);
    work.audit({
      act: 'lab.placeHeld',
      subject: received.barcode,
      patientId: received.patient.id,
      detail: `${input.instrumentId} ${placement.placed.length}`,
    });
  }
  return { ...next, version: received.version };
}
