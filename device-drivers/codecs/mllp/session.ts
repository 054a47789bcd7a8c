// One MLLP conversation as a state machine: a block is handed over to be stored, and only then acknowledged.

import {
  type AckCode,
  buildAck,
  byteText,
  createMllpSplitter,
  type Hl7Header,
  hl7Time,
  type MllpEvent,
  peekHeader,
  wrapMllp,
} from '../../../core/hl7/index.ts';
import type { InstrumentProblem } from '../../../core/lab/instrument-message.ts';
import type { SessionOptions } from '../../driver.ts';
import type { RawMessage, Session, SessionAction } from '../../session.ts';
import { acknowledgementIn, createOutbox } from './outbox.ts';

export interface MllpOptions extends SessionOptions {
  /** Mindray counts the separators and wants its own id back; `sender` looks at who sent. Default `standard`. */
  acknowledgement?: 'standard' | 'mindray' | 'sender';
  /** Default 30 s. */
  ackTimeoutMs?: number;
  /** Silence inside an open block after which it counts as cut short. Default 30 s. */
  blockTimeoutMs?: number;
  /** Default 16 MiB. */
  maxBlockBytes?: number;
}

/** What the block asks for once it is stored. */
interface Owed {
  header: Hl7Header | null;
  /** The driver answers a query by `send`; the session adds no application acknowledgement of its own. */
  answered: boolean;
}

const queryTypes = new Set(['QRY', 'QBP', 'QSB', 'QVR', 'SPQ', 'VQQ']);
/** Replies with data that nobody acknowledges again. */
const silentReplies = new Set(['QCK', 'RSP', 'ORR', 'ORL', 'ORF', 'MCF']);

/** Mindray analyzers ask for the work list by ORM^O01 with ORC-1 RF. */
function isQuery(header: Hl7Header, content: Uint8Array): boolean {
  if (queryTypes.has(header.type)) return true;
  return header.type === 'ORM' && /[\r\n]ORC.RF/.test(byteText(content.subarray(0, 4096)));
}

