// The queue to other systems: every message gets a row, is sent in order per peer, and is tried again until it is accepted,
// refused or given up by a person. Nothing is dropped.
import { hl7Time } from '../../../core/hl7/index.ts';
import type { Reached } from '../../kernel/steps.ts';
import type { Kernel, Log } from '../../kernel/types.ts';
import { encodeText } from './charset.ts';
import { type PeerAddress, type SendOutcome, sendOnce } from './send.ts';
import { contentOf, type Hl7Row, insertMessage, updateMessage } from './store.ts';

/** Waits between attempts; the last one repeats for ever. */
const backOffSeconds = [5, 15, 60, 300, 900] as const;

export interface OutgoingRow {
  id: string;
  peer: string;
  type: string;
  subject: string;
  payload: unknown;
  at: Date;
}

export interface OutboundOptions {
  peers: readonly PeerAddress[];
  /** Where it goes, which may be another system than it was queued for; empty: nobody takes it. */
  peerOf(row: OutgoingRow): Promise<string>;
  /** Text of the message; null when its subject is gone. */
  compose(row: OutgoingRow, header: { controlId: string; time: string; charset: string }): Promise<string | null>;
  log: Log;
  reached?: Reached;
  send?: (peer: PeerAddress, content: Uint8Array, controlId: string) => Promise<SendOutcome>;
}

export interface Outbound {
  /** Takes up new messages and sends what is due; safe to call at any time, runs one at a time. */
  run(): Promise<void>;
}

export function createOutbound(kernel: Kernel, options: OutboundOptions): Outbound {
  const send = options.send ?? ((peer, content, controlId) => sendOnce(peer, content, controlId, 30_000));
  let running: Promise<void> | null = null;

  async function takeUp(): Promise<void> {
    const rows = await kernel.db
      .selectFrom('outgoing_message')
      .leftJoin('hl7_message', 'hl7_message.id', 'outgoing_message.id')
      .where('outgoing_message.interface', '=', 'hl7')
      .where('hl7_message.id', 'is', null)
      .select([
        'outgoing_message.id',
        'outgoing_message.peer',
        'outgoing_message.type',
        'outgoing_message.subject',
        'outgoing_message.payload',
        'outgoing_message.at',
      ])
      .orderBy('outgoing_message.arrival')
      .limit(200)
      .execute();
    for (const row of rows) {
      const peer = await options.peerOf(row);
      const charset = options.peers.find(({ name }) => name === peer)?.charset ?? 'UNICODE UTF-8';
      const controlId = row.id.replaceAll('-', '').slice(0, 20);
      const text = await options.compose({ ...row, peer }, { controlId, time: hl7Time(row.at), charset });
      const fate =
        text === null
          ? { state: 'failed' as const, note: 'the subject of this message no longer exists' }
          : peer === ''
            ? {
                state: 'givenUp' as const,
                note: 'the institution that ordered it has no system entered (系统管理 > 机构)',
              }
            : { state: 'waiting' as const, note: 'queued' };
      await insertMessage(kernel.db, kernel.fields, {
        id: row.id,
        direction: 'out',
        peer,
        type: row.type,
        controlId,
        subject: row.subject,
        at: row.at,
        nextAttemptAt: fate.state === 'waiting' ? row.at : null,
        content: encodeText(text ?? '', charset),
        ...fate,
      });
      options.reached?.('hl7-taken-up');
    }
  }

  async function attempt(peer: PeerAddress, row: Hl7Row): Promise<boolean> {
    options.reached?.('hl7-sending');
    const outcome = await send(peer, contentOf(kernel.fields, row), row.control_id);
    options.reached?.('hl7-acknowledged');
    const now = kernel.clock.now();
    const attempts = row.attempts + 1;
    switch (outcome.kind) {
      case 'accepted':
        await updateMessage(kernel.db, kernel.fields, row, now, {
          state: 'accepted',
          attempts,
          answer: outcome.answer,
          note: 'accepted',
        });
        return true;
      case 'refused':
        await updateMessage(kernel.db, kernel.fields, row, now, {
          state: 'refused',
          attempts,
          code: 'REFUSED',
          text: outcome.text,
          answer: outcome.answer,
          note: `refused: ${outcome.text}`,
        });
        return true;
      case 'again': {
        const wait = backOffSeconds[Math.min(attempts - 1, backOffSeconds.length - 1)] ?? 900;
        await updateMessage(kernel.db, kernel.fields, row, now, {
          state: 'waiting',
          attempts,
          nextAttemptAt: new Date(now.getTime() + wait * 1000),
          code: 'UNREACHABLE',
          text: outcome.text,
          note: `attempt ${attempts}: ${outcome.text}; again in ${wait} s`,
        });
        return false;
      }
      default:
        throw new Error(`unknown outcome ${String(outcome satisfies never)}`);
    }
  }

  async function sendDue(peer: PeerAddress): Promise<void> {
    for (;;) {
      const row = await kernel.db
        .selectFrom('hl7_message')
        .selectAll()
        .where('direction', '=', 'out')
        .where('peer', '=', peer.name)
        .where('state', '=', 'waiting')
        .orderBy('at')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      // The oldest waiting message holds the others back: a correction must not overtake its report.
      if (!row || (row.next_attempt_at && row.next_attempt_at > kernel.clock.now())) return;
      if (!(await attempt(peer, row))) return;
    }
  }

  return {
    run() {
      running ??= (async () => {
        try {
          await takeUp();
          await Promise.all(options.peers.map(sendDue));
        } catch (error) {
          options.log('error', 'hl7 queue', { error: String(error) });
        } finally {
          running = null;
        }
      })();
      return running;
    },
  };
}
