// The queue of short messages: one a person and sending of a request, tried a bounded number of times with growing waits, each try under the
// same id. A crash between the gateway's answer and the note of it means one more try of that message, never another message.
import { type Selectable, sql } from 'kysely';
import { fail } from '../../../../core/kernel/errors.ts';
import {
  filledTemplate,
  isConfirmed,
  type NoticeKind,
  type NoticeState,
  noticeStaleMs,
  noticeText,
  noticeWait,
} from '../../../../core/orders/notice.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Reached } from '../../../kernel/steps.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { examById } from '../store.ts';
import { type PostOutcome, type PostRequest, postJson } from './post.ts';
import { recipientsOf, stillWaits } from './recipients.ts';
import { gatewayRow } from './settings.ts';
import type { NoticeMessageTable } from './tables.ts';

export type MessageRow = Selectable<NoticeMessageTable>;
/** Taken from the queue; `was` is `sending` when whoever held it before was cut off. */
type ClaimedRow = MessageRow & { was: NoticeState };

const timeoutMs = 10_000;
/** Longer than a try can last: who holds the message until then has ended. */
const leaseMs = 60_000;

export interface NoticeOutbox {
  /** Takes up new requests and sends what is due; safe to call at any time, runs one at a time. */
  run(): Promise<void>;
  /** One message at once, whether notices are on or not. @throws STATE_REFUSED when nobody set the gateway up */
  sendTest(to: { id: string; phone: string; text: string }): Promise<MessageRow>;
}

export interface OutboxParts {
  kernel: Kernel;
  post?: (request: PostRequest) => Promise<PostOutcome>;
  reached?: Reached | undefined;
}

interface Verdict {
  state: Exclude<NoticeState, 'sending'>;
  answer: string;
}

