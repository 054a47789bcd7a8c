// Any analyzer that speaks HL7 v2 over MLLP, read by the standard and the habits that many makers share; no mapping needed.

import type { InstrumentMessage } from '../../../core/lab/instrument-message.ts';
import type { Driver } from '../../driver.ts';
import type { QueryAnswer } from '../../session.ts';
import { queried } from '../shared/hl7-answer.ts';
import { answerByDisplay } from '../shared/hl7-display-answer.ts';
import { defineHl7Driver } from '../shared/hl7-driver.ts';
import { answerByGeneXpert, answerByLaw, answerByOrf, ordersByLaw } from '../shared/hl7-law-answer.ts';
import { answerByWorkList } from '../shared/hl7-worklist-answer.ts';
import { simulate, simulateQuery } from './simulate.ts';

/** The question decides the form of its answer. */
function encodeAnswer(query: InstrumentMessage, answer: QueryAnswer, now: Date): Uint8Array[] {
  const type = queried(query, 'messageType');
  if (type.startsWith('ORM')) return answerByWorkList(query, answer, now, ({ tests }) => tests.join('+'));
  if (type === 'QRY^R02') return answerByOrf(query, answer, now);
  if (type.startsWith('QRY')) return answerByDisplay(query, answer, now);
  return type === 'QBP^Z03' ? answerByGeneXpert(query, answer, now) : answerByLaw(query, answer, now);
}

export const driver: Driver = defineHl7Driver({
  id: 'generic-hl7',
  maker: 'Generic',
  model: 'HL7 v2',
  title: { zh: '通用 HL7 v2 仪器', en: 'Generic HL7 v2 analyzer' },
  encoding: 'UTF-8',
  abilities: { query: true, orders: true },
  acknowledgement: 'sender',
  recognises: ({ type }) => (type === '' ? 0.1 : 0.3),
  simulate,
  simulateQuery,
  encodeOrders: (orders, now) => ordersByLaw(orders, now),
  encodeAnswer,
  channels: [],
});
