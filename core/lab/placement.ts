// Where each result of an analyzer's message goes: onto a line, recognised as a repeat, or held with its reason. Nothing is guessed or lost.
import { convertBy, matchChannel } from './channels.ts';
import { isClockSuspect } from './clock.ts';
import type { Dictionaries, InstrumentEntry, TestEntry } from './dictionary.ts';
import type { InstrumentMessage, InstrumentResult } from './instrument-message.ts';
import { findLine, judgeFor, newLine, replaceLine } from './lines.ts';
import type { ResultVersion, SpecimenDocument } from './model.ts';
import { isNoValue, numericOf } from './numeric.ts';
import { type Gate, messageGate, specimenGate, stateGate, type UnplacedReason } from './placement-gates.ts';
import { remarkOf, withRemarks } from './remarks.ts';
import { isCorrection, isRepeat, saysWhatStands } from './repeats.ts';
import { decideReplicates } from './replicates.ts';
import { storedQualifiers } from './sent-form.ts';
import { addVersion } from './versions.ts';
import { afterResults } from './working.ts';

export interface PlacementContext {
  /** Instant of the server (or of the host, for its hint). */
  now: string;
  /** When the host received the message: what the analyzer's clock is compared with. */
  receivedAt: string;
  messageId: string;
  newId: () => string;
}

/** What a person decided about a held message: that it belongs to this specimen, and what its unknown channels mean. */
export interface PlacementDecision {
  channelMap: Readonly<Record<string, string>>;
}

export interface ParkedPart extends Gate {
  results: InstrumentResult[];
}

export interface Placement {
  /** The next version of the document; null when nothing in it changed. */
  document: SpecimenDocument | null;
  placed: { testCode: string; resultId: string }[];
  repeats: InstrumentResult[];
  /** Channels that are configured to be left out. */
  ignored: InstrumentResult[];
  parked: ParkedPart[];
}

/**
 * Places one message. `document` is the specimen that the message's barcode names, null when there is none.
 * Held parts come one per reason and note. Queries, orders and events place nothing.
 */
export function placeMessage(
  document: SpecimenDocument | null,
  message: InstrumentMessage,
  instrument: InstrumentEntry,
  dictionaries: Dictionaries,
  context: PlacementContext,
  decision: PlacementDecision | null = null,
): Placement {
  const outcome: Placement = { document: null, placed: [], repeats: [], ignored: [], parked: [] };
  if (message.kind !== 'results' && message.kind !== 'qc') return outcome;
  // A person who looked at the message has answered for its incompleteness and identity; QC stays QC.
  const closed = messageGate(message) ?? specimenGate(document, message);
  const answered = decision !== null && (closed?.reason === 'incomplete' || closed?.reason === 'identityMismatch');
  if (closed !== null && !answered) return { ...outcome, parked: [{ ...closed, results: message.results }] };
  if (document === null)
    return { ...outcome, parked: [{ reason: 'unknownSpecimen', note: message.specimenId, results: message.results }] };

  const mapping = withDecision(instrument, dictionaries, decision);
  const state = stateGate(document);
  let next = document;
  for (const result of message.results) {
    if (isRepeat(next, instrument.id, result, context.messageId)) {
      outcome.repeats.push(result);
      continue;
    }
    const match = matchChannel(mapping, result, dictionaries);
    const bare = match.kind === 'unknown' && match.why === 'channel' && isAttachmentOnly(result);
    if (match.kind === 'ignored' || bare) {
      outcome.ignored.push(result);
      if (state === null) next = attach(next, result, context);
    } else if (match.kind === 'unknown') {
      park(outcome, 'unknownTest', match.note, result);
    } else if (saysWhatStands(next, message, instrument.id, match, result)) {
      outcome.repeats.push(result);
    } else if (state !== null) {
      park(outcome, state.reason, state.note, result);
    } else {
      const value = convertBy(match.channel, match.test, result.value);
      const version = versionOf(next, match.test, value, result, message, instrument, dictionaries, context);
      const line = findLine(next, match.test.code) ?? newLine(match.test, 'unordered');
      const mode = isCorrection(message, result) ? 'correction' : 'result';
      next = attach(replaceLine(next, addVersion(line, version, mode)), result, context);
      outcome.placed.push({ testCode: match.test.code, resultId: version.id });
    }
  }
  if (next === document) return outcome;
  const remarks = outcome.ignored.flatMap((result) => remarkOf(result) ?? []);
  next = withRemarks(decideReplicates(document, next, context.messageId), outcome.placed, remarks);
  return { ...outcome, document: afterResults(document, next, dictionaries, context) };
}

