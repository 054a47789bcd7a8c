// The second step of the path: stored messages are read, one after another per connection, and become commands of the outbox.
import type { InstrumentMessage, Interpretation } from '../../../core/lab/instrument-message.ts';
import type { CustodyStore } from '../cache/custody-store.ts';
import type { NewCommand, Reading, StoredMessage } from '../cache/custody-types.ts';
import { type HostEnvironment, messageOf } from '../environment.ts';
import { commandIdOf } from './command-id.ts';
import { interpretStored, problemText, summaryOf } from './interpret.ts';

export interface ReaderParts {
  store: CustodyStore;
  /** Instrument of a message; the door `auto` learns it from the driver that read the content. */
  instrumentIdOf(message: StoredMessage, driverId: string | undefined): Promise<string>;
  /** What a barcode is about, so that its commands stay in order: the specimen's id where the cache knows it. */
  subjectOf(barcode: string): Promise<string>;
  /** Answers a query on the line it came from. Says why when it could not. */
  answer(message: StoredMessage, query: InstrumentMessage, instrumentId: string): Promise<string | null>;
  /** The message has been read. */
  forget(messageId: string): void;
  /** The same id of the analyzer with other bytes, or something else that a person at the connection must see. */
  alarm(connectionId: string, code: string, text: string): void;
  /** Commands wait in the outbox. */
  forwarded(subjects: string[]): void;
}

export interface Reader {
  take(id: string, connectionId: string): void;
  /** Resolves when everything that was taken so far has been read. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const retryAfterMs = 5_000;

export function createReader(environment: HostEnvironment, parts: ReaderParts): Reader {
  const { store } = parts;
  const chains = new Map<string, Promise<void>>();
  const retries = new Set<NodeJS.Timeout>();
  let closed = false;

  async function read(id: string, connectionId: string): Promise<void> {
    if (closed) return;
    try {
      const message = await store.read.message(id);
      if (message?.custody === 'received') await process(message);
      parts.forget(id);
    } catch (error) {
      // The message lies safe in the inbox; only this step is tried again.
      environment.log('error', 'a stored message could not be processed yet', { id, reason: messageOf(error) });
      const retry = setTimeout(() => {
        retries.delete(retry);
        take(id, connectionId);
      }, retryAfterMs);
      retries.add(retry);
    }
  }

  async function process(message: StoredMessage): Promise<void> {
    const interpretation = interpretStored(message, environment);
    const [first] = interpretation.messages;
    const reading: Reading = {
      messageId: message.id,
      instrumentId: first ? await parts.instrumentIdOf(message, interpretation.driver) : message.instrumentId,
      kind: first?.kind ?? '',
      specimenId: first?.specimenId ?? '',
      summary: summaryOf(interpretation),
      problem: problemText(interpretation),
      deviceMessageId: first?.messageId === undefined ? null : `${first.messageId}@${first.instrumentTime ?? ''}`,
    };
    if (!first) {
      const nothing = '报文中没有可识别的内容 / nothing was recognised in the message';
      await store.write.conclude({ ...reading, problem: reading.problem ?? nothing }, 'parked');
      parts.alarm(message.connectionId, 'MESSAGE_UNREADABLE', reading.problem ?? nothing);
    } else {
      await alarmOnSameId(message, reading);
      await forward(message, interpretation, reading);
    }
    environment.publish({ type: 'inbox', id: message.id });
  }

  /** The same id with the same time and other content: both are kept, somebody must look (P3). */
  async function alarmOnSameId(message: StoredMessage, reading: Reading): Promise<void> {
    if (reading.deviceMessageId === null) return;
    const other = await store.read.sameDeviceId(message.connectionId, reading.deviceMessageId, message);
    if (other === null) return;
    const text = `仪器以同一报文号发送了不同内容，两份均已保留 / the analyzer sent other content under the same message id (${reading.deviceMessageId})`;
    reading.problem = reading.problem === null ? text : `${reading.problem}; ${text}`;
    parts.alarm(message.connectionId, 'SAME_ID_OTHER_CONTENT', text);
  }

  async function forward(message: StoredMessage, interpretation: Interpretation, reading: Reading): Promise<void> {
    const { instrumentId } = reading;
    const commands: NewCommand[] = [];
    for (const [index, part] of interpretation.messages.entries()) {
      if (part.kind === 'query') {
        const unanswered = await parts.answer(message, part, instrumentId);
        if (unanswered !== null) reading.problem = unanswered;
      } else {
        const subject = await parts.subjectOf(part.specimenId);
        commands.push(ingestCommand(message, part, index, instrumentId, subject));
      }
    }
    if (commands.length === 0) {
      await store.write.conclude(reading, 'committed');
      return;
    }
    environment.crash('before-forward');
    await store.write.forward(reading, commands);
    parts.forwarded(commands.map(({ subject }) => subject));
  }

  function take(id: string, connectionId: string): void {
    const next = (chains.get(connectionId) ?? Promise.resolve()).then(() => read(id, connectionId));
    chains.set(connectionId, next);
    void next.then(() => {
      if (chains.get(connectionId) === next) chains.delete(connectionId);
    });
  }

  async function idle(): Promise<void> {
    while (chains.size > 0) await Promise.all(chains.values());
  }

  return {
    take,
    idle,
    async close() {
      closed = true;
      for (const retry of retries) clearTimeout(retry);
      await idle();
    },
  };
}

function ingestCommand(
  message: StoredMessage,
  part: InstrumentMessage,
  index: number,
  instrumentId: string,
  subject: string,
): NewCommand {
  const id = commandIdOf(message.id, index);
  return {
    id,
    name: 'lab.ingest',
    actorId: '',
    actorName: '',
    at: message.receivedAt,
    subject,
    input: {
      command: { id, at: message.receivedAt },
      messageId: index === 0 ? message.id : `${message.id}/${index}`,
      instrumentId,
      receivedAt: message.receivedAt,
      contentHash: message.contentHash,
      message: part,
    },
  };
}
