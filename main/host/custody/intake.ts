// The first step of the path: bytes of an analyzer are on disk before anybody is told that they arrived.
import { createHash } from 'node:crypto';
import { unwrapFile } from '../../../device-drivers/parse-file.ts';
import type { RawMessage } from '../../../device-drivers/session.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { Answer, NewMessage, Origin, RowStep } from '../cache/custody-types.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';
import type { DiskGuard } from './disk-guard.ts';

export interface Intake {
  /** `stored` is said after the fsync. Never rejects: whatever fails is `busy`, so that the analyzer keeps its message. */
  store(
    origin: Origin,
    frame: Uint8Array,
    messages: RawMessage[],
    answer: Answer,
  ): Promise<{ outcome: 'stored'; ids: string[] } | { outcome: 'busy'; reason: string }>;
  /** A file of a watched folder; the same file is stored once. */
  storeFile(origin: Origin, name: string, content: Uint8Array): Promise<{ outcome: 'stored' | 'busy'; ids: string[] }>;
  /** Rows of a database with the place that they lead to. */
  storeRows(
    origin: Origin,
    step: Omit<RowStep, 'message'> & { content: Uint8Array | null },
  ): Promise<{ outcome: 'stored' | 'busy'; ids: string[] }>;
}

export function createIntake(environment: HostEnvironment, store: CustodyStore, disk: DiskGuard): Intake {
  const { clock, newId, log, crash } = environment;

  function newMessage(message: RawMessage, answer: Answer, source: string | null): NewMessage {
    return {
      id: newId(),
      receivedAt: clock.now().toISOString(),
      monotonicMs: clock.monotonicMs(),
      content: message.content,
      contentHash: contentHash(message.content),
      complete: message.complete,
      answer: message.complete ? answer : 'none',
      source,
    };
  }

  function write(origin: Origin, frame: Uint8Array, messages: NewMessage[]): Promise<string | null> {
    const at = clock.now().toISOString();
    return kept(() => store.write.store(origin, at, frame, messages, messages.length > 0 && holdsMore(frame)));
  }

  /** Null when it is on disk, else why not. */
  async function kept(step: () => Promise<void>): Promise<string | null> {
    crash('before-store');
    if ((await disk.check()).low) return 'DISK_FULL';
    try {
      await step();
      return null;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'STORE_FAILED';
      if (code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_IOERR')) disk.full();
      log('error', 'a message could not be stored; the analyzer was told to keep it', {
        code,
        reason: messageOf(error),
      });
      return code;
    }
  }

  return {
    async store(origin, frame, messages, answer) {
      const rows = messages.map((message) => newMessage(message, answer, null));
      const reason = await write(origin, frame, rows);
      return reason === null ? { outcome: 'stored', ids: rows.map(({ id }) => id) } : { outcome: 'busy', reason };
    },
    async storeFile(origin, name, content) {
      if (await store.read.hasFile(origin.connectionId, name, contentHash(content)))
        return { outcome: 'stored', ids: [] };
      const row = newMessage({ content, complete: true }, 'none', name);
      const reason = await write(origin, new Uint8Array(), [row]);
      return reason === null ? { outcome: 'stored', ids: [row.id] } : { outcome: 'busy', ids: [] };
    },
    async storeRows(origin, { content, ...step }) {
      const message = content && newMessage({ content, complete: true }, 'none', step.source);
      const reason = await kept(() => store.write.storeRows(origin, { ...step, message }));
      if (reason !== null) return { outcome: 'busy', ids: [] };
      crash('after-store-before-ack');
      return { outcome: 'stored', ids: message ? [message.id] : [] };
    },
  };
}

export function contentHash(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * The frame that ended a message may carry the beginning of the next one: then it must stay in the journal. The end of a record that
 * was cut between two frames looks unfinished too, but begins no message.
 */
export function holdsMore(frame: Uint8Array): boolean {
  const last = frame.length > 0 ? unwrapFile(frame).messages.at(-1) : undefined;
  return last?.complete === false && beginsMessage.test(Buffer.from(last.content.subarray(0, 4)).toString('latin1'));
}

/** A header record (LIS02-A2 6) or segment (HL7 v2, MSH), with its delimiter behind it as far as that has come. */
const beginsMessage = /^(?:H|MSH)(?:[^A-Za-z0-9 ]|$)/;
