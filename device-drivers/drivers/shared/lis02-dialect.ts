// What a driver of the LIS02 family declares: where its analyzer puts things, and the little that is truly its own.

import type {
  InstrumentMessage,
  InstrumentMessageKind,
  InstrumentOrder,
  InstrumentProblem,
  InstrumentResult,
} from '../../../core/lab/instrument-message.ts';
import type { Lis02Message, OrderNode, PatientNode, ResultNode } from '../../codecs/lis02/parse.ts';
import type { Lis02Record, Place } from '../../codecs/lis02/record.ts';
import type { RecordFields } from '../../codecs/lis02/serialize.ts';
import type { SimulatedSpecimen } from '../../driver.ts';

/** A test as its universal id (R.3, one repeat of O.5) names it. */
export interface TestCode {
  code: string;
  name?: string;
  qualifiers?: Record<string, string>;
}

export interface OrderContext {
  message: Lis02Message;
  patient: PatientNode;
  order: OrderNode;
}

export interface Lis02Reading {
  /** In O; the first place with text wins. */
  specimenId: readonly Place[];
  /** In P. */
  patientId: readonly Place[];
  /** In R, then in O. */
  resultTime: readonly Place[];
  orderTime: readonly Place[];
  /** In H. */
  messageTime: readonly Place[];
  /** In O: rack, position and the like, by the name that they get in `details`. */
  details: Readonly<Record<string, Place>>;
  /** Components of each repeat of Q.3 that may hold the specimen id. */
  querySpecimen: readonly number[];
  queryDetails: Readonly<Record<string, Place>>;
  /** Q.13 of a query that is being cancelled; empty when the analyzer has none. */
  queryCancel: string;
  testCode(components: readonly string[]): TestCode;
  /** Value as sent and what else its field says. */
  value(record: Lis02Record): { value: string; comment?: string };
  /** Texts that say that there is no value. */
  noValue: RegExp;
  /** Changes a result after the common reading: flags, attachments. */
  adjust?(result: InstrumentResult, node: ResultNode): void;
  /** A C record of a result; false when the common reading shall take it as a comment. */
  comment?(result: InstrumentResult, comment: Lis02Record): boolean | InstrumentProblem;
  kind?(context: OrderContext, usual: InstrumentMessageKind): InstrumentMessageKind;
  /** Last look at what one order became. */
  finish?(message: InstrumentMessage, context: OrderContext): void;
}

export type RecordToWrite = readonly [type: string, fields: RecordFields];

export interface WriteContext {
  now: Date;
  /** Null for a download that nobody asked for. */
  query: InstrumentMessage | null;
  /** From 1 within the message. */
  number: number;
}

export interface Lis02Writing {
  header(now: Date, isAnswer: boolean): RecordFields;
  order(order: InstrumentOrder, context: WriteContext): RecordToWrite[];
  /** Records that say: nothing to do for this specimen. An empty list makes the message end in L|1|I (LIS02-A2 12.1.3). */
  unknown(specimenId: string, context: WriteContext): RecordToWrite[];
  /** Code of L. Default N. */
  terminator?: string;
}

export interface Lis02Simulation {
  header(now: Date, what: 'results' | 'query'): RecordFields;
  order(specimen: SimulatedSpecimen): RecordToWrite[];
  result(result: SimulatedSpecimen['results'][number], number: number, specimen: SimulatedSpecimen): RecordToWrite[];
  query?(specimenId: string, number: number): RecordToWrite;
}
