// One call of the renderer: to the server while it answers, else from the cache, into the outbox, or refused with why.
import type { Right } from '../../../core/identity/rights.ts';
import { type ErrorCode, fail } from '../../../core/kernel/errors.ts';
import { Rows, RowsAsked } from '../../../core/lab/contract.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { Outbox } from '../custody/outbox.ts';
import { errorCodeOf } from '../custody/outbox.ts';
import type { EcgRoom } from '../ecg/ecg-room.ts';
import type { CallContext, ServerClient } from '../link/server-client.ts';
import type { ServerLink } from '../link/server-link.ts';
import type { Reading } from '../reading/reading.ts';
import { isUnreachable } from './contract-errors.ts';
import { commandRights, type LocalCommand, type LocalCommands, subjectsOf } from './local-commands.ts';
import { type LocalRead, type LocalReads, readRights } from './local-reads.ts';
import { type HostSession, requireRight, type Sessions } from './sessions.ts';

export interface Call {
  /** `area.procedure` */
  name: string;
  input: unknown;
  session: HostSession | null;
  background: boolean;
  signal: AbortSignal | undefined;
}

export interface ForwardingParts {
  client: ServerClient;
  link: ServerLink;
  sessions: Sessions;
  custody: CustodyStore;
  outbox: Outbox;
  reads: LocalReads;
  commands: LocalCommands;
  /** What the reading room is answered without the server. */
  reading: Pick<Reading, 'isRead' | 'isCommand' | 'run' | 'subjectsOf'> | null;
  /** What the ECG room is. */
  ecg: Pick<EcgRoom, 'isRead' | 'run'> | null;
  /** Looks at what the server answered, e.g. to keep the dictionaries. */
  answered(call: Call, output: unknown): void;
  /** Looks at what the server refused. */
  refused(call: Call, code: ErrorCode | null): void;
}

/** Answered to anybody: the login page and the check of a printed report. */
const open: ReadonlySet<string> = new Set(['identity.captcha', 'reporting.verify']);
/** Between host and server only; a page has no business with them. */
const closed: ReadonlySet<string> = new Set([
  'sync.since',
  'sync.snapshot',
  'sync.push',
  'sync.live',
  'lab.ingest',
  'identity.enrol',
]);
/** How long an act waits for those before it to reach the server. */
const clearMs = 5_000;

const isRead = (name: string): name is LocalRead => name in readRights;
const isCommand = (name: string): name is LocalCommand => name in commandRights;

export function createForwarding(parts: ForwardingParts): (call: Call) => Promise<unknown> {
  const { client, link, sessions, custody, outbox, reading, ecg } = parts;
  const isEcg = (name: string) => ecg?.isRead(name) ?? false;
  const isReading = (name: string) =>
    isEcg(name) || (reading !== null && (reading.isRead(name) || reading.isCommand(name)));

  async function atServer(call: Call, serverToken: string | null): Promise<unknown> {
    const [area = '', procedure = ''] = call.name.split('.');
    // The client is built from the contract, and so is the name.
    const remote = Reflect.get(Reflect.get(client, area), procedure) as (
      input: unknown,
      options: { context: CallContext; signal?: AbortSignal },
    ) => Promise<unknown>;
    const context = { session: serverToken, background: call.background };
    const output = await remote(call.input, { context, signal: call.signal });
    link.worked();
    parts.answered(call, output);
    return output;
  }

  function atHost(call: Call): Promise<unknown> {
    const { name } = call;
    if (isRead(name)) {
      const who = requireRight(call.session, readRights[name] satisfies Right | null);
      // The table of reads and the table of rights have the same keys; the contract has validated the input.
      const read = parts.reads[name] as (input: unknown, who: HostSession) => Promise<unknown>;
      return read(call.input, who);
    }
    if (ecg && isEcg(name)) return ecg.run(call, requireRight(call.session, null));
    if (reading && isReading(name)) return reading.run(call, requireRight(call.session, null));
    if (isCommand(name)) return parts.commands.run(name, call.input, requireRight(call.session, commandRights[name]));
    return Promise.reject(fail('OFFLINE_UNAVAILABLE', { name }));
  }

  /** False when an earlier act on the same specimen still waits: what comes later must not overtake it. */
  async function isClear(call: Call): Promise<boolean> {
    const others = (await reading?.subjectsOf(call.input)) ?? [];
    for (const subject of [...subjectsOf(call.input), ...others]) {
      const waiting = (await custody.read.pending(subject)).some(
        (one) => one.state === 'waiting' && one.messageId === null,
      );
      if (waiting && !(await outbox.clear(subject, clearMs))) return false;
    }
    return true;
  }

  /**
   * A screen asks for rows because it heard of a change, and that came from the cache: what has only just been measured is there
   * before the server has it, marked as waiting. Rows that are not here are the server's to give or to refuse.
   */
  async function rows(call: Call, serverToken: string | null): Promise<unknown> {
    const { ids } = RowsAsked.parse(call.input);
    const who = requireRight(call.session, readRights['lab.rows']);
    const near = await parts.reads['lab.rows']({ ids }, who);
    const known = new Set(near.rows.map(({ id }) => id));
    const missing = ids.filter((id) => !known.has(id));
    if (missing.length === 0) return near;
    const far = Rows.parse(await atServer({ ...call, input: { ids: missing } }, serverToken));
    return { ...far, rows: [...near.rows, ...far.rows] };
  }

  return async (call) => {
    const { name, session } = call;
    if (closed.has(name)) throw fail('REQUEST_REFUSED', { name });
    const isOpen = open.has(name);
    if (!session && !isOpen) throw fail('LOGIN_REQUIRED');
    if (!link.online()) return atHost(call);
    // Someone who came in without the server is known to this station only: what it can do, it does.
    if (session && !session.serverToken && !isOpen) {
      if (isRead(name) || isCommand(name) || isReading(name)) return atHost(call);
      throw fail('OFFLINE_UNAVAILABLE', { what: 'the server is back: give the password once more' });
    }
    if (!isRead(name) && !reading?.isRead(name) && !isEcg(name) && !(await isClear(call))) {
      if (isCommand(name) || isReading(name)) return atHost(call);
      throw fail('SERVER_BUSY', { what: 'earlier work on this specimen is still on its way' });
    }
    try {
      const token = session?.serverToken ?? null;
      return await (name === 'lab.rows' ? rows(call, token) : atServer(call, token));
    } catch (error) {
      if (call.signal?.aborted) throw error;
      if (session) await sessions.over(session, error);
      if (!isUnreachable(error)) {
        parts.refused(call, errorCodeOf(error));
        throw error;
      }
      link.failed(error);
      return atHost(call);
    }
  };
}