export function createMllpSession(options: MllpOptions = {}): Session {
  // Without a clock MSH-7 stays empty: this room has none of its own.
  const stamp = () => (options.now ? hl7Time(options.now()) : '');
  const blockTimeoutMs = options.blockTimeoutMs ?? 30_000;
  const splitter = createMllpSplitter(options.maxBlockBytes);
  const outbox = createOutbox(options.ackTimeoutMs ?? 30_000);
  const owed = new Map<number, Owed>();
  let tickets = 0;
  let ackCount = 0;
  let blocks = 0;
  let blockDeadline: number | null = null;
  let cut: Uint8Array | null = null;

  const nextId = options.nextId ?? (() => `${stamp()}${String(++ackCount).padStart(4, '0')}`);
  const problemAction = (problem: InstrumentProblem, alarm: boolean): SessionAction => ({
    type: 'problem',
    problem,
    alarm,
  });
  const here = () => `block ${blocks + 1}`;

  function persist(frame: Uint8Array, messages: RawMessage[], debt: Owed | null): SessionAction {
    const ticket = ++tickets;
    if (debt !== null) owed.set(ticket, debt);
    return { type: 'persist', ticket, frame, messages };
  }

  function incomplete(content: Uint8Array, code: string, text: string, alarm: boolean): SessionAction[] {
    const stored = persist(content, [{ content, complete: false }], null);
    return [problemAction({ code, at: here(), text }, alarm), stored];
  }

  /** A sender that starts the same message again has lost nothing; any other cut block is kept for a person to see. */
  function takeCut(controlId: string | undefined): { lead: RawMessage[]; bytes: Uint8Array } {
    const content = cut ?? new Uint8Array();
    cut = null;
    const restarted = controlId !== undefined && peekHeader(content)?.controlId === controlId;
    return { lead: content.length === 0 || restarted ? [] : [{ content, complete: false }], bytes: content };
  }

  function block(content: Uint8Array, now: number): SessionAction[] {
    const header = peekHeader(content);
    const ack = acknowledgementIn(content);
    const { lead, bytes } = takeCut(header?.controlId);
    const frame =
      bytes.length === 0 ? wrapMllp(content) : joined(wrapMllp(bytes).subarray(0, bytes.length + 1), wrapMllp(content));
    const actions: SessionAction[] = [];
    if (header !== null && ack !== null) {
      const matched = outbox.acknowledge(ack, now);
      const bare = header.type === 'ACK' || header.type === 'MCF';
      if (bare && lead.length === 0) return matched ?? [unmatched(ack.controlId)];
      actions.push(...(matched ?? []));
    }
    const silent = header !== null && (silentReplies.has(header.type) || header.type === 'ACK');
    const debt = silent ? null : { header, answered: header !== null && isQuery(header, content) };
    if (header === null) {
      actions.push(
        problemAction({ code: 'CONTENT_NO_HEADER', at: here(), text: 'A block without an MSH segment arrived.' }, true),
      );
    }
    actions.push(persist(frame, [...lead, { content, complete: true }], debt));
    return actions;
  }

  function unmatched(controlId: string): SessionAction {
    const text = `An acknowledgement of message ${controlId || '(no id)'} arrived for which nothing waits.`;
    return problemAction({ code: 'LINK_ACK_UNMATCHED', at: here(), text }, false);
  }

  function noise(content: Uint8Array): SessionAction[] {
    const text = byteText(content.subarray(0, 4096));
    if (text.includes('MSH')) {
      return incomplete(content, 'LINK_NOT_FRAMED', 'HL7 text arrived outside a block (no VT before it).', true);
    }
    return [
      problemAction({ code: 'LINK_NOISE', at: here(), text: `${content.length} bytes outside any block.` }, false),
    ];
  }

  function handle(event: MllpEvent, now: number): SessionAction[] {
    switch (event.type) {
      case 'block': {
        const actions = block(event.content, now);
        blocks++;
        return actions;
      }
      case 'cut': {
        const actions = [
          ...flushCut(),
          problemAction({ code: 'LINK_RESTARTED', at: here(), text: 'A block began inside a block.' }, false),
        ];
        cut = event.content;
        return actions;
      }
      case 'noise':
        return noise(event.content);
      case 'overflow':
        return [
          ...flushCut(),
          ...incomplete(event.content, 'LINK_BLOCK_TOO_LONG', 'A block was not closed within the limit.', true),
        ];
      default:
        return event satisfies never;
    }
  }

  function flushCut(): SessionAction[] {
    const { lead, bytes } = takeCut(undefined);
    return lead.length === 0 ? [] : [persist(bytes, lead, null)];
  }

  /** What the line leaves unfinished, by time-out or because it is gone. */
  function flush(code: string, text: string): SessionAction[] {
    const actions = flushCut();
    const rest = splitter.flush();
    blockDeadline = null;
    if (rest.noise !== null) actions.push(...noise(rest.noise));
    if (rest.open !== null) actions.push(...incomplete(rest.open, code, text, true));
    return actions;
  }

  function acknowledge(header: Hl7Header, code: AckCode, text?: string): SessionAction {
    const wanted = options.acknowledgement ?? 'standard';
    const form = wanted === 'sender' ? formFor(header) : wanted;
    const ack = buildAck(header, { code, text, id: nextId(), time: stamp(), form });
    const bytes = Uint8Array.from(ack, (character) => character.charCodeAt(0) & 0xff);
    return { type: 'write', bytes: wrapMllp(bytes) };
  }

  function settled({ header, answered }: Owed): SessionAction[] {
    if (header === null) return [acknowledge(nobody, 'AR', 'No MSH segment')];
    const enhanced = header.acceptAck !== undefined || header.applicationAck !== undefined;
    if (!enhanced) return answered ? [] : [acknowledge(header, 'AA')];
    const actions: SessionAction[] = [];
    if (header.acceptAck === 'AL' || header.acceptAck === 'SU') actions.push(acknowledge(header, 'CA'));
    if (!answered && (header.applicationAck === 'AL' || header.applicationAck === 'SU'))
      actions.push(acknowledge(header, 'AA'));
    return actions;
  }

  function busy({ header }: Owed): SessionAction[] {
    const text = 'The host is busy, send again later';
    if (header === null) return [];
    const accept = header.acceptAck === 'AL' || header.acceptAck === 'ER';
    if (accept) return [acknowledge(header, 'CR', text)];
    const none = header.acceptAck === 'NE' && header.applicationAck === 'NE';
    return none ? [] : [acknowledge(header, 'AR', text)];
  }

  return {
    receive(bytes, now) {
      const actions = splitter.push(bytes).flatMap((event) => handle(event, now));
      if (bytes.length > 0) blockDeadline = splitter.pending() ? now + blockTimeoutMs : null;
      return actions;
    },
    tick(now) {
      const actions = outbox.tick(now);
      if (blockDeadline === null || now < blockDeadline) return actions;
      const text = `A block stayed open for ${blockTimeoutMs / 1000} s without a byte.`;
      return [...actions, ...flush('LINK_TIMEOUT', text)];
    },
    deadline() {
      const deadlines = [outbox.deadline(), blockDeadline].filter((at) => at !== null);
      return deadlines.length === 0 ? null : Math.min(...deadlines);
    },
    settle(ticket, outcome) {
      const debt = owed.get(ticket);
      owed.delete(ticket);
      if (debt === undefined) return [];
      return outcome === 'stored' ? settled(debt) : busy(debt);
    },
    send: (batch, content, now) => outbox.send(batch, content, now),
    closed() {
      const actions = [...flush('LINK_CLOSED', 'The line closed inside a block.'), ...outbox.closed()];
      owed.clear();
      return actions;
    },
  };
}

const formFor = ({ sendingApplication, sendingFacility }: Hl7Header) =>
  [sendingApplication, sendingFacility].some((name) => /^mindray$/i.test(name)) ? 'mindray' : 'standard';

const nobody: Hl7Header = {
  sendingApplication: '',
  sendingFacility: '',
  receivingApplication: '',
  receivingFacility: '',
  time: '',
  type: '',
  trigger: '',
  controlId: '',
  processing: '',
  version: '',
  messageClass: '',
  charset: '',
  shifted: false,
};

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
