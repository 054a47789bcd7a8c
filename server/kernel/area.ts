// What an area hands to the server: its routes, the documents of its entities for the feed, and the work that runs beside requests.

import type { Router } from '@orpc/server';
import type { stationContract } from '../../core/contract.ts';
import type { ChangeKind } from '../../core/sync/contract.ts';
import type { DatabaseTarget } from '../db/pool.ts';
import type { Implementer, RequestContext } from '../web/procedures.ts';
import type { LiveCertificate } from './live-certificate.ts';
import type { Reached } from './steps.ts';
import type { Caller, Kernel, PublishedChange } from './types.ts';

export type AreaRouters = {
  [Part in keyof typeof stationContract]: Router<(typeof stationContract)[Part], RequestContext>;
};

/** Documents of one kind as the feed carries them. */
export interface DocumentSource {
  kind: ChangeKind;
  /** `recent`: a first fill takes what changed in the last days; `ever`: all there is (dictionaries, people). */
  span: 'recent' | 'ever';
  /** The present documents as the caller may see them; an id that is absent from the answer is hidden from the caller or gone. */
  read(ids: readonly string[], caller: Caller): Promise<Map<string, unknown>>;
  /**
   * Of changes of this kind, the numbers of those that the caller is told as they happen: of what the caller sees, or saw before the
   * change. Absent: all.
   */
  told?(changes: readonly PublishedChange[], caller: Caller): Promise<ReadonlySet<number>>;
}

/** A route that is not a procedure: a PDF, the page of a verification code. */
export interface PlainRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Hono path, e.g. `/reports/pdf/:id`. */
  path: string;
  /** True: answered without a session; else a person who is logged in. */
  public: boolean;
  /** Bytes of the longest body, where that is more than any other request may bring. */
  largestBody?: number;
  /**
   * The route checks who asks itself, also by access tokens of programs: the body comes as a stream of any length, and the header that
   * keeps other sites' pages away is not asked for, since a session's cookie opens the door for reading only.
   */
  tokens?: boolean;
  handle(request: Request, caller: Caller, params: Record<string, string>): Promise<Response>;
}

export interface AreaSettings {
  dataDir: string;
  /** For threads that need a connection of their own. */
  database: DatabaseTarget;
  /** Where the HL7 listener listens; null when it is off. */
  hl7: { host: string; port: number } | null;
  /** Where DICOM peers call us, under which AE title; null when it is off. `anyLoopback`: every caller on this machine is admitted. */
  dicom: {
    host: string;
    /** Null: nothing is taken in the clear. */
    port: number | null;
    aet: string;
    anyLoopback: boolean;
    tls: { port: number; identity: LiveCertificate } | null;
  } | null;
  /** Systems that get our messages, by the name that commands address them with. */
  hl7Peers?: readonly { name: string; host: string; port: number; charset: string }[];
  /** For fault tests. */
  reached?: Reached;
}

export interface Running {
  /** Addresses by name, e.g. `mllp` -> `127.0.0.1:4601`. */
  listeners?: Record<string, string>;
  stop(): Promise<void>;
}

export interface AreaModule {
  readonly name: string;
  /** The part of the contract that the area answers: `{ lab: os.lab.router({…}) }`. */
  routes?(kernel: Kernel, os: Implementer): Partial<AreaRouters>;
  plain?(kernel: Kernel): readonly PlainRoute[];
  documents?(kernel: Kernel): readonly DocumentSource[];
  /** Queues, timers, listeners: started when the server can answer, stopped before the database. */
  start?(kernel: Kernel, settings: AreaSettings): Promise<Running>;
}
