// Queries, orders and everything else that is no result: who asks for which tube, which tests are wanted, what happened.

import {
  components,
  fieldText,
  firstSegment,
  get,
  type Hl7Message,
  type Hl7Segment,
  isoFromHl7Time,
  repeats,
  segmentsOf,
  subcomponents,
} from '../../../core/hl7/index.ts';
import type { InstrumentMessage } from '../../../core/lab/instrument-message.ts';
import { detailsOf, serviceOf } from './hl7-collect.ts';
import type { Hl7Context } from './hl7-dialect.ts';
import { groupsOf, patientIdOf, specimenIdOf } from './hl7-groups.ts';

/** Segment as it was sent; the answer echoes it. */
const rawText = (segment: Hl7Segment) => segment.fields.join(segment.delimiters.field);

function base({ header }: Hl7Context): Omit<InstrumentMessage, 'kind'> {
  const instrumentTime = isoFromHl7Time(header.time);
  const details: Record<string, string> = {
    messageType: [header.type, header.trigger].filter((part) => part !== '').join('^'),
    'MSH-3': header.sendingApplication,
    'MSH-4': header.sendingFacility,
    'MSH-11': header.processing,
    'MSH-12': header.version,
    'MSH-18': header.charset,
  };
  return {
    specimenId: '',
    ...(instrumentTime === undefined ? {} : { instrumentTime }),
    results: [],
    ...(header.controlId === '' ? {} : { messageId: header.controlId }),
    details: Object.fromEntries(Object.entries(details).filter(([, text]) => text !== '')),
  };
}

/** ORM^O01 with ORC-1 RF and no request: a Mindray blood counter asks for the work list of ORC-3. */
export function isWorkListQuery(message: Hl7Message): boolean {
  return get(firstSegment(message, 'ORC'), 1) === 'RF' && firstSegment(message, 'OBR') === undefined;
}

/** EIP of LAW: placer ^ filler, each `id & namespace`; one a repeat. */
function idsOf(segment: Hl7Segment, field: number): string[] {
  const { component, subcomponent } = segment.delimiters;
  return repeats(segment, field)
    .map(
      (one) =>
        one
          .split(component)
          .map((part) => (part.split(subcomponent)[0] ?? '').trim())
          .find((part) => part !== '') ?? '',
    )
    .filter((id) => id !== '');
}

interface Asked {
  specimenIds: string[];
  patientId?: string;
  details: Record<string, string>;
}

/** QPD-3 is the specimen, but for GeneXpert's Z03 (patient, then specimen); Roche puts rack and place behind it. */
function askedByQpd(qpd: Hl7Segment): Asked {
  const details: Record<string, string> = { QPD: rawText(qpd), queryTag: get(qpd, 2) };
  const hostQuery = get(qpd, 1) === 'Z03';
  if (hostQuery) return { specimenIds: idsOf(qpd, 4), patientId: get(qpd, 3) || undefined, details };
  const specimenIds = idsOf(qpd, 3);
  const roche = get(qpd, 1, 3) === 'ROCHE' || /ROCHE/.test(get(qpd, 1));
  if (roche) return { specimenIds, details: { ...details, rack: get(qpd, 4), position: get(qpd, 5) } };
  return { specimenIds: specimenIds.length > 0 ? specimenIds : idsOf(qpd, 4), details };
}

function asked({ message }: Hl7Context): Asked {
  const qpd = firstSegment(message, 'QPD');
  if (qpd !== undefined) return askedByQpd(qpd);
  const qrd = firstSegment(message, 'QRD');
  const qrf = firstSegment(message, 'QRF');
  if (qrd !== undefined) {
    const details: Record<string, string> = { QRD: rawText(qrd), queryId: get(qrd, 4) };
    if (qrf !== undefined) details.QRF = rawText(qrf);
    return { specimenIds: idsOf(qrd, 8), details };
  }
  const orders = segmentsOf(message, 'ORC');
  const ids = orders.map((orc) => get(orc, 3) || get(orc, 2)).filter((id) => id !== '');
  return { specimenIds: ids, details: {} };
}

