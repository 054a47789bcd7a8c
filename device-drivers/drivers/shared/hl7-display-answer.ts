// QRY^Q02 answered as Mindray chemistry lines want it: QCK^Q02, then a DSR^Q03 a tube with 28 fixed lines and a line a test.
// Source: Mindray Host Interface Manual for BS analyzers, chapter 3 (query of sample requests).

import {
  buildMessage,
  escapeHl7,
  type Hl7SegmentSpec,
  headerSegment,
  hl7Time,
  hl7TimeFromIso,
} from '../../../core/hl7/index.ts';
import type { InstrumentMessage, InstrumentOrder } from '../../../core/lab/instrument-message.ts';
import type { QueryAnswer } from '../../session.ts';
import { encodeFor, queried, sexCode } from './hl7-answer.ts';

const urgentMark = (order: InstrumentOrder) => (order.priority === 'urgent' ? 'Y' : 'N');

/** DSP lines by their number; what has no line here stays empty. */
function displayValues(order: InstrumentOrder): Record<number, string> {
  const { patient } = order;
  return {
    1: patient?.id ?? '',
    3: patient?.name ?? '',
    4: hl7TimeFromIso(patient?.birthDate).padEnd(patient?.birthDate === undefined ? 0 : 14, '0'),
    5: sexCode(patient?.sex),
    21: order.specimenId,
    23: hl7TimeFromIso(order.collectedAt),
    24: urgentMark(order),
    26: order.specimenType ?? 'serum',
  };
}

function displaySegments(order: InstrumentOrder): Hl7SegmentSpec[] {
  const values = displayValues(order);
  const fixed = Array.from(
    { length: 28 },
    (_, index): Hl7SegmentSpec => ['DSP', { 1: index + 1, 3: values[index + 1] ?? '' }, 6],
  );
  const tests = order.tests.map(
    (test, index): Hl7SegmentSpec => ['DSP', { 1: 29 + index, 3: { raw: `${escapeHl7(test)}^^^` } }, 6],
  );
  return [...fixed, ...tests];
}

/** Echo of a segment of the query, as it was sent. */
function echo(query: InstrumentMessage, name: string, fallback: Hl7SegmentSpec): Hl7SegmentSpec {
  const [, ...fields] = queried(query, name).split('|');
  if (fields.length === 0) return fallback;
  return [name, Object.fromEntries(fields.map((text, index) => [index + 1, { raw: text }])), fields.length];
}

/** The first content is the acknowledgement of the query, the others are orders; none of them when no tube is known. */
export function answerByDisplay(query: InstrumentMessage, answer: QueryAnswer, now: Date): Uint8Array[] {
  const time = hl7Time(now);
  const charset = queried(query, 'MSH-18') || 'ASCII';
  const id = query.messageId ?? '1';
  const orders = answer.orders.filter(({ action }) => action !== 'cancel');
  const header = (type: readonly string[], controlId: string): Hl7SegmentSpec =>
    headerSegment({
      receivingApplication: queried(query, 'MSH-3'),
      receivingFacility: queried(query, 'MSH-4'),
      time,
      type,
      controlId,
      processing: queried(query, 'MSH-11'),
      version: queried(query, 'MSH-12') || '2.3.1',
      charset,
      upTo: 21,
    });
  const accepted: Hl7SegmentSpec[] = [
    ['MSA', { 1: 'AA', 2: id, 3: 'Message accepted', 6: '0' }, 7],
    ['ERR', { 1: '0' }, 2],
  ];
  const found: Hl7SegmentSpec = ['QAK', { 1: 'SR', 2: orders.length > 0 ? 'OK' : 'NF' }, 3];
  const messages = [[header(['QCK', 'Q02'], id), ...accepted, found]];
  for (const [index, order] of orders.entries()) {
    const bar = order.specimenId;
    const more = index < orders.length - 1 ? String(index + 1) : '';
    messages.push([
      header(['DSR', 'Q03'], index === 0 ? id : `${id}-${index + 1}`),
      ...accepted,
      found,
      echo(query, 'QRD', ['QRD', { 1: time, 2: 'R', 3: 'D', 4: '1', 7: 'RD', 8: bar, 9: 'OTH', 12: 'T' }, 13]),
      echo(query, 'QRF', ['QRF', { 1: queried(query, 'MSH-4'), 2: time, 3: time, 6: 'RCT', 7: 'COR', 8: 'ALL' }, 10]),
      ...displaySegments(order),
      ['DSC', { 1: more }, 2],
    ]);
  }
  return messages.map((segments) => encodeFor(charset, buildMessage(segments)));
}
