// The reading half of the custody store.
import type { InboxRow, OutboxRow, TrafficEntry } from '../../../core/devices/contract.ts';
import type { ConnectionCounts, JournalFrame, NewMessage, StoredMessage, WaitingCommand } from './custody-types.ts';
import type { Sql } from './sql.ts';

interface CommandRow {
  id: string;
  name: string;
  input: string;
  actorId: string;
  actorName: string;
  at: string;
  subject: string;
  messageId: string | null;
  state: 'waiting' | 'parked';
  attempts: number;
}

const commandColumns = `c.id, c.name, c.input, c.actor_id AS actorId, c.actor_name AS actorName, c.at, c.subject, c.message_id AS messageId, c.state, c.attempts`;

function commandOf(row: CommandRow): WaitingCommand {
  return { ...row, input: JSON.parse(row.input) };
}

export const custodyReads = {
  keptText(sql: Sql, personId: string, examId: string): { at: string; text: string } | null {
    return sql.get(`SELECT at, text FROM kept_text WHERE person_id = ? AND exam_id = ?`, personId, examId) ?? null;
  },

  inbox(sql: Sql, custody: 'all' | 'waiting' | 'parked', limit: number): InboxRow[] {
    const wanted = { all: '1', waiting: "custody IN ('received', 'forwarding')", parked: "custody = 'parked'" }[
      custody
    ];
    return sql.all(
      `SELECT id, connection_id AS connectionId, instrument_id AS instrumentId, received_at AS receivedAt, custody, answer, kind,
        specimen_id AS specimenId, summary, problem, attempts FROM message WHERE ${wanted} ORDER BY seq DESC LIMIT ?`,
      limit,
    );
  },

  message(sql: Sql, id: string): StoredMessage | null {
    const row = sql.get<Omit<StoredMessage, 'complete'> & { complete: number }>(
      `SELECT id, connection_id AS connectionId, instrument_id AS instrumentId, driver_id AS driverId, peer, session, received_at AS receivedAt,
        monotonic_ms AS monotonicMs, content, content_hash AS contentHash, complete, source, custody, answer, attempts
       FROM message WHERE id = ?`,
      id,
    );
    return row ? { ...row, complete: row.complete === 1 } : null;
  },

  /** Messages of a connection that were stored behind `after` and not read yet, oldest first. */
  unread(sql: Sql, connectionId: string, after: number, limit: number): { id: string; seq: number }[] {
    return sql.all(
      `SELECT id, seq FROM message WHERE connection_id = ? AND custody = 'received' AND seq > ? ORDER BY seq LIMIT ?`,
      connectionId,
      after,
      limit,
    );
  },

  /** Connections with messages that were not read yet. */
  unreadConnections(sql: Sql): string[] {
    const rows = sql.all<{ id: string }>(`SELECT DISTINCT connection_id AS id FROM message WHERE custody = 'received'`);
    return rows.map(({ id }) => id);
  },

  /** An earlier message that carries the analyzer's same id and other bytes. */
  sameDeviceId(
    sql: Sql,
    connectionId: string,
    deviceMessageId: string,
    message: NewMessage | StoredMessage,
  ): string | null {
    const row = sql.get<{ id: string }>(
      `SELECT id FROM message WHERE connection_id = ? AND device_message_id = ? AND content_hash <> ? AND id <> ? LIMIT 1`,
      connectionId,
      deviceMessageId,
      message.contentHash,
      message.id,
    );
    return row?.id ?? null;
  },

  /** True when this file of this connection is stored already: a crash fell between storing it and moving it away. */
  hasFile(sql: Sql, connectionId: string, source: string, contentHash: string): boolean {
    const text = `SELECT 1 AS found FROM message WHERE connection_id = ? AND content_hash = ? AND source = ?`;
    return sql.get(text, connectionId, contentHash, source) !== undefined;
  },

  /** Where the next look into a database begins and what is remembered of its rows. */
  sourceMemory(
    sql: Sql,
    connectionId: string,
    source: string,
  ): { position: string | null; rows: { key: string; hash: string }[] } {
    const place = sql.get<{ position: string }>(
      `SELECT position FROM source_position WHERE connection_id = ? AND source = ?`,
      connectionId,
      source,
    );
    const rows = sql.all<{ key: string; hash: string }>(
      `SELECT key, hash FROM source_row WHERE connection_id = ? AND source = ?`,
      connectionId,
      source,
    );
    return { position: place?.position ?? null, rows };
  },

  frames(sql: Sql): JournalFrame[] {
    return sql.all(
      `SELECT connection_id AS connectionId, instrument_id AS instrumentId, driver_id AS driverId, peer, session, at, bytes
       FROM frame ORDER BY seq`,
    );
  },

  counts(sql: Sql): { waiting: number; parked: number } {
    const row = sql.get<{ waiting: number; parked: number }>(
      `SELECT
         (SELECT count(*) FROM command WHERE state = 'waiting') + (SELECT count(*) FROM message WHERE custody = 'received') AS waiting,
         (SELECT count(*) FROM command WHERE state = 'parked' AND message_id IS NULL)
           + (SELECT count(*) FROM message WHERE custody = 'parked') AS parked`,
    );
    return row ?? { waiting: 0, parked: 0 };
  },

  connectionCounts(sql: Sql): ConnectionCounts[] {
    return sql.all(
      `SELECT connection_id AS connectionId, count(*) AS received, sum(custody = 'parked') AS parked FROM message GROUP BY connection_id`,
    );
  },

  outbox(sql: Sql): OutboxRow[] {
    return sql.all(
      `SELECT id, name, at, state, attempts, code, text, subject FROM command WHERE state <> 'givenUp' ORDER BY seq LIMIT 1000`,
    );
  },

  /**
   * What may be sent now, in the order of birth. A command waits behind an earlier one of its subject that waits for its next
   * attempt; what a person did waits also behind an earlier act on the same subject that is parked. Results never do.
   */
  due(sql: Sql, nowMs: number, limit: number): WaitingCommand[] {
    const rows = sql.all<CommandRow>(
      `SELECT ${commandColumns} FROM command c
       WHERE c.state = 'waiting' AND c.next_attempt_ms <= ? AND NOT EXISTS (
         SELECT 1 FROM command e WHERE e.subject = c.subject AND e.seq < c.seq AND (
           (e.state = 'waiting' AND e.next_attempt_ms > ?)
           OR (e.state = 'parked' AND e.message_id IS NULL AND c.message_id IS NULL)))
       ORDER BY c.seq LIMIT ?`,
      nowMs,
      nowMs,
      limit,
    );
    return rows.map(commandOf);
  },

  /** When the next attempt is due, in ms of the wall clock; null when nothing waits. */
  nextAttempt(sql: Sql): number | null {
    const row = sql.get<{ at: number | null }>(
      `SELECT min(next_attempt_ms) AS at FROM command WHERE state = 'waiting'`,
    );
    return row?.at ?? null;
  },

  /** Commands of one subject that have not reached the server, in the order of birth. */
  pending(sql: Sql, subject: string): WaitingCommand[] {
    const rows = sql.all<CommandRow>(
      `SELECT ${commandColumns} FROM command c WHERE c.state <> 'givenUp' AND c.subject = ? ORDER BY c.seq`,
      subject,
    );
    return rows.map(commandOf);
  },

  hasCommand(sql: Sql, id: string): boolean {
    return sql.get(`SELECT 1 AS found FROM command WHERE id = ?`, id) !== undefined;
  },

  /** Waiting commands of one procedure. */
  waitingNamed(sql: Sql, name: string): WaitingCommand[] {
    const rows = sql.all<CommandRow>(
      `SELECT ${commandColumns} FROM command c WHERE c.state = 'waiting' AND c.name = ? ORDER BY c.seq`,
      name,
    );
    return rows.map(commandOf);
  },

  /** What waiting commands are about, in order, behind `after`. */
  waitingSubjects(sql: Sql, after: string, limit: number): string[] {
    const rows = sql.all<{ subject: string }>(
      `SELECT DISTINCT subject FROM command WHERE subject > ? AND state = 'waiting' ORDER BY subject LIMIT ?`,
      after,
      limit,
    );
    return rows.map(({ subject }) => subject);
  },

  traffic(sql: Sql, connectionId: string, before: number | null, limit: number): TrafficEntry[] {
    const rows = sql.all<Omit<TrafficEntry, 'bytes'> & { bytes: Uint8Array }>(
      `SELECT id, connection_id AS connectionId, peer, at, direction, bytes FROM traffic
       WHERE connection_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
      connectionId,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    );
    return rows.map((row) => ({ ...row, bytes: Buffer.from(row.bytes).toString('base64') }));
  },

  /** Received bytes from one entry to another, in order, for a replay. */
  receivedBytes(sql: Sql, connectionId: string, fromId: number, toId: number): { peer: string; bytes: Uint8Array }[] {
    return sql.all(
      `SELECT peer, bytes FROM traffic WHERE connection_id = ? AND id BETWEEN ? AND ? AND direction = 'in' ORDER BY id LIMIT 20000`,
      connectionId,
      fromId,
      toId,
    );
  },

  leftNumbers(sql: Sql, kind: string): number {
    const row = sql.get<{ left: number | null }>(
      `SELECT sum(last - next + 1) AS left FROM lease WHERE kind = ? AND next <= last`,
      kind,
    );
    return row?.left ?? 0;
  },

  setting(sql: Sql, key: string): string | null {
    return sql.get<{ value: string }>(`SELECT value FROM setting WHERE key = ?`, key)?.value ?? null;
  },

  connections(sql: Sql): string[] {
    return sql.all<{ config: string }>(`SELECT config FROM connection ORDER BY id`).map((row) => row.config);
  },
};