/** No specimen asked for means the whole work list of the day. QRD-9 CAN takes a query back (Mindray). */
export function queriesOf(context: Hl7Context): InstrumentMessage[] {
  const common = base(context);
  const { specimenIds, patientId, details } = asked(context);
  const filled = Object.fromEntries(Object.entries(details).filter(([, text]) => text !== ''));
  const cancelled = get(firstSegment(context.message, 'QRD'), 9) === 'CAN';
  const query: InstrumentMessage = {
    ...common,
    kind: cancelled ? 'event' : 'query',
    specimenId: specimenIds[0] ?? '',
    details: { ...common.details, ...filled, ...(cancelled ? { event: 'query cancelled' } : {}) },
  };
  if (patientId !== undefined) query.patientId = patientId;
  if (!cancelled) query.tests = [];
  if (specimenIds.length > 1) query.specimenIds = specimenIds;
  return [query];
}

/** Lines of a display response by their number (DSP-1). */
function displayLines(message: Hl7Message): Map<number, Hl7Segment> {
  return new Map(segmentsOf(message, 'DSP').map((dsp) => [Number(get(dsp, 1)), dsp]));
}

/** Mindray and its kin: line 1 patient, 3 name, 21 bar code, 22 sample number, 24 urgent, 26 material, from 29 on a test each. */
function ordersByDisplay(context: Hl7Context): InstrumentMessage {
  const common = base(context);
  const lines = displayLines(context.message);
  const line = (number: number) => fieldText(lines.get(number), 3);
  const details = {
    patientName: line(3),
    birthDate: line(4),
    sex: line(5),
    sampleNumber: line(22),
    collectedAt: isoFromHl7Time(line(23)) ?? '',
    priority: line(24),
    specimenType: line(26),
  };
  const tests = [...lines]
    .filter(([number]) => number >= 29)
    .map(([, dsp]) => get(dsp, 3))
    .filter((test) => test !== '');
  return {
    ...common,
    kind: 'order',
    specimenId: line(21),
    ...(line(1) === '' ? {} : { patientId: line(1) }),
    tests,
    details: { ...common.details, ...Object.fromEntries(Object.entries(details).filter(([, text]) => text !== '')) },
  };
}

function replyDetails(message: Hl7Message): Record<string, string> {
  const msa = firstSegment(message, 'MSA');
  const qak = firstSegment(message, 'QAK');
  const details = {
    acknowledgement: get(msa, 1),
    acknowledges: get(msa, 2),
    acknowledgementText: get(msa, 3),
    queryStatus: get(qak, 2),
  };
  return Object.fromEntries(Object.entries(details).filter(([, text]) => text !== ''));
}

export function ordersOf(context: Hl7Context): InstrumentMessage[] {
  const { message } = context;
  const common = base(context);
  const details = { ...common.details, ...replyDetails(message) };
  if (firstSegment(message, 'DSP') !== undefined) {
    const order = ordersByDisplay(context);
    return [{ ...order, details: { ...order.details, ...replyDetails(message) } }];
  }
  const orders: InstrumentMessage[] = [];
  for (const group of groupsOf(message)) {
    const specimenId = specimenIdOf(group);
    const test = serviceOf(group.obr).code;
    const same = orders.find((order) => order.specimenId === specimenId);
    if (same !== undefined) {
      if (test !== '') same.tests?.push(test);
      continue;
    }
    const patientId = patientIdOf(group);
    const action = get(group.orc, 1);
    orders.push({
      ...common,
      kind: 'order',
      specimenId,
      ...(patientId === undefined ? {} : { patientId }),
      tests: test === '' ? [] : [test],
      details: { ...details, ...detailsOf(group, context), ...(action === '' ? {} : { orderControl: action }) },
    });
  }
  if (orders.length > 0) return orders;
  const qpd = firstSegment(message, 'QPD');
  const ids = qpd === undefined ? [] : askedByQpd(qpd).specimenIds;
  return [{ ...common, kind: 'order', specimenId: ids[0] ?? '', tests: [], details }];
}

/** Acknowledgements, cancelled queries, status messages: kept as what they say. */
export function eventOf(context: Hl7Context): InstrumentMessage {
  const { message } = context;
  const common = base(context);
  const qid = firstSegment(message, 'QID');
  const cancelled: Record<string, string> =
    qid === undefined ? {} : { event: 'query cancelled', queryTag: get(qid, 1), queryName: get(qid, 2) };
  const equipment = firstSegment(message, 'EQU');
  const status: Record<string, string> =
    equipment === undefined ? {} : { equipment: get(equipment, 1), equipmentState: components(equipment, 3).join(' ') };
  const container = subcomponents(firstSegment(message, 'SAC'), 3)[0]?.trim() ?? '';
  return {
    ...common,
    kind: 'event',
    specimenId: container,
    details: { ...common.details, ...replyDetails(message), ...cancelled, ...status },
  };
}
