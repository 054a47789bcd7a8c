// The LIS01-A2 (ASTM E1381) link as a state machine, either side of it. Half duplex, stop and wait: a frame is stored, then
// acknowledged. While one is being stored the bytes behind it wait, for analyzers that do not wait for acknowledgements.

import type { InstrumentProblem } from '../../../core/lab/instrument-message.ts';
import { noBytes } from '../../bytes.ts';
import type { SessionOptions } from '../../driver.ts';
import type { RawMessage, Session, SessionAction } from '../../session.ts';
import { ACK, byteName, CR, DC1, DC3, ENQ, EOT, LF, NAK } from '../ascii.ts';
import { createAssembly } from './assembly.ts';
import type { FramingOptions, ReceivedFrame } from './frame.ts';
import { createFrameReader, type LinkEvent } from './frame-reader.ts';
import { createLinkOutbox, maxFrameTries } from './outbox.ts';
import { createFrameJudge } from './receiver.ts';

export interface Lis01Options extends SessionOptions {
  framing?: FramingOptions;
  /** Bytes of text of one received frame. Default 1 MiB. */
  frameLimit?: number;
  /** Bytes of one received message. Default 16 MiB. */
  messageLimit?: number;
}

/** LIS01-A2 8.2.4, 8.2.5.2, 8.2.7, 8.3.4; `held`, `stall` and `retry` are ours. All in ms. */
const timers = {
  answer: 15_000,
  receiver: 30_000,
  contentionHost: 20_000,
  contentionInstrument: 1_000,
  busy: 10_000,
  interrupted: 15_000,
  held: 600_000,
  stall: 2_000,
  retry: 5_000,
} as const;

type State = 'neutral' | 'receiving' | 'enquired' | 'sending' | 'yielding';

/** Line noise that no device means as an answer; anything else in the place of an answer counts as NAK (8.3.2.2). */
const ignorable = new Set([0x00, LF, CR, DC1, DC3, 0xff]);

