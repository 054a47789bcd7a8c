// Held results as documents (research requirement 4): built from the parts that placement parked, resolved by a person with a reason.
import { fail } from '../kernel/errors.ts';
import type { InstrumentMessage } from './instrument-message.ts';
import type { Actor, UnplacedMessage } from './model.ts';
import type { ParkedPart } from './placement.ts';

export interface UnplacedContext {
  now: string;
  messageId: string;
  newId: () => string;
}

/** One held document per reason. `now` is when it was held. */
export function buildUnplaced(
  parts: readonly ParkedPart[],
  message: InstrumentMessage,
  instrumentId: string,
  context: UnplacedContext,
): UnplacedMessage[] {
  return parts.map((part) => ({
    id: context.newId(),
    version: 1,
    reason: part.reason,
    instrumentId,
    specimenId: message.specimenId,
    patientId: message.patientId ?? null,
    instrumentTime: message.instrumentTime ?? null,
    receivedAt: context.now,
    results: part.results.map((result) => ({
      code: result.code,
      name: result.name ?? '',
      value: result.value,
      unit: result.unit ?? '',
      flags: [...result.flags],
    })),
    messageId: context.messageId,
    note: part.note,
    resolved: null,
  }));
}

/** A held document that somebody placed or dismissed; the second one to decide is refused and shown who was first. */
export function resolveUnplaced(
  held: UnplacedMessage,
  decision: { how: 'placed' | 'dismissed'; reason: string },
  context: { now: string; actor: Actor },
): UnplacedMessage {
  if (held.resolved !== null) {
    throw fail('STATE_REFUSED', {
      unplacedId: held.id,
      resolvedBy: held.resolved.by.name,
      resolvedAt: held.resolved.at,
    });
  }
  if (decision.reason.trim().length < 2) throw fail('REASON_REQUIRED', { unplacedId: held.id });
  return {
    ...held,
    version: held.version + 1,
    resolved: { how: decision.how, by: context.actor, at: context.now, reason: decision.reason.trim() },
  };
}

/** The part of the original message that was held: what is placed when a person says where it belongs. */
export function heldPart(message: InstrumentMessage, held: UnplacedMessage): InstrumentMessage {
  const waiting = held.results.map((result) => `${result.code}\n${result.value}\n${result.unit}`);
  const results = message.results.filter((result) => {
    const index = waiting.indexOf(`${result.code}\n${result.value}\n${result.unit ?? ''}`);
    if (index < 0) return false;
    waiting.splice(index, 1);
    return true;
  });
  return { ...message, results };
}
