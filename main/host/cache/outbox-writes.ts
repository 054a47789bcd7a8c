// The outbox half of the custody store: commands are born, settled by the server's replies, decided on by people.
import type { NewCommand, Reading, Settlement } from './custody-types.ts';
import type { Sql } from './sql.ts';

function insertCommand(sql: Sql, command: NewCommand, messageId: string | null): void {
  // The id of a command made from a message is computed from it: reading the message again adds nothing.
  sql.run(
    `INSERT INTO command (id, name, input, actor_id, actor_name, at, subject, message_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    command.id,
    command.name,
    JSON.stringify(command.input),
    command.actorId,
    command.actorName,
    command.at,
    command.subject,
    messageId,
  );
}

/** A message is committed when the last of its commands is; one that is parked keeps it parked. */
function updateMessage(sql: Sql, messageId: string, note: string | null): void {
  const left = sql.get<{ waiting: number; parked: number }>(
    `SELECT coalesce(sum(state = 'waiting'), 0) AS waiting, coalesce(sum(state = 'parked'), 0) AS parked FROM command WHERE message_id = ?`,
    messageId,
  ) ?? { waiting: 0, parked: 0 };
  const custody = left.parked > 0 ? 'parked' : left.waiting > 0 ? 'forwarding' : 'committed';
  sql.run(
    `UPDATE message SET custody = ?, problem = CASE WHEN ? IS NULL THEN problem WHEN problem IS NULL THEN ? ELSE problem || '; ' || ? END
     WHERE id = ? AND custody <> 'rejected'`,
    custody,
    note,
    note,
    note,
    messageId,
  );
}

export const outboxWrites = {
  enqueue(sql: Sql, command: NewCommand): void {
    insertCommand(sql, command, null);
  },

  /** A later draft in the place of one that was never sent; both or neither. */
  replaceUnsent(sql: Sql, formerId: string, command: NewCommand): void {
    sql.run(`DELETE FROM command WHERE id = ? AND state = 'waiting' AND attempts = 0`, formerId);
    insertCommand(sql, command, null);
  },

  /** One step from the inbox to the outbox: the commands of a message and its new custody. */
  forward(sql: Sql, reading: Reading, commands: NewCommand[]): void {
    for (const command of commands) insertCommand(sql, command, reading.messageId);
    sql.run(
      `UPDATE message SET custody = 'forwarding', instrument_id = ?, kind = ?, specimen_id = ?, summary = ?, problem = ?, device_message_id = ?,
         attempts = attempts + 1 WHERE id = ?`,
      reading.instrumentId,
      reading.kind,
      reading.specimenId,
      reading.summary,
      reading.problem,
      reading.deviceMessageId,
      reading.messageId,
    );
  },

  /** Applies the server's replies. Returns the messages whose custody may have changed. */
  settle(sql: Sql, settlements: Settlement[]): string[] {
    const touched: string[] = [];
    for (const settlement of settlements) {
      const row = sql.get<{ messageId: string | null }>(
        `SELECT message_id AS messageId FROM command WHERE id = ?`,
        settlement.id,
      );
      if (!row) continue;
      switch (settlement.outcome) {
        case 'done':
          sql.run(`DELETE FROM command WHERE id = ?`, settlement.id);
          break;
        case 'again':
          sql.run(
            `UPDATE command SET attempts = attempts + 1, next_attempt_ms = ?, code = ?, text = ? WHERE id = ?`,
            settlement.nextAttemptMs,
            settlement.code,
            settlement.text,
            settlement.id,
          );
          break;
        case 'park':
          sql.run(
            `UPDATE command SET state = 'parked', attempts = attempts + 1, code = ?, text = ? WHERE id = ?`,
            settlement.code,
            settlement.text,
            settlement.id,
          );
          break;
        default:
          settlement satisfies never;
      }
      if (row.messageId === null) continue;
      const note =
        settlement.outcome === 'done' ? settlement.note : settlement.outcome === 'park' ? settlement.text : null;
      updateMessage(sql, row.messageId, note);
      touched.push(row.messageId);
    }
    return touched;
  },

  /** Lets everything that waits be tried at once, because the server is back. */
  wakeAll(sql: Sql): void {
    sql.run(`UPDATE command SET next_attempt_ms = 0 WHERE state = 'waiting'`);
  },

  /** A person's decision about a parked command. Returns its subject, or null when there is no such command. */
  decideCommand(
    sql: Sql,
    id: string,
    how: 'retry' | 'giveUp',
    actorId: string,
    reason: string,
    at: string,
  ): string | null {
    const row = sql.get<{ messageId: string | null; subject: string }>(
      `SELECT message_id AS messageId, subject FROM command WHERE id = ? AND state = 'parked'`,
      id,
    );
    if (!row) return null;
    if (how === 'retry') sql.run(`UPDATE command SET state = 'waiting', next_attempt_ms = 0 WHERE id = ?`, id);
    else sql.run(`UPDATE command SET state = 'givenUp' WHERE id = ?`, id);
    if (row.messageId !== null) {
      if (how === 'retry') updateMessage(sql, row.messageId, null);
      else sql.run(`UPDATE message SET custody = 'rejected' WHERE id = ?`, row.messageId);
    }
    note(sql, 'command', id, how, actorId, reason, at);
    return row.subject;
  },

  /** A person's decision about a parked message. `read` means that it must be read again. */
  decideMessage(
    sql: Sql,
    id: string,
    how: 'retry' | 'giveUp',
    actorId: string,
    reason: string,
    at: string,
  ): 'unknown' | 'read' | 'forward' | 'rejected' {
    const row = sql.get<{ commands: number }>(
      `SELECT (SELECT count(*) FROM command WHERE message_id = message.id AND state = 'parked') AS commands
       FROM message WHERE id = ? AND custody = 'parked'`,
      id,
    );
    if (!row) return 'unknown';
    note(sql, 'message', id, how, actorId, reason, at);
    if (how === 'giveUp') {
      sql.run(`UPDATE command SET state = 'givenUp' WHERE message_id = ?`, id);
      sql.run(`UPDATE message SET custody = 'rejected' WHERE id = ?`, id);
      return 'rejected';
    }
    if (row.commands === 0) {
      sql.run(`UPDATE message SET custody = 'received' WHERE id = ?`, id);
      return 'read';
    }
    sql.run(`UPDATE command SET state = 'waiting', next_attempt_ms = 0 WHERE message_id = ? AND state = 'parked'`, id);
    sql.run(`UPDATE message SET custody = 'forwarding', problem = NULL WHERE id = ?`, id);
    return 'forward';
  },

  addLease(sql: Sql, kind: string, prefix: string, from: number, to: number): void {
    sql.run(`INSERT INTO lease (kind, prefix, next, last) VALUES (?, ?, ?, ?)`, kind, prefix, from, to);
  },

  /** Gives out `size` numbers that follow each other; the rest of a block that is too short is wasted, never shared. */
  takeNumbers(sql: Sql, kind: string, size: number): { from: number; to: number; prefix: string } | null {
    const row = sql.get<{ seq: number; next: number; prefix: string }>(
      `SELECT seq, next, prefix FROM lease WHERE kind = ? AND last - next + 1 >= ? ORDER BY seq LIMIT 1`,
      kind,
      size,
    );
    if (!row) return null;
    sql.run(`UPDATE lease SET next = next + ? WHERE seq = ?`, size, row.seq);
    sql.run(`DELETE FROM lease WHERE kind = ? AND seq < ?`, kind, row.seq);
    return { from: row.next, to: row.next + size - 1, prefix: row.prefix };
  },
};

function note(
  sql: Sql,
  what: 'command' | 'message',
  id: string,
  how: string,
  actorId: string,
  reason: string,
  at: string,
): void {
  sql.run(
    `INSERT INTO decision (at, actor_id, what, id, how, reason) VALUES (?, ?, ?, ?, ?, ?)`,
    at,
    actorId,
    what,
    id,
    how,
    reason,
  );
}
