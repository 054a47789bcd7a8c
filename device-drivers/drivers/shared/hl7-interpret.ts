// Content of HL7 messages to what they say, by the standard, with a dialect's own readings where it has them.

import {
  type Hl7Encoding,
  type Hl7Message,
  isoFromHl7Time,
  readHeader,
  readHl7,
  segmentsOf,
} from '../../../core/hl7/index.ts';
import type { InstrumentMessage, Interpretation } from '../../../core/lab/instrument-message.ts';
import { decodeHl7Bytes } from '../../codecs/hl7-charset.ts';
import { collectByStandard, detailsOf, isCorrection, kindByStandard } from './hl7-collect.ts';
import type { Hl7Context, Hl7Reading } from './hl7-dialect.ts';
import { groupsOf, patientIdOf, specimenIdOf } from './hl7-groups.ts';
import { eventOf, isWorkListQuery, ordersOf, queriesOf } from './hl7-requests.ts';

/** Fields that every reading of a message shares. */
export function envelope({ header }: Hl7Context): Pick<InstrumentMessage, 'messageId' | 'instrumentTime'> {
  const instrumentTime = isoFromHl7Time(header.time);
  return {
    ...(header.controlId === '' ? {} : { messageId: header.controlId }),
    ...(instrumentTime === undefined ? {} : { instrumentTime }),
  };
}

/** Results of one tube that a message spreads over several OBR are one message for the bench. */
function mergeByTube(messages: InstrumentMessage[]): InstrumentMessage[] {
  const merged: InstrumentMessage[] = [];
  for (const message of messages) {
    const same = merged.find(
      ({ kind, specimenId, patientId }) =>
        kind === message.kind && specimenId === message.specimenId && patientId === message.patientId,
    );
    if (same === undefined || message.kind === 'qc') {
      merged.push(message);
      continue;
    }
    same.results.push(...message.results);
    same.details = { ...message.details, ...same.details };
    if (message.comments !== undefined) same.comments = [...(same.comments ?? []), ...message.comments];
    if (message.correction) same.correction = true;
    if (message.rerun) same.rerun = true;
  }
  return merged;
}

function resultMessages(context: Hl7Context, reading: Hl7Reading): InstrumentMessage[] {
  const groups = groupsOf(context.message);
  const messages = groups.map((group): InstrumentMessage => {
    const kind = reading.kindOf?.(group, context) ?? kindByStandard(group, context);
    const collected = reading.collect?.(group, context) ?? collectByStandard(group, context);
    const said = Object.entries({ ...detailsOf(group, context), ...collected.details });
    // A reading may blank what the standard would have misread.
    const details = Object.fromEntries(said.filter(([, text]) => text !== ''));
    const patientId = patientIdOf(group);
    return {
      kind,
      specimenId: reading.specimenId?.(group, context) ?? specimenIdOf(group),
      ...(patientId === undefined ? {} : { patientId }),
      ...envelope(context),
      results: collected.results,
      details,
      ...(kind === 'qc' && collected.control !== undefined ? { control: collected.control } : {}),
      ...(isCorrection(group) ? { correction: true } : {}),
      ...(collected.rerun ? { rerun: true } : {}),
      ...(group.comments.length > 0 ? { comments: group.comments } : {}),
    };
  });
  const merged = mergeByTube(messages).filter(({ results, kind }) => results.length > 0 || kind !== 'results');
  if (merged.length > 0) return merged;
  const text = 'The result message holds no OBX that names a test.';
  context.problems.push({ code: 'CONTENT_NO_RESULT', at: `message ${context.header.controlId || '(no id)'}`, text });
  return [eventOf(context)];
}

function messagesOf(context: Hl7Context, reading: Hl7Reading): InstrumentMessage[] {
  const special = reading.other?.(context);
  if (special) return special;
  const { header, message } = context;
  switch (header.type) {
    case 'ORU':
    case 'OUL':
    case 'ORF':
      return resultMessages(context, reading);
    case 'QRY':
    case 'QBP':
      return queriesOf(context);
    case 'ORM':
    case 'OML':
    case 'OMG':
    case 'ORR':
    case 'RSP':
    case 'RTB':
    case 'DSR':
    case 'QCK':
      return isWorkListQuery(message) ? queriesOf(context) : ordersOf(context);
    default:
      if (header.type === '' && segmentsOf(message, 'OBX').length > 0) {
        context.problems.push({
          code: 'CONTENT_NO_TYPE',
          at: 'MSH-9',
          text: 'No message type; read as results for its OBX.',
        });
        return resultMessages(context, reading);
      }
      return [eventOf(context)];
  }
}

function contextOf(message: Hl7Message): Hl7Context | null {
  const msh = message.segments[0];
  return msh === undefined ? null : { header: readHeader(msh), message, problems: [] };
}

/** Never throws: what cannot be read is a problem with a place. */
export function interpretHl7(content: Uint8Array, reading: Hl7Reading = {}): Interpretation {
  const usual: Hl7Encoding | undefined = reading.usualEncoding;
  try {
    const { messages, problems } = readHl7(content, decodeHl7Bytes, usual);
    const contexts = messages.map(contextOf).filter((context) => context !== null);
    return {
      messages: contexts.flatMap((context) => messagesOf(context, reading)),
      problems: [...problems, ...contexts.flatMap((context) => context.problems)],
    };
  } catch (failure) {
    const text = `The message could not be read: ${failure instanceof Error ? failure.message : String(failure)}`;
    return { messages: [], problems: [{ code: 'CONTENT_UNREADABLE', at: 'message', text }] };
  }
}
