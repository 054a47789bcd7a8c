// Messages on their way to the other side of an MLLP line: one waits for its acknowledgement, the others wait for it.

import { byteText, type Hl7Header, peekHeader, wrapMllp } from '../../../core/hl7/index.ts';
import type { InstrumentProblem } from '../../../core/lab/instrument-message.ts';
import type { SessionAction } from '../../session.ts';

interface Outgoing {
  batch: string;
  content: Uint8Array;
  controlId: string;
  expectsAck: boolean;
}

/** Replies that end a dialogue; nobody acknowledges them. DSR^Q03 has an MSA too, but asks for ACK^Q03. */
const endsDialogue = new Set(['ACK', 'QCK', 'RSP', 'ORR', 'ORL', 'ORF', 'MCF']);

function expectsAck(header: Hl7Header | null): boolean {
  if (header === null) return false;
  const silenced = header.acceptAck === 'NE' && header.applicationAck === 'NE';
  return !silenced && !endsDialogue.has(header.type);
}

const problem = (code: string, at: string, text: string): InstrumentProblem => ({ code, at, text });

export interface Acknowledgement {
  code: string;
  /** MSA-2 */
  controlId: string;
  text: string;
}

export function createOutbox(ackTimeoutMs: number) {
  const waiting: Outgoing[] = [];
  let sent: (Outgoing & { deadline: number }) | null = null;
  let given = false;
  /** Enhanced mode: the application acknowledgement of this message may follow its accept acknowledgement. */
  let committed: string | null = null;

  function next(now: number): SessionAction[] {
    const actions: SessionAction[] = [];
    while (sent === null && !given) {
      const message = waiting.shift();
      if (message === undefined) break;
      actions.push({ type: 'write', bytes: wrapMllp(message.content) });
      if (message.expectsAck) sent = { ...message, deadline: now + ackTimeoutMs };
      else actions.push({ type: 'delivered', batch: message.batch });
    }
    return actions;
  }

  return {
    deadline: () => sent?.deadline ?? null,

    send(batch: string, content: Uint8Array, now: number): SessionAction[] {
      const header = peekHeader(content);
      waiting.push({ batch, content, controlId: header?.controlId ?? '', expectsAck: expectsAck(header) });
      return next(now);
    },

    /** Null when no message waits for this id: a late or foreign acknowledgement is never matched to another one. */
    acknowledge(ack: Acknowledgement, now: number): SessionAction[] | null {
      if (sent === null || sent.controlId !== ack.controlId) {
        const follows = committed !== null && committed === ack.controlId;
        committed = null;
        return follows ? [] : null;
      }
      const { batch } = sent;
      committed = ack.code === 'CA' ? ack.controlId : null;
      sent = null;
      const accepted = ack.code === 'AA' || ack.code === 'CA';
      const outcome: SessionAction = accepted
        ? { type: 'delivered', batch }
        : {
            type: 'undelivered',
            batch,
            problem: problem(
              'LINK_REFUSED',
              `MSA-1 ${ack.code}`,
              `The receiver refused the message: ${ack.text || ack.code}.`,
            ),
          };
      return [outcome, ...next(now)];
    },

    /** After a time-out the line is dropped: an acknowledgement that comes later on it could belong to anything. */
    tick(now: number): SessionAction[] {
      if (sent === null || now < sent.deadline) return [];
      const { batch, controlId } = sent;
      sent = null;
      given = true;
      const text = `No acknowledgement of message ${controlId} within ${ackTimeoutMs / 1000} s.`;
      return [
        { type: 'undelivered', batch, problem: problem('LINK_ACK_TIMEOUT', `message ${controlId}`, text) },
        { type: 'close', reason: text },
      ];
    },

    closed(): SessionAction[] {
      const lost = sent === null ? waiting : [sent, ...waiting];
      const actions = lost.map(({ batch, controlId }): SessionAction => {
        const text = 'The line closed before the message was acknowledged.';
        return { type: 'undelivered', batch, problem: problem('LINK_CLOSED', `message ${controlId}`, text) };
      });
      waiting.length = 0;
      sent = null;
      given = false;
      return actions;
    },
  };
}

/** MSA of a reply, read from its ASCII part; null when the message is no reply. */
export function acknowledgementIn(content: Uint8Array): Acknowledgement | null {
  const start = byteText(content.subarray(0, 4096));
  const match = /[\r\n]\s*MSA(.)([^\r\n]*)/.exec(start);
  if (match === null) return null;
  const [code = '', controlId = '', text = ''] = (match[2] ?? '').split(match[1] ?? '|');
  return { code: code.trim(), controlId: controlId.trim(), text: text.trim() };
}