export function createNoticeOutbox({ kernel, post = postJson, reached }: OutboxParts): NoticeOutbox {
  const { db, fields, clock } = kernel;
  let running: Promise<void> | null = null;

  /** Messages of one notice, all of them or none. */
  async function takeUp({ exam_id, kind, round }: { exam_id: string; kind: NoticeKind; round: number }): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const claimed = await tx
        .updateTable('notice_request')
        .set({ taken_up_at: clock.now() })
        .where('exam_id', '=', exam_id)
        .where('kind', '=', kind)
        .where('round', '=', round)
        .where('taken_up_at', 'is', null)
        .returning('at')
        .executeTakeFirst();
      const exam = await examById(tx, exam_id);
      const gateway = await gatewayRow(tx);
      if (!claimed || !gateway || !exam || !(await stillWaits(tx, exam, { kind, round }))) return;
      const { institutionId, people } = await recipientsOf(kernel, tx, exam, { kind, gateway });
      const text = fields.encrypt(noticeText(exam, gateway.doc.withName, kind));
      const now = clock.now();
      for (const { name, phone } of people) {
        await tx
          .insertInto('notice_message')
          .values({
            id: kernel.newId(),
            exam_id,
            kind,
            round,
            service: exam.service,
            institution_id: institutionId,
            recipient: name,
            phone: fields.encrypt(phone),
            phone_hash: fields.blindIndex(`notice ${phone}`),
            content: text,
            state: 'queued',
            attempts: 0,
            next_attempt_at: now,
            at: now,
            settled_at: null,
            answer: '',
          })
          // The same telephone under two names is one person.
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    });
  }

  /** The next message that is due, held for as long as a try can last; null when none is. */
  async function claim(id: string | null): Promise<ClaimedRow | null> {
    const now = clock.now();
    const due = db
      .selectFrom('notice_message')
      .select(['id', 'state as was'])
      .where('state', 'in', ['queued', 'sending'])
      .where('next_attempt_at', '<=', now)
      .$if(id !== null, (query) => query.where('id', '=', id ?? ''))
      .$if(id === null, (query) => query.where('exam_id', 'is not', null))
      .orderBy('next_attempt_at')
      .orderBy('id')
      .limit(1)
      .forUpdate()
      .skipLocked();
    const row = await db
      .with('due', () => due)
      .updateTable('notice_message')
      .from('due')
      .set({
        state: 'sending',
        attempts: sql`notice_message.attempts + 1`,
        next_attempt_at: new Date(now.getTime() + leaseMs),
      })
      .whereRef('notice_message.id', '=', 'due.id')
      .returningAll('notice_message')
      .returning('due.was')
      .executeTakeFirst();
    return row ?? null;
  }

  async function tried(row: ClaimedRow): Promise<Verdict> {
    // The try before this one ended without a word, and it was the last: of the usual ones, or by hand.
    if (row.was === 'sending' && noticeWait(row.attempts - 1) === null)
      return { state: 'failed', answer: 'outcome unknown' };
    const gateway = await gatewayRow(db);
    if (!gateway) return { state: 'failed', answer: 'no gateway' };
    const phone = fields.decrypt(row.phone);
    const { url, template, headerName } = gateway.doc;
    const secret = gateway.secret === '' ? '' : fields.decrypt(gateway.secret);
    const outcome = await post({
      url,
      timeoutMs,
      headers: {
        'idempotency-key': row.id,
        ...(headerName === '' || secret === '' ? {} : { [headerName]: secret }),
      },
      body: filledTemplate(template, {
        phone,
        text: fields.decrypt(row.content),
        id: row.id,
        time: clock.now().toISOString(),
      }),
    });
    reached?.('notice-answered');
    const hidden = (text: string) => {
      const plain = text.replaceAll(/\s+/g, ' ').replaceAll(phone, '***');
      return (secret === '' ? plain : plain.replaceAll(secret, '***')).slice(0, 500);
    };
    const again = (text: string): Verdict =>
      noticeWait(row.attempts) === null || row.exam_id === null
        ? { state: 'failed', answer: hidden(text) }
        : { state: 'queued', answer: hidden(text) };
    switch (outcome.kind) {
      case 'refused':
        return { state: 'failed', answer: hidden(outcome.text) };
      case 'again':
        return again(outcome.text);
      case 'answered': {
        const { status, body } = outcome;
        const words = `HTTP ${status} ${body}`;
        if (status >= 200 && status < 300)
          // An answer that does not confirm may still have sent it: it is not tried again, a person looks.
          return { state: isConfirmed(body, gateway.doc) ? 'sent' : 'failed', answer: hidden(words) };
        return status === 408 || status === 425 || status === 429 || status >= 500
          ? again(words)
          : { state: 'failed', answer: hidden(status >= 300 && status < 400 ? `${words} (not followed)` : words) };
      }
      default:
        throw new Error(`unknown outcome ${String(outcome satisfies never)}`);
    }
  }

  async function settle(row: MessageRow, { state, answer }: Verdict): Promise<MessageRow> {
    const now = clock.now();
    const wait = noticeWait(row.attempts) ?? 0;
    return db
      .updateTable('notice_message')
      .set({
        state,
        answer: fields.encrypt(answer),
        ...(state === 'queued'
          ? { next_attempt_at: new Date(now.getTime() + wait * 1000) }
          : { settled_at: now, next_attempt_at: now }),
      })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  async function sendOne(row: ClaimedRow): Promise<void> {
    reached?.('notice-claimed');
    const exam = row.exam_id === null ? null : await examById(db, row.exam_id);
    const stale = clock.now().getTime() - row.at.getTime() > noticeStaleMs;
    const verdict: Verdict =
      stale || !(await stillWaits(db, exam, row))
        ? { state: 'dropped', answer: stale ? 'too old' : 'no longer waiting' }
        : await tried(row);
    await settle(row, verdict);
    if (verdict.state === 'queued') return;
    await kernel.audit(systemCaller('notices'), {
      act: 'orders.notice',
      subject: exam?.accessionNumber ?? row.id,
      patientId: exam?.patient.id ?? null,
      detail: `${row.recipient}: ${verdict.state}, try ${row.attempts}, ${row.id}`,
      outcome: verdict.state === 'failed' ? 'failed' : 'done',
    });
  }

  /** A test is sent while somebody looks: one that a crash cut off is over. */
  async function endLostTests(): Promise<void> {
    const now = clock.now();
    await db
      .updateTable('notice_message')
      .set({ state: 'failed', settled_at: now, answer: fields.encrypt('outcome unknown') })
      .where('exam_id', 'is', null)
      .where('state', 'in', ['queued', 'sending'])
      .where('at', '<', new Date(now.getTime() - leaseMs))
      .execute();
  }

  async function runOnce(): Promise<void> {
    const gateway = await db.selectFrom('notice_gateway').select('enabled').where('id', '=', 1).executeTakeFirst();
    // Woken by each change of an exam: where nobody set it up there is nothing to look for.
    if (!gateway) return;
    await endLostTests();
    if (!gateway.enabled) return;
    const fresh = await db
      .selectFrom('notice_request')
      .select(['exam_id', 'kind', 'round'])
      .where('taken_up_at', 'is', null)
      .orderBy('at')
      .limit(100)
      .execute();
    for (const one of fresh) await takeUp(one);
    for (let row = await claim(null); row !== null; row = await claim(null)) await sendOne(row);
  }

  return {
    run() {
      running ??= runOnce()
        .catch((error: unknown) => kernel.log('error', 'the queue of short messages', { error: String(error) }))
        .finally(() => {
          running = null;
        });
      return running;
    },
    async sendTest({ id, phone, text }) {
      const gateway = await gatewayRow(db);
      if (!gateway || gateway.doc.url === '') throw fail('STATE_REFUSED', { what: 'the gateway is not set up' });
      const now = clock.now();
      // The id is the command's: the same command is one message, whatever the network does.
      await db
        .insertInto('notice_message')
        .values({
          id,
          exam_id: null,
          round: 0,
          service: 'radiology',
          institution_id: '',
          recipient: '',
          phone: fields.encrypt(phone),
          phone_hash: fields.blindIndex(`notice ${phone}`),
          content: fields.encrypt(text),
          state: 'queued',
          attempts: 0,
          next_attempt_at: now,
          at: now,
          settled_at: null,
          answer: '',
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
      const row = await claim(id);
      if (row) return settle(row, await tried(row));
      return db.selectFrom('notice_message').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    },
  };
}