export function createLis01Session(options: Lis01Options = {}): Session {
  const role = options.role ?? 'host';
  const messageLimit = options.messageLimit ?? 16_777_216;
  const reader = createFrameReader(options.frameLimit);
  const judge = createFrameJudge(options.checksum ?? 'case', options.frameNumberCheck ?? true);
  const assembly = createAssembly();
  const outbox = createLinkOutbox(options.framing ?? {});
  const events: LinkEvent[] = [];
  /** Persists that owe no answer; kept until they are stored. */
  const loose = new Map<number, RawMessage[]>();
  let retry: RawMessage[] = [];
  let pending: { ticket: number; stored: (now: number) => SessionAction[] } | null = null;
  let tickets = 0;
  let queuedBytes = 0;
  let state: State = 'neutral';
  let stateUntil: number | null = null;
  let quietUntil = 0;
  let heldUntil: number | null = null;
  let stallUntil: number | null = null;
  let retryAt: number | null = null;
  let refusals = 0;

  const write = (byte: number): SessionAction => ({ type: 'write', bytes: Uint8Array.of(byte) });
  const report = (problem: InstrumentProblem, alarm = false): SessionAction => ({ type: 'problem', problem, alarm });

  function enter(next: State, until: number | null): void {
    state = next;
    stateUntil = until;
  }

  /** Stores messages for which the sender waits for nothing. */
  function storeLoose(messages: RawMessage[]): SessionAction[] {
    if (messages.length === 0) return [];
    tickets += 1;
    loose.set(tickets, messages);
    return [{ type: 'persist', ticket: tickets, frame: noBytes, messages }];
  }

  function holdBack(now: number): SessionAction[] {
    const older = assembly.hold();
    heldUntil = assembly.holds() ? now + timers.held : null;
    return storeLoose(older);
  }

  function refuse(problem: InstrumentProblem | null): SessionAction[] {
    refusals += 1;
    const actions: SessionAction[] = problem === null ? [] : [report(problem)];
    if (refusals === maxFrameTries) {
      const text = 'the analyzer gives up: the same frame was refused six times';
      actions.push(report({ code: 'LINK_RETRIES', at: problem?.at ?? 'link', text }, true));
    }
    return [...actions, write(NAK)];
  }

  function accept(frame: ReceivedFrame): SessionAction[] {
    const offer = assembly.offer(frame.text, frame.last);
    tickets += 1;
    pending = {
      ticket: tickets,
      stored: (now) => {
        offer.commit();
        judge.taken(frame);
        refusals = 0;
        if (!assembly.holds()) heldUntil = null;
        enter('receiving', now + timers.receiver);
        return [write(ACK)];
      },
    };
    return [{ type: 'persist', ticket: tickets, frame: frame.bytes, messages: offer.messages }];
  }

  function onFrame(frame: ReceivedFrame, now: number): SessionAction[] {
    if (state !== 'receiving') {
      if (state === 'sending' || state === 'enquired') return [];
      return [report({ code: 'LINK_UNEXPECTED_FRAME', at: 'link', text: 'a frame came without ENQ; it was not read' })];
    }
    stateUntil = now + timers.receiver;
    const verdict = judge.judge(frame);
    switch (verdict.type) {
      case 'repeat':
        return [write(ACK)];
      case 'refuse':
        return refuse(verdict.problem);
      case 'take':
        if (assembly.size() + frame.text.length <= messageLimit) return accept(frame);
        return refuse({ code: 'LINK_MESSAGE_TOO_LONG', at: 'link', text: `more than ${messageLimit} bytes` });
      default:
        return verdict satisfies never;
    }
  }

  function beginReceiving(now: number): SessionAction[] {
    judge.restart();
    refusals = 0;
    enter('receiving', now + timers.receiver);
    return [write(ACK)];
  }

  /** A message ended before its time: it begins again later, or goes back to the caller. */
  function giveUpTransfer(problem: InstrumentProblem, wait: number, now: number): SessionAction[] {
    enter('neutral', null);
    quietUntil = now + wait;
    if (outbox.again()) return [report(problem)];
    return [report(problem, true), { type: 'undelivered', batch: outbox.remove(), problem }];
  }

  function sendFrame(now: number): SessionAction[] {
    const bytes = outbox.frame();
    if (bytes === null) return finishSending();
    enter('sending', now + timers.answer);
    return [{ type: 'write', bytes }];
  }

  function finishSending(): SessionAction[] {
    enter('neutral', null);
    return [write(EOT), { type: 'delivered', batch: outbox.remove() }];
  }

  function frameRefused(byte: number, now: number): SessionAction[] {
    if (!outbox.exhausted()) return sendFrame(now);
    const text = `the analyzer refused a frame ${maxFrameTries} times (last answer ${byteName(byte)})`;
    const problem = { code: 'LINK_RETRIES', at: 'link', text };
    enter('neutral', null);
    return [write(EOT), report(problem, true), { type: 'undelivered', batch: outbox.remove(), problem }];
  }

  /** EOT in the place of ACK: taken, and the other side asks for the line (8.3.4). */
  function interrupted(now: number): SessionAction[] {
    if (outbox.accepted()) return finishSending();
    const problem = { code: 'LINK_INTERRUPTED', at: 'link', text: 'the analyzer asked for the line' };
    return [write(EOT), ...giveUpTransfer(problem, timers.interrupted, now)];
  }

  function onEnquiry(now: number): SessionAction[] {
    switch (state) {
      case 'neutral':
      case 'yielding':
        return beginReceiving(now);
      case 'receiving': {
        const text = 'the analyzer began again without ending its transfer';
        const actions = judge.started() ? [report({ code: 'LINK_RESTARTED', at: 'link', text })] : [];
        return [...actions, ...holdBack(now), ...beginReceiving(now)];
      }
      case 'enquired':
        // Contention: the instrument has the right of way (8.2.7.1).
        if (role === 'host') {
          enter('yielding', now + timers.contentionHost);
        } else {
          enter('neutral', null);
          quietUntil = now + timers.contentionInstrument;
        }
        return [];
      case 'sending':
        return frameRefused(ENQ, now);
      default:
        return state satisfies never;
    }
  }

  function onEnd(now: number): SessionAction[] {
    if (state === 'sending') return interrupted(now);
    if (state !== 'receiving') return [];
    enter('neutral', null);
    quietUntil = 0;
    // Behind a NAK the EOT is the sender's abort: the whole message comes again. Behind an ACK it is all there will be.
    if (refusals > 0) return holdBack(now);
    return storeLoose(assembly.end());
  }

  function onAnswer(byte: typeof ACK | typeof NAK, now: number): SessionAction[] {
    if (state === 'enquired') {
      if (byte === ACK) return sendFrame(now);
      const problem = { code: 'LINK_BUSY', at: 'link', text: 'the analyzer does not take messages now' };
      return giveUpTransfer(problem, timers.busy, now);
    }
    if (state !== 'sending') return [];
    if (byte === NAK) return frameRefused(byte, now);
    return outbox.accepted() ? finishSending() : sendFrame(now);
  }

  function handle(event: LinkEvent, now: number): SessionAction[] {
    switch (event.type) {
      case 'control':
        if (event.byte === ENQ) return onEnquiry(now);
        if (event.byte === EOT) return onEnd(now);
        return onAnswer(event.byte, now);
      case 'frame':
        return onFrame(event.frame, now);
      case 'broken':
        if (state !== 'receiving') return [];
        return [
          report({ code: 'LINK_BROKEN_FRAME', at: 'link', text: `${event.bytes} bytes of a frame were cut off` }),
        ];
      case 'noise':
        return state === 'sending' && !ignorable.has(event.byte) ? frameRefused(event.byte, now) : [];
      default:
        return event satisfies never;
    }
  }

  function startSending(now: number): SessionAction[] {
    if (state !== 'neutral' || pending !== null || events.length > 0 || now < quietUntil || !outbox.waiting())
      return [];
    enter('enquired', now + timers.answer);
    return [write(ENQ)];
  }

  /** What waits behind a frame that is being stored is bounded: a frame that is not kept is not acknowledged either. */
  function enqueue(found: LinkEvent[]): SessionAction[] {
    const actions: SessionAction[] = [];
    for (const event of found) {
      if (event.type === 'noise' && pending !== null) continue;
      const size = event.type === 'frame' ? event.frame.bytes.length : 1;
      if (queuedBytes + size > messageLimit) {
        actions.push(
          report({ code: 'LINK_OVERRUN', at: 'link', text: 'the analyzer sends faster than is stored' }, true),
        );
        break;
      }
      queuedBytes += size;
      events.push(event);
    }
    return actions;
  }

  function drain(now: number): SessionAction[] {
    const actions: SessionAction[] = [];
    while (pending === null) {
      const event = events.shift();
      if (event === undefined) break;
      queuedBytes -= event.type === 'frame' ? event.frame.bytes.length : 1;
      actions.push(...handle(event, now));
    }
    return [...actions, ...startSending(now)];
  }

  function stateTimeout(now: number): SessionAction[] {
    switch (state) {
      case 'receiving': {
        enter('neutral', null);
        reader.reset();
        const text = 'no frame for 30 s; the unfinished message is held back';
        return [report({ code: 'LINK_TIMEOUT', at: 'link', text }), ...holdBack(now)];
      }
      case 'enquired':
      case 'sending': {
        // An answer that noise turned into STX opened a frame, in which every later answer would drown.
        reader.reset();
        const problem = { code: 'LINK_NO_ANSWER', at: 'link', text: 'the analyzer did not answer for 15 s' };
        return [write(EOT), ...giveUpTransfer(problem, timers.busy, now)];
      }
      case 'yielding':
      case 'neutral':
        enter('neutral', null);
        return [];
      default:
        return state satisfies never;
    }
  }

  const passed = (until: number | null, now: number): boolean => until !== null && now >= until;

  return {
    receive: (bytes, now) => {
      const overrun = enqueue(reader.read(bytes));
      stallUntil = reader.undecided() ? now + timers.stall : null;
      if (state === 'receiving' && bytes.length > 0) stateUntil = now + timers.receiver;
      return [...overrun, ...drain(now)];
    },
    tick: (now) => {
      const actions: SessionAction[] = [];
      if (passed(stallUntil, now)) {
        stallUntil = null;
        actions.push(...enqueue(reader.silence()), ...drain(now));
      }
      if (pending === null && passed(stateUntil, now)) actions.push(...stateTimeout(now));
      if (state === 'neutral' && pending === null && passed(heldUntil, now)) {
        heldUntil = null;
        actions.push(...storeLoose(assembly.flush()));
      }
      if (passed(retryAt, now)) {
        const messages = retry;
        retry = [];
        retryAt = null;
        actions.push(...storeLoose(messages));
      }
      return [...actions, ...startSending(now)];
    },
    deadline: () => {
      const due = [stallUntil, retryAt];
      if (pending === null) due.push(stateUntil);
      if (pending === null && state === 'neutral') due.push(heldUntil, outbox.waiting() ? quietUntil : null);
      const times = due.filter((time) => time !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
    settle: (ticket, outcome, now) => {
      const messages = loose.get(ticket);
      if (messages !== undefined) {
        loose.delete(ticket);
        if (outcome === 'busy') {
          retry.push(...messages);
          retryAt = now + timers.retry;
        }
        return [];
      }
      if (pending?.ticket !== ticket) return [];
      const { stored } = pending;
      pending = null;
      if (outcome === 'stored') return [...stored(now), ...drain(now)];
      stateUntil = now + timers.receiver;
      return [...refuse(null), ...drain(now)];
    },
    send: (batch, content, now) => {
      outbox.add(batch, content);
      return startSending(now);
    },
    closed: () => {
      const problem = { code: 'LINK_CLOSED', at: 'link', text: 'the connection ended' };
      const actions = storeLoose([...assembly.flush(), ...retry.splice(0)]);
      for (const batch of outbox.ids()) {
        outbox.remove();
        actions.push({ type: 'undelivered', batch, problem });
      }
      events.length = 0;
      queuedBytes = 0;
      pending = null;
      heldUntil = null;
      stallUntil = null;
      retryAt = null;
      reader.reset();
      enter('neutral', null);
      return actions;
    },
  };
}
