// Snibe's simplified ASTM link: ENQ, STX, content, ETX, EOT, each acknowledged; no frame numbers, no checksum. One connection
// carries envelopes for hours and is never closed by us: the Maglumi X3 takes an idle close for a fault.

import { concatBytes, latin1Text, noBytes } from '../../bytes.ts';
import type { SessionOptions } from '../../driver.ts';
import type { RawMessage, Session, SessionAction } from '../../session.ts';
import { ACK, byteName, ENQ, EOT, ETX, NAK, STX } from '../ascii.ts';
import { createAssembly } from '../lis01/assembly.ts';

export interface SnibeOptions extends SessionOptions {
  /** Bytes of one envelope. Default 16 MiB. */
  messageLimit?: number;
}

type Symbol = { type: 'mark'; byte: number } | { type: 'text'; bytes: Uint8Array } | { type: 'oversize' };

interface Outgoing {
  id: string;
  content: Uint8Array;
  tries: number;
}

/** What we wrote last and wait to see acknowledged. */
type Step = 'idle' | 'enq' | 'stx' | 'text' | 'eot';

const answerMs = 15_000;
const retryMs = 10_000;
const envelopeMs = 30_000;
const maxTries = 6;

export function createSnibeSession(options: SnibeOptions = {}): Session {
  const role = options.role ?? 'host';
  const limit = options.messageLimit ?? 16_777_216;
  const assembly = createAssembly();
  const queue: Outgoing[] = [];
  const symbols: Symbol[] = [];
  const loose = new Map<number, RawMessage[]>();
  let retry: RawMessage[] = [];
  let retryAt: number | null = null;
  let text: number[] | null = null;
  let oversize = false;
  let envelope = false;
  /** An envelope whose EOT never comes must not keep our orders for ever. */
  let envelopeUntil = 0;
  let pending: { ticket: number; stored: () => void } | null = null;
  let tickets = 0;
  let step: Step = 'idle';
  let answerUntil: number | null = null;
  let quietUntil = 0;

  const write = (...bytes: number[]): SessionAction => ({ type: 'write', bytes: Uint8Array.from(bytes) });
  const problem = (code: string, what: string, alarm = false): SessionAction => ({
    type: 'problem',
    problem: { code, at: 'link', text: what },
    alarm,
  });

  function storeLoose(messages: RawMessage[]): SessionAction[] {
    if (messages.length === 0) return [];
    tickets += 1;
    loose.set(tickets, messages);
    return [{ type: 'persist', ticket: tickets, frame: noBytes, messages }];
  }

  /** Bytes to marks and texts. STX inside a text begins the envelope anew; ENQ and EOT end a text that has no ETX. */
  function scan(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === STX) {
        flushText();
        symbols.push({ type: 'mark', byte });
        text = [];
        oversize = false;
      } else if (byte === ETX || byte === EOT || byte === ENQ) {
        flushText();
        symbols.push({ type: 'mark', byte });
      } else if (text === null) {
        if (byte === ACK || byte === NAK) symbols.push({ type: 'mark', byte });
      } else if (text.length < limit) {
        text.push(byte);
      } else {
        oversize = true;
      }
    }
  }

  function flushText(): void {
    if (text !== null) symbols.push(oversize ? { type: 'oversize' } : { type: 'text', bytes: Uint8Array.from(text) });
    text = null;
  }

  let body: Uint8Array | null = null;
  let spoiled = false;

  function onText(): SessionAction[] {
    if (spoiled) return [problem('LINK_MESSAGE_TOO_LONG', `more than ${limit} bytes`, true), write(NAK)];
    const content = body ?? noBytes;
    const offer = assembly.offer(content, true);
    tickets += 1;
    pending = {
      ticket: tickets,
      stored: () => {
        offer.commit();
        body = null;
      },
    };
    return [{ type: 'persist', ticket: tickets, frame: content, messages: offer.messages }];
  }

  /** The text that came without its ETX, kept until the next envelope shows whether it was sent again. */
  function holdBroken(): SessionAction[] {
    const content = body;
    body = null;
    if (content === null || content.length === 0) return [];
    assembly.offer(content, false).commit();
    return storeLoose(assembly.hold());
  }

  function onMark(byte: number, now: number): SessionAction[] {
    switch (byte) {
      case ENQ:
        if (step === 'enq' && role === 'host') {
          // Both asked for the line: the analyzer has the right of way, ours comes after it.
          step = 'idle';
          answerUntil = null;
          quietUntil = now + 1_000;
        } else if (step === 'enq') {
          return [];
        }
        envelope = true;
        return [...holdBroken(), write(ACK)];
      case STX: {
        const broken = holdBroken();
        envelope = true;
        spoiled = false;
        body = noBytes;
        return [...broken, write(ACK)];
      }
      case ETX:
        return body === null ? [] : onText();
      case EOT: {
        if (!envelope) return [];
        const left = body !== null && body.length > 0 ? body : null;
        body = null;
        envelope = false;
        if (left !== null) assembly.offer(left, false).commit();
        return [...storeLoose(assembly.end()), write(ACK)];
      }
      case ACK:
        return onAnswer(now);
      case NAK:
        return step === 'idle' ? [] : giveUp(`the analyzer answered ${byteName(byte)}`, now);
      default:
        return [];
    }
  }

  function onAnswer(now: number): SessionAction[] {
    const batch = queue[0];
    switch (step) {
      case 'idle':
        return [];
      case 'enq':
        return advance('stx', now, write(STX));
      case 'stx':
        return advance('text', now, {
          type: 'write',
          bytes: concatBytes([batch?.content ?? noBytes, Uint8Array.of(ETX)]),
        });
      case 'text':
        queue.shift();
        return [...advance('eot', now, write(EOT)), { type: 'delivered', batch: batch?.id ?? '' }];
      case 'eot':
        step = 'idle';
        answerUntil = null;
        return [];
      default:
        return step satisfies never;
    }
  }

  function advance(next: Step, now: number, action: SessionAction): SessionAction[] {
    step = next;
    answerUntil = now + answerMs;
    return [action];
  }

  function giveUp(why: string, now: number): SessionAction[] {
    const wasEnd = step === 'eot';
    step = 'idle';
    answerUntil = null;
    if (wasEnd) return [];
    quietUntil = now + retryMs;
    const batch = queue[0];
    if (batch === undefined) return [];
    batch.tries += 1;
    const last = batch.tries >= maxTries;
    const reported = problem(last ? 'LINK_RETRIES' : 'LINK_NO_ANSWER', why, last);
    if (!last) return [write(EOT), reported];
    queue.shift();
    const details = { code: 'LINK_RETRIES', at: 'link', text: why };
    return [write(EOT), reported, { type: 'undelivered', batch: batch.id, problem: details }];
  }

  const sendableAt = () => Math.max(quietUntil, envelope ? envelopeUntil : 0);

  function startSending(now: number): SessionAction[] {
    const free = step === 'idle' && pending === null && symbols.length === 0;
    if (!free || queue.length === 0 || now < sendableAt()) return [];
    return advance('enq', now, write(ENQ));
  }

  function drain(now: number): SessionAction[] {
    const actions: SessionAction[] = [];
    while (pending === null) {
      const symbol = symbols.shift();
      if (symbol === undefined) break;
      if (symbol.type === 'mark') actions.push(...onMark(symbol.byte, now));
      else if (symbol.type === 'oversize') spoiled = true;
      else if (body !== null) body = concatBytes([body, symbol.bytes]);
    }
    return [...actions, ...startSending(now)];
  }

  return {
    receive: (bytes, now) => {
      scan(bytes);
      if (bytes.length > 0) envelopeUntil = now + envelopeMs;
      return drain(now);
    },
    tick: (now) => {
      const actions: SessionAction[] = [];
      if (answerUntil !== null && now >= answerUntil)
        actions.push(...giveUp('the analyzer did not answer for 15 s', now));
      if (retryAt !== null && now >= retryAt) {
        const messages = retry;
        retry = [];
        retryAt = null;
        actions.push(...storeLoose(messages));
      }
      return [...actions, ...startSending(now)];
    },
    deadline: () => {
      const idle = step === 'idle' && pending === null && queue.length > 0;
      const times = [answerUntil, retryAt, idle ? sendableAt() : null].filter((time) => time !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
    settle: (ticket, outcome, now) => {
      const messages = loose.get(ticket);
      if (messages !== undefined) {
        loose.delete(ticket);
        if (outcome === 'busy') {
          retry.push(...messages);
          retryAt = now + retryMs;
        }
        return [];
      }
      if (pending?.ticket !== ticket) return [];
      const { stored } = pending;
      pending = null;
      if (outcome === 'busy') {
        body = null;
        return [write(NAK), ...drain(now)];
      }
      stored();
      return [write(ACK), ...drain(now)];
    },
    send: (batch, content, now) => {
      queue.push({ id: batch, content, tries: 0 });
      return startSending(now);
    },
    closed: () => {
      flushText();
      const rest = symbols.flatMap((symbol) => (symbol.type === 'text' ? [symbol.bytes] : []));
      const left = concatBytes([body ?? noBytes, ...(pending === null ? rest : [])]);
      if (pending === null && latin1Text(left).trim() !== '') assembly.offer(left, false).commit();
      const actions = storeLoose([...assembly.flush(), ...retry.splice(0)]);
      const why = { code: 'LINK_CLOSED', at: 'link', text: 'the connection ended' };
      for (const batch of queue.splice(0)) actions.push({ type: 'undelivered', batch: batch.id, problem: why });
      symbols.length = 0;
      pending = null;
      body = null;
      envelope = false;
      step = 'idle';
      answerUntil = null;
      retryAt = null;
      return actions;
    },
  };
}
