// What a simulation needs of its central server, be it the real one over PostgreSQL or the one in memory.
import type { Workstation } from '../../core/identity/contract.ts';
import type { SpecimenDocument, UnplacedMessage } from '../../core/lab/model.ts';
import type { PlannedTube } from './hospital.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What the server holds of one simulation, for the account at its end. */
export interface ServerAccount {
  specimens: SpecimenDocument[];
  unplaced: UnplacedMessage[];
  /** Every document that a station may hold of it, by kind and id. */
  documents: Map<string, unknown>;
  /** Result rows with the patient they stand with. */
  results: { barcode: string; patientId: string; id: string }[];
  /** Messages that were carried out. */
  messages: { messageId: string; contentHash: string }[];
  /** Position of the newest change. */
  head: number;
}

export interface Central {
  url: string;
  /** The door of the server; null while it is stopped. */
  door(): ((request: Request) => Response | Promise<Response>) | null;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Simulations on one server are days apart: none sees what another one left. */
  beginAt(epochMs: number, time: VirtualTime): void;
  now(): Date;
  stations: { workstation: Workstation; secret: string }[];
  /** Registers the tubes of a simulation; returns the patient of each barcode. */
  admit(tubes: readonly PlannedTube[], newId: () => string): Promise<Map<string, string>>;
  account(barcodePrefix: string): Promise<ServerAccount>;
  /** Empty when the audit chain holds; else what is wrong with it. */
  auditFault(): Promise<string | null>;
  close(): Promise<void>;
}

/** Groups that every station of the simulation works for. */
export const groups: string[] = ['haematology', 'chemistry'];
