// What an HL7 driver may say of its analyzer beyond the standard: each member replaces one reading of hl7-interpret.

import type { Hl7Encoding, Hl7Header, Hl7Message } from '../../../core/hl7/index.ts';
import type { InstrumentMessage, InstrumentProblem, InstrumentResult } from '../../../core/lab/instrument-message.ts';
import type { Hl7Group } from './hl7-groups.ts';

export type ResultKind = 'results' | 'qc' | 'event';

/** What one group says besides its identity. */
export interface Collected {
  results: InstrumentResult[];
  details: Record<string, string>;
  control?: InstrumentMessage['control'];
  rerun?: boolean;
}

export interface Hl7Context {
  header: Hl7Header;
  message: Hl7Message;
  problems: InstrumentProblem[];
}

export interface Hl7Reading {
  /** Encoding of messages that name none. */
  usualEncoding?: Hl7Encoding;
  specimenId?(group: Hl7Group, context: Hl7Context): string;
  kindOf?(group: Hl7Group, context: Hl7Context): ResultKind;
  collect?(group: Hl7Group, context: Hl7Context): Collected;
  /** Reads a message type in the maker's own way; null leaves it to the standard. */
  other?(context: Hl7Context): InstrumentMessage[] | null;
}
