// What a driver is: a name, a link, a mapping. Everything that talks to an analyzer goes through this one interface.

import type { InstrumentMessage, InstrumentOrder, Interpretation } from '../core/lab/instrument-message.ts';
import type { QueryAnswer, Session } from './session.ts';

export type LinkKind = 'lis01' | 'snibe' | 'mllp';

export interface SessionOptions {
  /** Policy for a wrong checksum; `case` accepts lower-case digits. Default `case`. */
  checksum?: 'strict' | 'case' | 'off';
  /** Off for analyzers that count frames in their own way. Default on. */
  frameNumberCheck?: boolean;
  /** Contention and timers differ by role (LIS01-A2 8.2.7). Default `host`. */
  role?: 'host' | 'instrument';
  /** Message time and control id for acknowledgements that the session itself writes (HL7 ACK). */
  now?: () => Date;
  nextId?: () => string;
}

/** Bytes of a file or of a recorded line, however they are wrapped. */
export interface Unwrapped {
  /** Contents of the messages, framing removed, complete or not. */
  messages: { content: Uint8Array; complete: boolean }[];
  problems: Interpretation['problems'];
}

/** One made-up specimen that the simulator turns into a message of this analyzer's dialect. */
export interface SimulatedSpecimen {
  specimenId: string;
  instrumentTime: Date;
  results: { code: string; value: string; unit?: string; flag?: string }[];
  control?: { material: string; lot: string; level: string };
}

export interface Driver {
  /** `<maker>-<model>`, the folder's name. */
  id: string;
  maker: string;
  model: string;
  title: { zh: string; en: string };
  link: LinkKind;
  /** Usual speed of its serial port; absent for TCP only. */
  serial?: { baudRate: number; dataBits: 7 | 8; stopBits: 1 | 2; parity: 'none' | 'even' | 'odd' };
  encoding: string;
  /** Answers host queries, takes orders, reports only. */
  abilities: { query: boolean; orders: boolean };
  createSession(options?: SessionOptions): Session;
  /** How sure the driver is that this content comes from its analyzer, 0..1; used by `--driver auto`. */
  recognise(content: Uint8Array): number;
  /** Pure: content of one message to what it says. Never throws; what cannot be read is a problem. */
  interpret(content: Uint8Array): Interpretation;
  /** Content of the message that downloads orders; one content per message to send. */
  encodeOrders?(orders: InstrumentOrder[], now: Date): Uint8Array[];
  /** Content of the answer to a query that this driver interpreted. */
  encodeAnswer?(query: InstrumentMessage, answer: QueryAnswer, now: Date): Uint8Array[];
  /** Content of a message as the analyzer would send it, for the simulator. */
  simulate(specimen: SimulatedSpecimen): Uint8Array;
  /** Content of a query as the analyzer would send it. */
  simulateQuery?(specimenIds: string[], now: Date): Uint8Array;
  /** Codes and units that this analyzer usually reports; used by the simulator, the demo catalogue and the docs. */
  channels: readonly { code: string; name?: string; unit?: string }[];
}
