// What the thread of the DICOM door and the server's own thread say to each other.
import type { Received, ReceivingSettings } from '../../areas/imaging/module.ts';
import type {
  AttributesAnswer,
  AttributesRequest,
  CallerAssociation,
  EventReport,
  Match,
  MoveRequest,
  MoveRetrieval,
  QueryRequest,
  ServiceRequest,
} from './dimse/services.ts';
import type { StoredInstance } from './services/outgoing.ts';
import type { PeerAct } from './services/peers.ts';
import type { DoorRefusal, Trust } from './tls/accept.ts';
import type { TlsIdentity } from './tls/profile.ts';
import type { Admission, Caller } from './ul/negotiation.ts';

/** A request without what cannot leave its thread. */
export type Sent<Request extends ServiceRequest> = Omit<Request, 'association' | 'signal'> & {
  association: Pick<CallerAssociation, 'id' | 'callingAe' | 'calledAe' | 'address' | 'secure'>;
};

export interface MatchPage {
  matches: Match[];
  /** There is no further page. */
  over: boolean;
}
export type AttributeService = 'nCreate' | 'nSet' | 'nAction' | 'nEventReport';

/** What the door asks of the server. */
export interface DoorCalls {
  admit: { input: Caller; output: Admission };
  acts: { input: Pick<Caller, 'callingAe' | 'address' | 'secure'>; output: readonly PeerAct[] };
  /** What is trusted on the TLS port, asked at every connection. */
  trust: { input: Record<string, never>; output: Trust };
  /** The first page; the further ones by `more` with the id of this call, so that no more waits here than the peer takes. */
  find: { input: { request: Sent<QueryRequest>; identifier: Uint8Array }; output: MatchPage };
  more: { input: { find: number }; output: MatchPage };
  get: { input: { request: Sent<QueryRequest>; identifier: Uint8Array }; output: StoredInstance[] };
  move: {
    input: { request: Sent<MoveRequest>; identifier: Uint8Array };
    output: { instances: StoredInstance[]; destination: MoveRetrieval['destination'] };
  };
  /** The data set of a compressed object in a plain syntax. */
  decompress: { input: { sopUid: string; syntaxUid: string }; output: Uint8Array };
  attributes: {
    input: { service: AttributeService; request: Sent<AttributesRequest & { actionTypeId?: number }> };
    output: AttributesAnswer;
  };
}
export type CallName = keyof DoorCalls;
export type AnyCall = { [Name in CallName]: { call: Name; id: number; input: DoorCalls[Name]['input'] } }[CallName];

/** An error with a DIMSE status of its own, or any other. */
export type SentError = { status: number; message: string; offending: readonly number[] } | { message: string };

export type FromDoor =
  | AnyCall
  | { kind: 'listening'; host: string; port: number; tlsPort: number | null }
  /** A connection to the TLS port that got no further than its handshake. */
  | { kind: 'refused'; address: string; why: DoorRefusal; detail: string }
  /** Objects are durable and indexed; their senders have been or will be told. Those of some milliseconds come together. */
  | { kind: 'stored'; objects: { received: Received; source: string }[] }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; message: string; facts: Record<string, unknown> }
  /** The peer does not want the answer of this call any more. */
  | { kind: 'cancel'; id: number }
  | { kind: 'ended'; association: number }
  | { kind: 'reported'; id: number; status: number }
  | { kind: 'not-reported'; id: number; error: SentError };

export type ToDoor =
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'refusal'; id: number; error: SentError }
  | { kind: 'report'; id: number; association: number; event: EventReport }
  /** The TLS port shows this one from the next connection on. */
  | { kind: 'identity'; identity: TlsIdentity }
  | { kind: 'stop'; graceMs: number };

export interface DoorListen {
  host: string;
  /** Null: nothing is taken in the clear. */
  port: number | null;
  tls: { port: number; identity: TlsIdentity } | null;
}

export interface DoorData {
  listen: DoorListen;
  receiving: ReceivingSettings;
}
