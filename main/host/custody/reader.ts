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
  /** The same id of the analyzer with other bytes, or something else that a person at the connection must see. */
  alarm(connectionId: string, code: string, text: string): void;
  /** Commands wait in the outbox. The next message is read when this has resolved. */
  forwarded(subjects: string[]): Promise<void>;
}

export interface Reader {
  /** A message that is in the store. Only so many of them are held here: the store knows the others. */
  take(id: string, connectionId: string): void;
  /** Everything of the connection that is in the store and not read yet. */
  catchUp(connectionId: string): void;
  /** Resolves when everything that was taken so far has been read. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const retryAfterMs = 5_000;
/** Messages of a connection that are held by id; an analyzer sends faster than its messages are read. */
const heldMessages = 256;

/** One connection's messages on their way. */
interface Lane {
  queue: string[];
  /** The store may hold unread messages that are not in the queue. */
  more: boolean;
  /** Place in the store up to which they were looked for. */
  after: number;
  filling: boolean;
  running: Promise<void> | null;
}

export function createReader(environment: HostEnvironment, parts: ReaderParts): Reader {
  const { store } = parts;
  const lanes = new Map<string, Lane>();
  const retries = new Map<string, NodeJS.Timeout>();
  let closed = false;

  async function read(id: string, connectionId: string): Promise<void> {
    if (closed) return;
    try {
      const message = await store.read.message(id);
      if (message?.custody === 'received') await process(message);
    } catch (error) {
      // The message lies safe in the inbox; only this step is tried again.
      environment.log('error', 'a stored message could not be processed yet', { id, reason: messageOf(error) });
      again(connectionId);
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
    await parts.forwarded(commands.map(({ subject }) => subject));
  }

  async function fill(connectionId: string, lane: Lane): Promise<void> {
    lane.more = false;
    lane.filling = true;
    try {
      const found = await store.read.unread(connectionId, lane.after, heldMessages);
      lane.queue.push(...found.map(({ id }) => id));
      lane.after = found.at(-1)?.seq ?? lane.after;
      if (found.length === heldMessages) lane.more = true;
    } catch (error) {
      environment.log('error', 'the inbox could not be looked into yet', { connectionId, reason: messageOf(error) });
      again(connectionId);
    } finally {
      lane.filling = false;
    }
  }

  async function work(connectionId: string, lane: Lane): Promise<void> {
    while (!closed) {
      const id = lane.queue.shift();
      if (id !== undefined) await read(id, connectionId);
      else if (lane.more) await fill(connectionId, lane);
      else break;
    }
    lanes.delete(connectionId);
  }

  function laneOf(connectionId: string): Lane {
    const lane = lanes.get(connectionId) ?? { queue: [], more: false, after: 0, filling: false, running: null };
    lanes.set(connectionId, lane);
    return lane;
  }

  function take(id: string, connectionId: string): void {
    const lane = laneOf(connectionId);
    // One that comes behind what was left in the store waits there too, so that all stay in their order.
    if (lane.more || lane.filling || lane.queue.length >= heldMessages) lane.more = true;
    else lane.queue.push(id);
    lane.running ??= work(connectionId, lane);
  }

  function catchUp(connectionId: string): void {
    const lane = laneOf(connectionId);
    lane.more = true;
    lane.after = 0;
    lane.running ??= work(connectionId, lane);
  }

  /** Looks for everything unread of the connection once more, in a while. */
  function again(connectionId: string): void {
    if (closed || retries.has(connectionId)) return;
    const retry = setTimeout(() => {
      retries.delete(connectionId);
      catchUp(connectionId);
    }, retryAfterMs);
    retries.set(connectionId, retry);
  }

  async function idle(): Promise<void> {
    while (lanes.size > 0) await Promise.all([...lanes.values()].map(({ running }) => running));
  }

  return {
    take,
    catchUp,
    idle,
    async close() {
      closed = true;
      for (const retry of retries.values()) clearTimeout(retry);
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
