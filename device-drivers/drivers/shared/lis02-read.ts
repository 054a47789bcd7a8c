// The record tree of a LIS02 message to what the analyzer said, by the places that its dialect declares.

import type {
  InstrumentMessage,
  InstrumentMessageKind,
  InstrumentProblem,
  InstrumentResult,
  Interpretation,
} from '../../../core/lab/instrument-message.ts';
import { splitMessages } from '../../codecs/lis01/assembly.ts';
import { type Lis02Message, type OrderNode, parseLis02, type ResultNode, senderOf } from '../../codecs/lis02/parse.ts';
import { componentsOf, firstText, type Lis02Record, type Place, repeatsOf, textAt } from '../../codecs/lis02/record.ts';
import { decodeLis02, type Lis02Encoding } from '../../codecs/lis02/text.ts';
import { isoTime } from '../../codecs/lis02/time.ts';
import { commentText } from './lis02-common.ts';
import type { Lis02Reading, OrderContext } from './lis02-dialect.ts';
import { qcMessagesOf } from './lis02-qc-query.ts';

type Report = (code: string, at: string, text: string) => void;

function timeAt(record: Lis02Record | null, places: readonly Place[]): string | undefined {
  for (const place of places) {
    const time = isoTime(textAt(record, place));
    if (time !== undefined) return time;
  }
  return undefined;
}

function detailsOf(record: Lis02Record | null, places: Readonly<Record<string, Place>>): Record<string, string> {
  const details: Record<string, string> = {};
  for (const [name, place] of Object.entries(places)) {
    const text = textAt(record, place).trim();
    if (/[^\s^]/.test(text)) details[name] = text;
  }
  return details;
}

/** Flags as sent, one for each repeat of R.7. */
function flagsOf(record: Lis02Record): string[] {
  const { component } = record.delimiters;
  return repeatsOf(record, 7)
    .map((parts) => parts.join(component).trim())
    .filter((flag) => flag !== '');
}

function readResult(
  node: ResultNode,
  order: OrderNode,
  reading: Lis02Reading,
  report: Report,
): InstrumentResult | null {
  const { record } = node;
  const at = `record ${record.place} R`;
  const test = reading.testCode(componentsOf(record, 3));
  const { value, comment } = reading.value(record);
  if (test.code === '') {
    report('CONTENT_NO_TEST_CODE', at, 'the result does not say which test it is');
    if (value.trim() === '') return null;
  }
  const result: InstrumentResult = { ...test, value, flags: flagsOf(record) };
  const unit = firstText(record, [[5]]);
  const range = firstText(record, [[6, 1]]);
  const status = firstText(record, [[9]]);
  const time = timeAt(record, reading.resultTime) ?? timeAt(order.record, reading.orderTime);
  if (unit !== '') result.unit = unit;
  if (range !== '') result.referenceRange = range;
  if (status !== '' && isoTime(status) === undefined) result.status = status;
  if (time !== undefined) result.time = time;
  if (value.trim() === '' || reading.noValue.test(value.trim())) result.noValue = true;
  const comments = comment === undefined ? [] : [comment];
  for (const line of node.comments) {
    const taken = reading.comment?.(result, line) ?? false;
    if (typeof taken === 'object') report(taken.code, taken.at, taken.text);
    if (taken === true) continue;
    const text = commentText(line);
    if (text !== '') comments.push(text);
  }
  if (comments.length > 0) result.comments = comments;
  reading.adjust?.(result, node);
  return result;
}

function usualKind(context: OrderContext, hasResults: boolean): InstrumentMessageKind {
  const order = context.order.record;
  if (firstText(order, [[12]]) === 'Q' || firstText(context.message.header, [[12]]) === 'Q') return 'qc';
  if (hasResults) return 'results';
  // Report types that only a host writes, or none at all (LIS02-A2 9.4.26).
  return ['', 'O', 'Q', 'A'].includes(firstText(order, [[26]])) ? 'order' : 'event';
}

function readOrder(context: OrderContext, reading: Lis02Reading, report: Report): InstrumentMessage {
  const { order, patient } = context;
  const results = order.results
    .map((node) => readResult(node, order, reading, report))
    .filter((result) => result !== null);
  const usual = usualKind(context, order.results.length > 0);
  const message: InstrumentMessage = {
    kind: reading.kind?.(context, usual) ?? usual,
    specimenId: firstText(order.record, reading.specimenId),
    results,
  };
  const patientId = firstText(patient.record, reading.patientId);
  if (patientId !== '') message.patientId = patientId;
  const tests = repeatsOf(order.record, 5)
    .map((parts) => reading.testCode(parts).code)
    .filter((code) => code !== '');
  if (tests.length > 0) message.tests = tests;
  const details = detailsOf(order.record, { ...reading.details, action: [12], reportType: [26] });
  if (Object.keys(details).length > 0) message.details = details;
  const comments = [...patient.comments, ...order.comments].map(commentText).filter((text) => text !== '');
  if (comments.length > 0) message.comments = comments;
  if (results.some((result) => result.status === 'C' || result.status === 'R') || details.reportType === 'C') {
    message.correction = true;
  }
  if (message.kind === 'qc') message.control = { material: message.specimenId };
  reading.finish?.(message, context);
  return message;
}

