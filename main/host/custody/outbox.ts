// The third step of the path: commands go to the server in the order of their birth, are tried again for ever or parked for a person.
import { errorTable, isErrorCode } from '../../../core/kernel/errors.ts';
import type { CommandReply, QueuedCommand } from '../../../core/sync/contract.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { Settlement, WaitingCommand } from '../cache/custody-types.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';

export interface OutboxParts {
  store: CustodyStore;
  online(): boolean;
  push(commands: QueuedCommand[], signal: AbortSignal): Promise<CommandReply[]>;
  /** The server did not answer; the link looks into it. */
  failed(error: unknown): void;
  /** After the replies are on disk, with the commands they answer. */
  settled(replies: CommandReply[], commands: WaitingCommand[]): Promise<void>;
}

export interface Outbox {
  /** There may be something to send. */
  wake(): void;
  /** True when nothing of the subject waits any more, false when that took longer than `ms`. */
  clear(subject: string, ms: number): Promise<boolean>;
  close(): Promise<void>;
}

const batchCommands = 50;
/** Results carry pictures: a batch is also limited by size. */
const batchCharacters = 1_000_000;
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

export function createOutbox(environment: HostEnvironment, parts: OutboxParts): Outbox {
  const { store } = parts;
  let running: Promise<void> | null = null;
  let again = false;
  const stop = new AbortController();
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let waiters: { check: () => void }[] = [];

  function backOff(attempts: number): number {
    return Math.min(firstWaitMs * 2 ** Math.min(attempts, 10), longestWaitMs) * (0.75 + environment.random() / 2);
  }

  function later(ms: number): void {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(wake, Math.max(ms, 10));
  }

  function wake(): void {
    if (closed || !parts.online()) return;
    again = true;
    running ??= run().finally(() => {
      running = null;
      if (again) wake();
    });
  }

  async function run(): Promise<void> {
    while (again && !closed) {
      again = false;
      try {
        while (await sendBatch()) {
          if (closed || !parts.online()) return;
        }
        failures = 0;
        const next = await store.read.nextAttempt();
        if (next !== null) later(next - environment.clock.now().getTime());
      } catch (error) {
        again = false;
        if (closed) return;
        environment.log('warn', 'the outbox could not be sent', { reason: messageOf(error) });
        parts.failed(error);
        later(backOff(failures++));
      }
    }
  }

  /** True when it went on and there may be more. */
  async function sendBatch(): Promise<boolean> {
    const due = await store.read.due(environment.clock.now().getTime(), batchCommands);
    const batch: WaitingCommand[] = [];
    let characters = 0;
    for (const command of due) {
      characters += JSON.stringify(command.input).length;
      if (batch.length > 0 && characters > batchCharacters) break;
      batch.push(command);
    }
    if (batch.length === 0) return false;
    environment.crash('before-push');
    const replies = await pushed(batch);
    environment.crash('after-push-before-settle');
    if (replies.length === 0) throw new Error('the server answered none of the commands');
    await settle(batch, replies);
    return replies.some(({ outcome }) => outcome !== 'again');
  }

  /** A batch that is refused as a whole is handed in one by one, so that the one to blame is found. */
  async function pushed(batch: WaitingCommand[]): Promise<CommandReply[]> {
    try {
      const commands = batch.map(({ id, name, input, actorId, at }) => ({ id, name, input, actorId, at }));
      return await parts.push(commands, stop.signal);
    } catch (error) {
      const code = errorCodeOf(error);
      if (code === null || errorTable[code].retry !== 'never') throw error;
      const [only, ...rest] = batch;
      if (only && rest.length === 0) return [{ id: only.id, outcome: 'never', code, detail: {}, output: null }];
      const replies: CommandReply[] = [];
      for (const command of batch) replies.push(...(await pushed([command])));
      return replies;
    }
  }

  async function settle(batch: WaitingCommand[], replies: CommandReply[]): Promise<void> {
    const now = environment.clock.now().getTime();
    const attempts = new Map(batch.map((command) => [command.id, command.attempts]));
    const known = replies.filter(({ id }) => attempts.has(id));
    const settlements = known.map((reply): Settlement => {
      const { id, code } = reply;
      if (reply.outcome === 'done') return { id, outcome: 'done', note: noteOf(reply.output) };
      if (reply.outcome !== 'again') return { id, outcome: 'park', code, text: textOf(reply) };
      return { id, outcome: 'again', nextAttemptMs: now + backOff(attempts.get(id) ?? 0), code, text: textOf(reply) };
    });
    const touched = await store.write.settle(settlements);
    await parts.settled(known, batch);
    for (const id of touched) environment.publish({ type: 'inbox', id });
    for (const waiter of waiters) waiter.check();
  }

  return {
    wake,
    clear(subject, ms) {
      return new Promise((resolve) => {
        const waiter = { check: () => void look() };
        const end = (clear: boolean) => {
          clearTimeout(deadline);
          waiters = waiters.filter((one) => one !== waiter);
          resolve(clear);
        };
        const deadline = setTimeout(() => end(false), ms);
        async function look(): Promise<void> {
          const pending = await store.read.pending(subject).catch(() => []);
          if (!pending.some(({ state }) => state === 'waiting')) end(true);
        }
        waiters.push(waiter);
        wake();
        void look();
      });
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      // What is under way may be carried out without our hearing of it: it is sent again under the same id.
      stop.abort();
      await running;
    },
  };
}

/** Code of the error table in whatever an RPC call threw; null for a broken line. */
export function errorCodeOf(error: unknown): keyof typeof errorTable | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return isErrorCode(code) ? code : null;
}

function textOf({ code, detail }: CommandReply): string {
  const text = isErrorCode(code) ? errorTable[code].zh : (code ?? '');
  const facts = Object.entries(detail).map(([name, value]) => `${name}: ${String(value)}`);
  return [text, ...facts].join(' ');
}

/** Parts of a message that the server holds for a person are named in the inbox too. */
function noteOf(output: unknown): string | null {
  if (typeof output !== 'object' || output === null || !('parked' in output) || !Array.isArray(output.parked))
    return null;
  const reasons = output.parked.map((part: { reason?: unknown }) => String(part?.reason ?? ''));
  return reasons.length === 0 ? null : `待处理 / held: ${[...new Set(reasons)].join(', ')}`;
}
