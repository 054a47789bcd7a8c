// An analyzer's message from a host: carried out once, every part placed, recognised as a repeat, or parked with its reason.

import { fail } from '../../../core/kernel/errors.ts';
import { normalizeBarcode } from '../../../core/lab/barcode.ts';
import type { IngestInput, IngestOutcome } from '../../../core/lab/contract.ts';
import type { Dictionaries, InstrumentEntry } from '../../../core/lab/dictionary.ts';
import { historyPoints, linkPrevious } from '../../../core/lab/history.ts';
import type { InstrumentMessage } from '../../../core/lab/instrument-message.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { type ParkedPart, placeMessage } from '../../../core/lab/placement.ts';
import { buildUnplaced } from '../../../core/lab/unplaced.ts';
import type { Caller, CommandWork } from '../../kernel/types.ts';
import { store } from './acts.ts';
import type { LabServices } from './services.ts';
import { releasedOf } from './specimen-store.ts';
import { insertUnplaced } from './unplaced-store.ts';

/** An instrument that the dictionary does not know has no channels: all that it sends is parked as unknown tests. */
export function instrumentOf(dictionaries: Dictionaries, instrumentId: string): InstrumentEntry {
  return (
    dictionaries.instrument[instrumentId] ?? {
      id: instrumentId,
      name: instrumentId,
      driverId: instrumentId,
      groupId: '',
      instrumentGroup: '',
      channels: [],
      clockToleranceHours: 24,
      enabled: true,
    }
  );
}

async function lockByBarcode(work: CommandWork, barcode: string): Promise<SpecimenDocument | null> {
  if (!barcode) return null;
  const row = await work.tx
    .selectFrom('lab_specimen')
    .select('doc')
    .where('barcode', '=', barcode)
    .forUpdate()
    .executeTakeFirst();
  return row?.doc ?? null;
}

/** Parks parts of a message; `existing` parts of the same message are not parked twice. */
async function park(
  services: LabServices,
  work: CommandWork,
  input: IngestInput,
  message: InstrumentMessage,
  parts: readonly ParkedPart[],
  groupId: string,
): Promise<IngestOutcome['parked']> {
  const held = buildUnplaced(parts, message, input.instrumentId, {
    now: work.now.toISOString(),
    messageId: input.messageId,
    newId: work.newId,
  });
  for (const document of held) await insertUnplaced(work, document, input, groupId);
  if (held.length > 0)
    services.kernel.log('info', 'results parked', { instrument: input.instrumentId, parts: held.length });
  return held.map((document) => ({ unplacedId: document.id, reason: document.reason }));
}

/** With the results of the patient that were released before. */
export async function withPrevious(work: CommandWork, before: SpecimenDocument): Promise<SpecimenDocument> {
  const released = await releasedOf(work.tx, before.patient.id, null);
  return linkPrevious(before, historyPoints(released));
}

/** The answer of a message that came before under another command: the host lost its answer and its command id. */
async function knownOutcome(work: CommandWork, input: IngestInput): Promise<IngestOutcome | null> {
  const row = await work.tx
    .selectFrom('lab_message')
    .select('outcome')
    .where('message_id', '=', input.messageId)
    .where('content_hash', '=', input.contentHash)
    .executeTakeFirst();
  return row?.outcome ?? null;
}

export function ingest(services: LabServices, caller: Caller, input: IngestInput): Promise<IngestOutcome> {
  // Only a host that has enrolled may say what an analyzer said.
  if (!caller.station && caller.mode !== 'system') throw fail('STATION_UNKNOWN', { act: 'lab.ingest' });
  const barcode = normalizeBarcode(input.message.specimenId);
  const request = { ...input.command, name: 'lab.ingest', right: null, subject: barcode, input };
  return services.kernel.command(caller, request, async (work) => {
    const known = await knownOutcome(work, input);
    if (known) return known;
    const dictionaries = await services.dictionaries.load(work.tx);
    const instrument = instrumentOf(dictionaries, input.instrumentId);
    const message: InstrumentMessage = { ...input.message, specimenId: barcode };
    const locked = await lockByBarcode(work, barcode);
    const before = locked && (await withPrevious(work, locked));
    const placement = placeMessage(before, message, instrument, dictionaries, {
      now: work.now.toISOString(),
      receivedAt: input.receivedAt,
      messageId: input.messageId,
      newId: work.newId,
    });
    const stored = locked && placement.document ? await store(services, work, locked, placement.document) : null;
    const parked = await park(services, work, input, message, placement.parked, locked?.groupId ?? instrument.groupId);
    const outcome: IngestOutcome = {
      placed: placement.placed.length,
      repeats: placement.repeats.length,
      parked,
      specimenId: locked?.id ?? null,
      specimenVersion: stored?.version ?? null,
    };
    await work.tx
      .insertInto('lab_message')
      .values({
        command_id: input.command.id,
        message_id: input.messageId,
        content_hash: input.contentHash,
        instrument_id: input.instrumentId,
        specimen_barcode: barcode,
        kind: message.kind,
        received_at: new Date(input.receivedAt),
        stored_at: work.now,
        outcome: JSON.stringify(outcome),
      })
      .execute();
    work.audit({
      act: 'lab.ingest',
      subject: barcode,
      patientId: locked?.patient.id ?? null,
      detail: `${input.instrumentId} placed ${outcome.placed}, repeats ${outcome.repeats}, parked ${parked.length}`,
    });
    return outcome;
  });
}
