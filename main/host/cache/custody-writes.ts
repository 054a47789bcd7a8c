// The writing half of the custody store: inbox, traffic and their upkeep. Every function is one step that happens wholly or not at all.

import type { Answer, Custody, NewMessage, NewTraffic, Origin, Reading, RowStep } from './custody-types.ts';
import { outboxWrites } from './outbox-writes.ts';
import type { Sql } from './sql.ts';

function insertMessage(sql: Sql, origin: Origin, message: NewMessage, custody: Custody, problem: string | null): void {
  sql.run(
    `INSERT INTO message (id, connection_id, instrument_id, driver_id, peer, session, received_at, monotonic_ms, content, content_hash,
       complete, source, custody, answer, problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    message.id,
    origin.connectionId,
    origin.instrumentId,
    origin.driverId,
    origin.peer,
    origin.session,
    message.receivedAt,
    message.monotonicMs,
    message.content,
    message.contentHash,
    message.complete ? 1 : 0,
    message.source,
    custody,
    message.answer,
    problem,
  );
}

export const custodyWrites = {
  ...outboxWrites,

  /** What must be on disk before the acknowledgement: the messages, and the frame while a message goes on in it. */
  store(sql: Sql, origin: Origin, at: string, frame: Uint8Array, messages: NewMessage[], goesOn: boolean): void {
    for (const message of messages) insertMessage(sql, origin, message, 'received', null);
    if (messages.length > 0) sql.run(`DELETE FROM frame WHERE session = ?`, origin.session);
    if (frame.length > 0 && (goesOn || messages.length === 0)) {
      sql.run(
        `INSERT INTO frame (connection_id, instrument_id, driver_id, peer, session, at, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        origin.connectionId,
        origin.instrumentId,
        origin.driverId,
        origin.peer,
        origin.session,
        at,
        frame,
      );
    }
  },

  /** Rows of a database, what is remembered of them and the place of the next look: all or nothing, so that none is lost or doubled. */
  storeRows(sql: Sql, origin: Origin, { source, message, position, remember, forget }: RowStep): void {
    if (message) insertMessage(sql, origin, message, 'received', null);
    if (position !== null) {
      sql.run(
        `INSERT INTO source_position (connection_id, source, position) VALUES (?, ?, ?)
         ON CONFLICT (connection_id, source) DO UPDATE SET position = excluded.position`,
        origin.connectionId,
        source,
        position,
      );
    }
    for (const { key, hash } of remember) {
      sql.run(
        `INSERT INTO source_row (connection_id, source, key, hash) VALUES (?, ?, ?, ?)
         ON CONFLICT (connection_id, source, key) DO UPDATE SET hash = excluded.hash`,
        origin.connectionId,
        source,
        key,
        hash,
      );
    }
    for (const key of forget) {
      sql.run(
        `DELETE FROM source_row WHERE connection_id = ? AND source = ? AND key = ?`,
        origin.connectionId,
        source,
        key,
      );
    }
  },

  /** A message that cannot go on by itself, stored with why; its journal frames become it. */
  storeParked(sql: Sql, origin: Origin, message: NewMessage, problem: string): void {
    insertMessage(sql, origin, message, 'parked', problem);
    sql.run(`DELETE FROM frame WHERE session = ?`, origin.session);
  },

  answered(sql: Sql, ids: string[], answer: Answer): void {
    for (const id of ids) sql.run(`UPDATE message SET answer = ? WHERE id = ? AND answer = 'owed'`, answer, id);
  },

  /** After a crash nobody knows whether the acknowledgement left. The analyzer will send again if it did not. */
  disownAnswers(sql: Sql): void {
    sql.run(`UPDATE message SET answer = 'unsent' WHERE answer = 'owed'`);
  },

  /** What was read in a message that needs no command: a query, a repeat, or nothing (parked). */
  conclude(sql: Sql, reading: Reading, custody: Custody): void {
    sql.run(
      `UPDATE message SET custody = ?, instrument_id = ?, kind = ?, specimen_id = ?, summary = ?, problem = ?, device_message_id = ?, attempts = attempts + 1
       WHERE id = ?`,
      custody,
      reading.instrumentId,
      reading.kind,
      reading.specimenId,
      reading.summary,
      reading.problem,
      reading.deviceMessageId,
      reading.messageId,
    );
  },

  recordTraffic(sql: Sql, entries: NewTraffic[]): void {
    for (const { connectionId, peer, at, direction, bytes } of entries) {
      sql.run(
        `INSERT INTO traffic (connection_id, peer, at, direction, bytes) VALUES (?, ?, ?, ?, ?)`,
        connectionId,
        peer,
        at,
        direction,
        bytes,
      );
    }
  },

  /** Keeps the traffic a ring by age and size, and lets go of committed messages after their time. Custody that is open stays for ever. */
  prune(sql: Sql, trafficBefore: string, trafficMaxBytes: number, committedBefore: string): void {
    sql.run(`DELETE FROM traffic WHERE at < ?`, trafficBefore);
    const oldest = sql.get<{ id: number }>(
      `SELECT id FROM (SELECT id, sum(length(bytes) + 100) OVER (ORDER BY id DESC) AS total FROM traffic) WHERE total > ?
       ORDER BY id DESC LIMIT 1`,
      trafficMaxBytes,
    );
    if (oldest) sql.run(`DELETE FROM traffic WHERE id <= ?`, oldest.id);
    sql.run(
      `DELETE FROM message WHERE custody = 'committed' AND received_at < ?
         AND NOT EXISTS (SELECT 1 FROM command WHERE message_id = message.id)`,
      committedBefore,
    );
  },

  keepText(sql: Sql, personId: string, examId: string, at: string, text: string): void {
    sql.run(
      `INSERT INTO kept_text (person_id, exam_id, at, text) VALUES (?, ?, ?, ?)
       ON CONFLICT (person_id, exam_id) DO UPDATE SET at = excluded.at, text = excluded.text`,
      personId,
      examId,
      at,
      text,
    );
  },

  dropText(sql: Sql, personId: string, examId: string): void {
    sql.run(`DELETE FROM kept_text WHERE person_id = ? AND exam_id = ?`, personId, examId);
  },

  pruneTexts(sql: Sql, before: string): void {
    sql.run(`DELETE FROM kept_text WHERE at < ?`, before);
  },

  setSetting(sql: Sql, key: string, value: string): void {
    sql.run(
      `INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      key,
      value,
    );
  },

  saveConnection(sql: Sql, id: string, config: string): void {
    sql.run(
      `INSERT INTO connection (id, config) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET config = excluded.config`,
      id,
      config,
    );
  },

  removeConnection(sql: Sql, id: string): void {
    sql.run(`DELETE FROM connection WHERE id = ?`, id);
    sql.run(`DELETE FROM source_position WHERE connection_id = ?`, id);
    sql.run(`DELETE FROM source_row WHERE connection_id = ?`, id);
  },
};