/** The entry with the channels that a person mapped by hand for this message. No factor is known, so the unit must be the test's own. */
function withDecision(
  instrument: InstrumentEntry,
  dictionaries: Dictionaries,
  decision: PlacementDecision | null,
): InstrumentEntry {
  const mapped = Object.entries(decision?.channelMap ?? {}).map(([channel, testCode]) => {
    const unit = dictionaries.test[testCode]?.unit ?? null;
    return { channel, testCode, unit, factor: 1, decimals: null, ignore: false };
  });
  const byHand = new Set(mapped.map((one) => one.channel));
  return { ...instrument, channels: [...mapped, ...instrument.channels.filter((one) => !byHand.has(one.channel))] };
}

function isAttachmentOnly(result: InstrumentResult): boolean {
  return result.value === '' && (result.attachments?.length ?? 0) > 0;
}

function park(outcome: Placement, reason: UnplacedReason, note: string, result: InstrumentResult): void {
  const part = outcome.parked.find((one) => one.reason === reason && (one.note === note || reason === 'unknownTest'));
  if (part === undefined) {
    outcome.parked.push({ reason, note, results: [result] });
    return;
  }
  part.results.push(result);
  if (!part.note.split('; ').includes(note)) part.note = `${part.note}; ${note}`;
}

function attach(document: SpecimenDocument, result: InstrumentResult, context: PlacementContext): SpecimenDocument {
  const known = new Set(document.attachments.map((one) => `${one.code}\n${one.data}`));
  const added = (result.attachments ?? []).filter((one) => !known.has(`${one.code}\n${one.data}`));
  if (added.length === 0) return document;
  const kept = added.map((one) => ({ ...one, messageId: context.messageId, receivedAt: context.receivedAt }));
  return { ...document, attachments: [...document.attachments, ...kept] };
}

function versionOf(
  document: SpecimenDocument,
  test: TestEntry,
  value: string,
  result: InstrumentResult,
  message: InstrumentMessage,
  instrument: InstrumentEntry,
  dictionaries: Dictionaries,
  context: PlacementContext,
): ResultVersion {
  const noValue = result.noValue === true || isNoValue(value);
  const time = result.time ?? message.instrumentTime ?? null;
  const suspect = (text: string | undefined) =>
    isClockSuspect(text, context.receivedAt, instrument.clockToleranceHours);
  const judged = judgeFor(document, test, value, dictionaries, context.now);
  return {
    id: context.newId(),
    testCode: test.code,
    value,
    unit: test.unit,
    numeric: noValue ? null : numericOf(value),
    noValue,
    abnormality: noValue ? 'unknown' : judged.abnormality,
    range: judged.range,
    instrumentFlags: [...result.flags],
    source: 'instrument',
    instrumentId: instrument.id,
    channel: result.code.trim(),
    messageId: context.messageId,
    instrumentTime: time,
    clockSuspect: suspect(result.time) || suspect(message.instrumentTime),
    receivedAt: context.receivedAt,
    enteredBy: null,
    supersedes: null,
    reason: reasonOf(message, result),
    comments: [...(result.comments ?? [])],
    qualifiers: storedQualifiers(result, { value, unit: test.unit, time }),
  };
}

function reasonOf(message: InstrumentMessage, result: InstrumentResult): string | null {
  if (isCorrection(message, result)) return 'correction';
  return message.rerun === true ? 'rerun' : null;
}
