// IHE LAW and its relatives: the query is answered by RSP, the work follows as OML^O33, one a tube.
// Source: IHE PaLM TF-2b, LAB-27 and LAB-28; GeneXpert takes its orders inside RSP^Z02.

import { buildMessage, type Hl7SegmentSpec, headerSegment, hl7Time, hl7TimeFromIso } from '../../../core/hl7/index.ts';
import type { InstrumentMessage, InstrumentOrder } from '../../../core/lab/instrument-message.ts';
import type { QueryAnswer } from '../../session.ts';
import { controlIdAt, encodeFor, patientSegment, queried } from './hl7-answer.ts';

interface Addressee {
  application: string;
  facility: string;
  charset: string;
  version: string;
}

const unnamed: Addressee = { application: '', facility: '', charset: 'UNICODE UTF-8', version: '2.5.1' };

const addresseeOf = (query: InstrumentMessage): Addressee => ({
  application: queried(query, 'MSH-3'),
  facility: queried(query, 'MSH-4'),
  charset: queried(query, 'MSH-18') || 'UNICODE UTF-8',
  version: queried(query, 'MSH-12') || '2.5.1',
});

const priorityCode = ({ priority }: InstrumentOrder) => (priority === 'urgent' ? 'S' : 'R');

/** NW new, CA cancel (table 0119); LAW adds tests as new work. */
const orderControl = ({ action }: InstrumentOrder) => (action === 'cancel' ? 'CA' : 'NW');

const specimen = (order: InstrumentOrder): Hl7SegmentSpec => [
  'SPM',
  { 1: 1, 2: order.specimenId, 4: order.specimenType, 11: 'P', 17: hl7TimeFromIso(order.collectedAt) },
];

function works(order: InstrumentOrder, time: string): Hl7SegmentSpec[] {
  return order.tests.flatMap((test, index): Hl7SegmentSpec[] => [
    ['ORC', { 1: orderControl(order), 2: `${order.specimenId}-${test}`, 9: time }],
    ['TQ1', { 1: 1, 9: priorityCode(order) }],
    ['OBR', { 1: index + 1, 2: `${order.specimenId}-${test}`, 4: test, 11: order.action === 'add' ? 'A' : '' }],
  ]);
}

function orderMessage(order: InstrumentOrder, now: Date, index: number, to: Addressee): Uint8Array {
  const time = hl7Time(now);
  const segments: Hl7SegmentSpec[] = [
    headerSegment({
      sendingApplication: 'LIS',
      receivingApplication: to.application,
      receivingFacility: to.facility,
      time,
      type: ['OML', 'O33', 'OML_O33'],
      controlId: controlIdAt(now, index),
      version: to.version,
      charset: to.charset,
    }),
    patientSegment(order.patient),
    specimen(order),
    ...works(order, time),
  ];
  return encodeFor(to.charset, buildMessage(segments));
}

/** Orders without a question: one OML^O33 a tube. */
export const ordersByLaw = (orders: InstrumentOrder[], now: Date, to: Addressee = unnamed): Uint8Array[] =>
  orders.map((order, index) => orderMessage(order, now, index, to));

function reply(query: InstrumentMessage, type: readonly string[], found: boolean, now: Date): Hl7SegmentSpec[] {
  const to = addresseeOf(query);
  const [, ...qpd] = queried(query, 'QPD').split('|');
  const asked: Hl7SegmentSpec = ['QPD', Object.fromEntries(qpd.map((text, index) => [index + 1, { raw: text }]))];
  return [
    headerSegment({
      sendingApplication: 'LIS',
      receivingApplication: to.application,
      receivingFacility: to.facility,
      time: hl7Time(now),
      type,
      controlId: controlIdAt(now, 0),
      processing: queried(query, 'MSH-11'),
      version: to.version,
      charset: to.charset,
    }),
    ['MSA', { 1: 'AA', 2: query.messageId }],
    ['QAK', { 1: queried(query, 'queryTag'), 2: found ? 'OK' : 'NF', 3: { raw: qpd[0] ?? '' } }],
    asked,
  ];
}

/** LAW says yes to the question itself even when nothing is to be done (QAK-2 OK); the tube then gets no OML. */
export function answerByLaw(query: InstrumentMessage, answer: QueryAnswer, now: Date): Uint8Array[] {
  const to = addresseeOf(query);
  const segments = reply(query, ['RSP', 'K11', 'RSP_K11'], true, now);
  const orders = answer.orders.map((order, index) => orderMessage(order, now, index + 1, to));
  return [encodeFor(to.charset, buildMessage(segments)), ...orders];
}

/** GeneXpert host query Z03: patient, order and specimen of each test inside the response. */
export function answerByGeneXpert(query: InstrumentMessage, answer: QueryAnswer, now: Date): Uint8Array[] {
  const orders = answer.orders.filter(({ action }) => action !== 'cancel');
  const time = hl7Time(now);
  const segments = reply(query, ['RSP', 'Z02', 'RSP_Z02'], orders.length > 0, now);
  const bodies = orders.flatMap((order): Hl7SegmentSpec[] => [
    patientSegment(order.patient),
    ...works(order, time),
    specimen(order),
  ]);
  return [encodeFor(addresseeOf(query).charset, buildMessage([...segments, ...bodies]))];
}

/** QRY^R02 asks for results in the standard, but small analyzers use it for orders: ORF^R04 with an OBR a test. */
export function answerByOrf(query: InstrumentMessage, answer: QueryAnswer, now: Date): Uint8Array[] {
  const to = addresseeOf(query);
  const [, ...qrd] = queried(query, 'QRD').split('|');
  const orders = answer.orders.filter(({ action }) => action !== 'cancel');
  const bodies = orders.flatMap((order): Hl7SegmentSpec[] => [
    patientSegment(order.patient),
    ...order.tests.map(
      (test, index): Hl7SegmentSpec => [
        'OBR',
        { 1: index + 1, 2: order.specimenId, 3: order.specimenId, 4: test, 5: priorityCode(order) },
      ],
    ),
  ]);
  const segments: Hl7SegmentSpec[] = [
    headerSegment({
      sendingApplication: 'LIS',
      receivingApplication: to.application,
      receivingFacility: to.facility,
      time: hl7Time(now),
      type: ['ORF', 'R04'],
      controlId: controlIdAt(now, 0),
      version: to.version,
      charset: queried(query, 'MSH-18'),
    }),
    ['MSA', { 1: orders.length > 0 ? 'AA' : 'AR', 2: query.messageId, 3: orders.length > 0 ? undefined : 'No order' }],
    ['QRD', Object.fromEntries(qrd.map((text, index) => [index + 1, { raw: text }]))],
    ...bodies,
  ];
  return [encodeFor(queried(query, 'MSH-18'), buildMessage(segments))];
}
