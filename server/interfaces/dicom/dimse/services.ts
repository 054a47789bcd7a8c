// What an application offers to its peers: one callback per DIMSE service, with what it is told and what it answers.
import type { OutgoingInstance } from '../scu/contexts.ts';
import type { ClientTls } from '../tls/connect.ts';
import type { SecureChannel } from '../tls/profile.ts';
import type { UserInformation } from '../ul/pdu-types.ts';
import type { IncomingData } from './data.ts';

export interface EventReport {
  sopClassUid: string;
  sopInstanceUid: string;
  eventTypeId: number;
  /** In the transfer syntax that `syntaxOf` the association gives for the class. */
  dataSet: Uint8Array | null;
}

/** Who asks, and the way back to it: all that a service needs that runs in another thread than the association. */
export interface CallerAssociation {
  /** Counts up per server: for logs. */
  readonly id: number;
  readonly callingAe: string;
  readonly calledAe: string;
  /** IP address of the peer. */
  readonly address: string;
  /** Null: in the clear. */
  readonly secure: SecureChannel | null;
  /** Aborted when the association has ended, in whatever way. */
  readonly ended: AbortSignal;
  /**
   * Sends an N-EVENT-REPORT on this association once the requests that came before are answered; resolves to the peer's
   * status. A service may call it but must not wait for it, for its own answer has to go out first.
   */
  report(event: EventReport): Promise<number>;
}

/** The association that a request came on. */
export interface PeerAssociation extends CallerAssociation {
  readonly peer: UserInformation;
  /** The transfer syntax agreed for an abstract syntax; null when none was. */
  syntaxOf(abstractSyntax: string): string | null;
  /** Breaks the association off by A-ABORT; `message` is for our log. */
  abort(message: string): void;
}

export interface ServiceRequest {
  association: PeerAssociation;
  transferSyntaxUid: string;
  sopClassUid: string;
  messageId: number;
  /** Aborted by a C-CANCEL-RQ and by the end of the association. */
  signal: AbortSignal;
}

/** A request as a service sees it that needs no more of the association than who asks. */
export type Asked<Request extends ServiceRequest> = Omit<Request, 'association'> & { association: CallerAssociation };

export interface StoreRequest extends ServiceRequest {
  sopInstanceUid: string;
  /** Who asked for the object by C-MOVE, when it comes from one. */
  moveOriginator: { aeTitle: string; messageId: number } | null;
  /** The data set as sent, without file meta information. Reading fails when the association ends in the middle. */
  data: IncomingData;
}

export interface QueryRequest extends ServiceRequest {
  /** 0 medium, 1 high, 2 low. */
  priority: number;
}

export interface MoveRequest extends QueryRequest {
  destinationAe: string;
}

export interface AttributesRequest extends ServiceRequest {
  /** Null only in an N-CREATE that leaves the choice to us. */
  sopInstanceUid: string | null;
  /** The abstract syntax of the presentation context; the class may be another one that it covers. */
  abstractSyntax: string;
  dataSet: Uint8Array | null;
}

/** A match with its own status (FF01H: an optional key was not supported), or plainly its identifier. */
export type Match = Uint8Array | { status: number; identifier: Uint8Array };

export interface Retrieval {
  instances: readonly OutgoingInstance[];
}

export interface MoveRetrieval extends Retrieval {
  destination: { host: string; port: number; callingAe: string; tls: ClientTls | null };
}

export interface Answer {
  status: number;
  /** ASCII, at most 64 characters. */
  comment?: string;
  /** Tags of the attributes that are at fault; of queries and retrievals. */
  offending?: readonly number[];
}

export interface AttributesAnswer extends Answer {
  dataSet?: Uint8Array | null;
  /** The UID that was chosen in an N-CREATE. */
  sopInstanceUid?: string;
}

type Attributes<More = object> = (request: AttributesRequest & More) => Promise<AttributesAnswer>;

/**
 * Absent services are answered "not supported". A callback may throw a `DimseFailure` to answer with its status; what
 * else it throws is logged and answered as a failure. Identifiers and data sets are bytes in `transferSyntaxUid`.
 */
export interface DicomServices {
  /** Answers once the object is safe: its status goes out after the whole data set came in. */
  store?(request: StoreRequest): Promise<Answer>;
  find?(request: QueryRequest, identifier: Uint8Array): AsyncIterable<Match>;
  move?(request: MoveRequest, identifier: Uint8Array): Promise<MoveRetrieval>;
  get?(request: QueryRequest, identifier: Uint8Array): Promise<Retrieval>;
  nCreate?: Attributes;
  nSet?: Attributes;
  nGet?: Attributes<{ attributeIdentifiers: readonly number[] }>;
  nAction?: Attributes<{ actionTypeId: number }>;
  nDelete?: Attributes;
  nEventReport?: Attributes<{ eventTypeId: number }>;
}

/** Level, message and facts; nothing that identifies a patient is passed. */
export type DicomLog = (level: 'info' | 'warn' | 'error', message: string, facts: Record<string, unknown>) => void;
