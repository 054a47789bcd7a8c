// Tables of the custody store: what came from the analyzers, what waits for the server, and what must survive with them.

export const custodyMigrations: readonly string[] = [
  `
  CREATE TABLE message (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    connection_id TEXT NOT NULL,
    instrument_id TEXT NOT NULL,
    driver_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    received_at TEXT NOT NULL,
    monotonic_ms REAL NOT NULL,
    content BLOB NOT NULL,
    content_hash TEXT NOT NULL,
    complete INTEGER NOT NULL,
    -- Name of the file it came in, for folders.
    source TEXT,
    custody TEXT NOT NULL CHECK (custody IN ('received', 'forwarding', 'committed', 'rejected', 'parked')),
    answer TEXT NOT NULL CHECK (answer IN ('owed', 'sent', 'unsent', 'none')),
    kind TEXT NOT NULL DEFAULT '',
    specimen_id TEXT NOT NULL DEFAULT '',
    device_message_id TEXT,
    summary TEXT NOT NULL DEFAULT '',
    problem TEXT,
    attempts INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX message_custody ON message (custody, seq);
  CREATE INDEX message_connection ON message (connection_id, content_hash);
  CREATE INDEX message_device_id ON message (connection_id, device_message_id) WHERE device_message_id IS NOT NULL;

  -- Frames that were accepted of messages that are not finished yet.
  CREATE TABLE frame (
    seq INTEGER PRIMARY KEY,
    connection_id TEXT NOT NULL,
    instrument_id TEXT NOT NULL,
    driver_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    session TEXT NOT NULL,
    at TEXT NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;
  CREATE INDEX frame_session ON frame (session, seq);

  CREATE TABLE traffic (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    at TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'note')),
    bytes BLOB NOT NULL
  ) STRICT;
  CREATE INDEX traffic_connection ON traffic (connection_id, id);

  -- The outbox. A done command is deleted; one that a person gave up stays.
  CREATE TABLE command (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    input TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    at TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT REFERENCES message (id),
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'parked', 'givenUp')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_ms REAL NOT NULL DEFAULT 0,
    code TEXT,
    text TEXT
  ) STRICT;
  CREATE INDEX command_state ON command (state, seq);
  CREATE INDEX command_subject ON command (subject, seq);
  CREATE INDEX command_message ON command (message_id) WHERE message_id IS NOT NULL;

  CREATE TABLE decision (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    what TEXT NOT NULL,
    id TEXT NOT NULL,
    how TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;

  -- Blocks of numbers that only this station may give out; next > last is used up.
  CREATE TABLE lease (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    prefix TEXT NOT NULL,
    next INTEGER NOT NULL,
    last INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE connection (id TEXT PRIMARY KEY, config TEXT NOT NULL) STRICT;
  `,
  // The line that a message came on, so that a query is answered on it, and whose unread messages are whose without looking at all.
  `
  ALTER TABLE message ADD COLUMN session TEXT NOT NULL DEFAULT '';
  CREATE INDEX message_unread ON message (connection_id, seq) WHERE custody = 'received';
  `,
  // What was handed on of an instrument's database: where the next look begins, and the newest rows with what they said.
  `
  CREATE TABLE source_position (
    connection_id TEXT NOT NULL,
    source TEXT NOT NULL,
    position TEXT NOT NULL,
    PRIMARY KEY (connection_id, source)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE source_row (
    connection_id TEXT NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (connection_id, source, key)
  ) STRICT, WITHOUT ROWID;
  `,
  // Text of reports that the server does not have, by its author and exam.
  `
  CREATE TABLE kept_text (
    person_id TEXT NOT NULL,
    exam_id TEXT NOT NULL,
    at TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (person_id, exam_id)
  ) STRICT;
  `,
];
