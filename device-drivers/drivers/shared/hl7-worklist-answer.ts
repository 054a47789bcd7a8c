// ORM^O01 with ORC-1 RF answered as Mindray blood counters want it: ORR^O02 with the tube's patient and mode, or AR.
// Source: Mindray BC-5000 series operator's manual, appendix on the HL7 interface (bidirectional LIS/HIS query).

import { buildMessage, type Hl7SegmentSpec, headerSegment, hl7Time, hl7TimeFromIso } from '../../../core/hl7/index.ts';
import type { InstrumentMessage, InstrumentOrder } from '../../../core/lab/instrument-message.ts';
import type { QueryAnswer } from '../../session.ts';
import { encodeFor, patientSegment, queried, type Sex } from './hl7-answer.ts';

/** These analyzers spell the sex out. */
const sexWord = (sex: Sex | undefined) => (sex === 'male' ? 'Male' : sex === 'female' ? 'Female' : '');

function orderSegments(order: InstrumentOrder, testMode: string): Hl7SegmentSpec[] {
  return [
    patientSegment(order.patient, 'MR', sexWord),
    ['PV1', { 1: 1 }],
    ['ORC', { 1: 'AF', 2: order.specimenId }],
    [
      'OBR',
      {
        1: 1,
        2: order.specimenId,
        4: ['00001', 'Automated Count', '99MRC'],
        6: hl7TimeFromIso(order.collectedAt),
        24: 'HM',
      },
    ],
    ['OBX', { 1: 1, 2: 'IS', 3: ['08003', 'Test Mode', '99MRC'], 5: testMode, 11: 'F' }],
  ];
}

/** One answer, for the first tube: these analyzers ask tube by tube. */
export function answerByWorkList(
  query: InstrumentMessage,
  answer: QueryAnswer,
  now: Date,
  testMode: (order: InstrumentOrder) => string,
): Uint8Array[] {
  const order = answer.orders.find(({ action }) => action !== 'cancel');
  const charset = queried(query, 'MSH-18') || 'UNICODE';
  const id = query.messageId ?? '1';
  const segments: Hl7SegmentSpec[] = [
    headerSegment({
      sendingApplication: 'LIS',
      receivingApplication: queried(query, 'MSH-3'),
      receivingFacility: queried(query, 'MSH-4'),
      time: hl7Time(now),
      type: ['ORR', 'O02'],
      controlId: id,
      processing: queried(query, 'MSH-11'),
      version: queried(query, 'MSH-12') || '2.3.1',
      charset,
    }),
    ['MSA', { 1: order === undefined ? 'AR' : 'AA', 2: id }],
    ...(order === undefined ? [] : orderSegments(order, testMode(order))),
  ];
  return [encodeFor(charset, buildMessage(segments))];
}
