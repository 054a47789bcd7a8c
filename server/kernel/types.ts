// The seam between the server's kernel and its areas: what an area is given, and how a command or a read is carried out.
import type { Kysely, Transaction } from 'kysely';
import type { Witness } from '../../core/identity/contract.ts';
import type { PlacesByRight } from '../../core/identity/reach.ts';
import type { Right } from '../../core/identity/rights.ts';
import type { ChangeKind } from '../../core/sync/contract.ts';
import type { Database } from '../db/schema.ts';

export interface Clock {
  /** Wall clock of the server. */
  now(): Date;
}

/** Who asks, from where, with which rights. Made once per request from the session and the station's signature. */
export interface Caller {
  person: { id: string; user: string; name: string; departmentId: string } | null;
  rights: readonly Right[];
  /** How far the rights at exams reach; absent: the own institution. */
  places?: PlacesByRight | undefined;
  labGroups: readonly string[];
  sessionId: string | null;
  /** Enrolled workstation whose signature was checked. */
  station: { id: string; name: string; labGroups: readonly string[] } | null;
  address: string;
  /** A program of another system, under its own credential: it stands by name in the trail and never acts as a person. */
  program?: { id: string; name: string };
  /** `live`: the person is at the screen; `queued`: a station hands in what the person did while offline. */
  mode: 'live' | 'queued' | 'system';
}

export type Tx = Transaction<Database>;

/** What a command leaves behind beside its domain rows; all of it is written in its transaction. */
export interface CommandWork {
  tx: Tx;
  caller: Caller;
  /** When the person did it (clock of the station), and the server's own time. */
  at: Date;
  now: Date;
  newId(): string;
  /** Announces the new state of an entity to the feed. `groupId` limits who receives it; null is everybody. */
  changed(kind: ChangeKind, entityId: string, version: number, groupId: string | null): void;
  /** Adds an audit row; the command itself always writes one. */
  audit(entry: AuditEntry): void;
  /** Queues a message for another system in the same transaction. */
  outgoing(message: { interface: 'hl7'; peer: string; type: string; subject: string; payload: unknown }): void;
}

export interface AuditEntry {
  act: string;
  subject: string;
  patientId?: string | null;
  detail?: string;
  outcome?: 'done' | 'refused' | 'failed';
}

export interface CommandRequest {
  /** Idempotency key of the command. */
  id: string;
  at: string;
  /** `area.procedure`, the name in the contract. */
  name: string;
  /** Null: any person who is logged in, or an enrolled station on its own (instrument results). */
  right: Right | null;
  subject: string;
  /** The whole input as it came: the same id with another input is refused with DUPLICATE. Passwords in it are left out of the hash. */
  input?: unknown;
  /** The work writes the audit rows itself, maybe none: autosaves, of which the first of a session counts. A refusal is audited anyway. */
  ownAudit?: boolean;
}

export type LogLevel = 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, message: string, detail?: Record<string, unknown>) => void;

/** What the identity area gives to the others. */
export interface PeopleService {
  /**
   * Re-authenticates a second person at the same screen. Call it before `command` (it counts failures on its own connection).
   * @throws LOGIN_FAILED, LOGIN_LOCKED, RIGHT_MISSING, SAME_PERSON
   */
  verifyWitness(
    witness: Witness,
    right: Right,
    notPersonId: string | null,
    caller: Caller,
  ): Promise<{ id: string; name: string }>;
  /** The scanned handwriting as a PNG data URL. */
  signatureOf(db: Kysely<Database>, personId: string): Promise<string | null>;
  department(
    db: Kysely<Database>,
    id: string,
  ): Promise<{ id: string; name: string; nameEn: string; phone: string | null } | null>;
}

export interface Kernel {
  db: Kysely<Database>;
  clock: Clock;
  newId(): string;
  log: Log;
  hospital: { name: string; nameEn: string };
  /** Where people outside find this server, e.g. `https://yishu.hospital.cn`; null when nobody said so. */
  publicOrigin: string | null;
  people: PeopleService;
  /** Encrypts identity numbers, phones, signatures at rest; `blindIndex` makes equal values findable. */
  fields: FieldCrypto;
  /**
   * Runs a command once: the right is checked, a replay of the same id gets the first answer, domain rows, idempotency row,
   * audit row and change rows commit together, then the sequencer is woken. Refusals (YishuError) are audited as well.
   * The transaction is REPEATABLE READ and is run again when another one was first, so the work may run several times:
   * it touches nothing but `work.tx`.
   */
  command<Output>(
    caller: Caller,
    request: CommandRequest,
    work: (work: CommandWork) => Promise<Output>,
  ): Promise<Output>;
  /**
   * A read of patients' data: checks the right and writes the audit row before the answer goes out. Screens that ask every minute whether
   * anything waits for their person say which answers name nobody: those read no patient's data and leave no row.
   */
  read<Output>(
    caller: Caller,
    right: Right | null,
    entry: AuditEntry,
    query: (db: Kysely<Database>) => Promise<Output>,
    namesNobody?: (output: Output) => boolean,
  ): Promise<Output>;
  /** An audit row on its own, for acts that are neither command nor read (log in, print a file). */
  audit(caller: Caller, entry: AuditEntry): Promise<void>;
  /** Called after each publication with the numbered changes; used by live streams and jobs. Returns the way to stop. */
  onPublished(listener: (changes: PublishedChange[]) => void): () => void;
}

export interface PublishedChange {
  seq: number;
  kind: ChangeKind;
  entityId: string;
  version: number;
  groupId: string | null;
  at: Date;
}

export interface FieldCrypto {
  encrypt(plain: string): string;
  decrypt(cipher: string): string;
  blindIndex(plain: string): string;
}
