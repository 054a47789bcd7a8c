// Rows of HL7 messages: stored before they are answered, told as the page of the interface shows them.
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { IntegrationMessage } from '../../../core/integration/contract.ts';
import { storableText } from '../../../core/kernel/storable-text.ts';
import type { Database } from '../../db/schema.ts';
import type { FieldCrypto } from '../../kernel/types.ts';
import type { Hl7MessageTable } from './tables.ts';

export type Hl7Row = {
  [Column in keyof Hl7MessageTable]: Column extends 'log' ? { at: string; text: string }[] : Hl7MessageTable[Column];
};

export function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

export function asIntegrationMessage(row: Hl7Row): IntegrationMessage {
  return {
    id: row.id,
    direction: row.direction,
    interface: 'hl7',
    peer: row.peer,
    type: row.type,
    controlId: row.control_id,
    subject: row.subject,
    at: row.at.toISOString(),
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    code: row.code,
    text: row.text,
  };
}

export interface NewMessage {
  id: string;
  direction: 'in' | 'out';
  peer: string;
  type: string;
  controlId: string;
  subject: string;
  at: Date;
  state: IntegrationMessage['state'];
  nextAttemptAt: Date | null;
  content: Uint8Array;
  note: string;
}

/**
 * Stores a message; for an incoming one that is known already (peer, MSH-10 and bytes) the known row comes back instead. What its fields hold
 * that no database takes (NUL by an escape) stays in the bytes alone: a message that cannot be stored is never acknowledged, and its sender
 * would send nothing else any more.
 */
export async function insertMessage(
  db: Kysely<Database>,
  fields: FieldCrypto,
  message: NewMessage,
): Promise<{ row: Hl7Row; known: boolean }> {
  const hash = hashOf(message.content);
  const inserted = await db
    .insertInto('hl7_message')
    .values({
      id: message.id,
      direction: message.direction,
      peer: message.peer,
      type: storableText(message.type),
      control_id: storableText(message.controlId),
      subject: storableText(message.subject),
      at: message.at,
      state: message.state,
      attempts: 0,
      next_attempt_at: message.nextAttemptAt,
      code: null,
      text: null,
      content: fields.encrypt(Buffer.from(message.content).toString('base64')),
      content_hash: hash,
      answer: null,
      log: JSON.stringify([{ at: message.at.toISOString(), text: storableText(message.note) }]),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted) return { row: inserted, known: false };
  const row = await db
    .selectFrom('hl7_message')
    .selectAll()
    .where('direction', '=', 'in')
    .where('peer', '=', message.peer)
    .where('control_id', '=', storableText(message.controlId))
    .where('content_hash', '=', hash)
    .executeTakeFirstOrThrow();
  return { row, known: true };
}

export interface MessageUpdate {
  state: IntegrationMessage['state'];
  attempts?: number;
  nextAttemptAt?: Date | null;
  code?: string | null;
  text?: string | null;
  answer?: string | null;
  subject?: string;
  note: string;
}

/** The log of a message only grows: at most its newest 100 lines are kept. */
export async function updateMessage(
  db: Kysely<Database>,
  fields: FieldCrypto,
  row: Hl7Row,
  now: Date,
  update: MessageUpdate,
): Promise<Hl7Row> {
  return db
    .updateTable('hl7_message')
    .set({
      state: update.state,
      attempts: update.attempts ?? row.attempts,
      next_attempt_at: update.nextAttemptAt ?? null,
      code: update.code ?? null,
      text: update.text ? storableText(update.text) : (update.text ?? null),
      answer: update.answer === undefined ? row.answer : update.answer && fields.encrypt(update.answer),
      subject: update.subject === undefined ? row.subject : storableText(update.subject),
      log: JSON.stringify([...row.log, { at: now.toISOString(), text: storableText(update.note) }].slice(-100)),
    })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function contentOf(fields: FieldCrypto, row: Hl7Row): Uint8Array {
  return new Uint8Array(Buffer.from(fields.decrypt(row.content), 'base64'));
}