/** Some hosts and analyzers write one O for each test of a specimen (Immulite). */
function mergeable(left: InstrumentMessage | undefined, right: InstrumentMessage): left is InstrumentMessage {
  return (
    left !== undefined &&
    left.specimenId !== '' &&
    left.specimenId === right.specimenId &&
    left.kind === right.kind &&
    left.patientId === right.patientId &&
    JSON.stringify([left.details, left.control]) === JSON.stringify([right.details, right.control])
  );
}

function mergeInto(left: InstrumentMessage, right: InstrumentMessage): void {
  left.results.push(...right.results);
  const tests = [...(left.tests ?? []), ...(right.tests ?? [])];
  if (tests.length > 0) left.tests = tests;
  const comments = [...(left.comments ?? []), ...(right.comments ?? [])];
  if (comments.length > 0) left.comments = comments;
  if (right.correction) left.correction = true;
}

function readQueries(queries: readonly Lis02Record[], reading: Lis02Reading): InstrumentMessage {
  const specimenIds: string[] = [];
  for (const query of queries) {
    for (const parts of repeatsOf(query, 3)) {
      const id = reading.querySpecimen.map((number) => (parts[number - 1] ?? '').trim()).find((text) => text !== '');
      if (id !== undefined && id.toUpperCase() !== 'ALL') specimenIds.push(id);
    }
  }
  const tests = queries
    .flatMap((query) => repeatsOf(query, 5))
    .map((parts) => reading.testCode(parts).code)
    .filter((code) => code !== '' && code.toUpperCase() !== 'ALL');
  const first = queries[0] ?? null;
  const action = firstText(first, [[13]]);
  const details = detailsOf(first, { ...reading.queryDetails, asSent: [3], action: [13] });
  const cancelled = reading.queryCancel !== '' && action === reading.queryCancel;
  return {
    kind: cancelled ? 'event' : 'query',
    specimenId: specimenIds[0] ?? '',
    specimenIds,
    tests,
    results: [],
    ...(Object.keys(details).length > 0 ? { details } : {}),
  };
}

function readMessage(message: Lis02Message, reading: Lis02Reading, report: Report): InstrumentMessage[] {
  const found: InstrumentMessage[] = [];
  for (const patient of message.patients) {
    for (const order of patient.orders) {
      const next = readOrder({ message, patient, order }, reading, report);
      const previous = found.at(-1);
      if (mergeable(previous, next)) mergeInto(previous, next);
      else found.push(next);
    }
  }
  // A Q behind results belongs to them (Maglumi names the lot there); it asks for nothing.
  if (message.queries.length > 0 && !found.some((one) => one.results.length > 0)) {
    const qc = qcMessagesOf(message.queries);
    found.push(...(qc.length > 0 ? qc : [readQueries(message.queries, reading)]));
  }
  if (found.length === 0 && message.header !== null) found.push({ kind: 'event', specimenId: '', results: [] });
  const messageId = firstText(message.header, [[3]]);
  const instrumentTime = timeAt(message.header, reading.messageTime);
  const sender = senderOf(message);
  for (const one of found) {
    if (messageId !== '') one.messageId = messageId;
    if (instrumentTime !== undefined) one.instrumentTime = instrumentTime;
    if (sender !== '') one.details = { ...one.details, sender };
    if (message.terminator === null) one.incomplete = true;
  }
  return found;
}

/** Content of one or more messages to what they say. Never throws. */
export function readLis02(content: Uint8Array, reading: Lis02Reading, encoding: Lis02Encoding): Interpretation {
  const messages: InstrumentMessage[] = [];
  const problems: InstrumentProblem[] = [];
  const raw = splitMessages(content);
  if (raw.length === 0) problems.push({ code: 'CONTENT_EMPTY', at: 'record 1', text: 'there are no records' });
  raw.forEach(({ content: bytes }, index) => {
    const prefix = raw.length > 1 ? `message ${index + 1}, ` : '';
    const report: Report = (code, at, text) => problems.push({ code, at: `${prefix}${at}`, text });
    const parsed = parseLis02(decodeLis02(bytes, encoding));
    for (const problem of parsed.problems) report(problem.code, problem.at, problem.text);
    messages.push(...readMessage(parsed, reading, report));
  });
  return { messages, problems };
}
