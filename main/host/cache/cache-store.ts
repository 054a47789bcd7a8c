// The cache store: documents of the server with their cursor, and what lets people work without it. May be thrown away and filled again.
import type { CachedChange, StoredSession, StudyGrant, Verifier } from './cache-types.ts';
import type { Sql } from './sql.ts';
import type { StoreClient } from './sql-client.ts';
import type { StoreDefinition } from './store-definition.ts';

const migrations: readonly string[] = [
  `
  CREATE TABLE doc (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    row TEXT,
    barcode TEXT,
    patient_id TEXT,
    cached_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')),
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX doc_barcode ON doc (barcode) WHERE barcode IS NOT NULL;
  CREATE INDEX doc_patient ON doc (patient_id) WHERE patient_id IS NOT NULL;
  -- Specimens as they will be once the waiting commands are carried out.
  CREATE TABLE overlay (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    row TEXT NOT NULL,
    barcode TEXT NOT NULL,
    patient_id TEXT NOT NULL
  ) STRICT;
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE verifier (
    user TEXT PRIMARY KEY COLLATE NOCASE,
    salt TEXT NOT NULL,
    hash TEXT NOT NULL,
    session TEXT NOT NULL,
    person_id TEXT NOT NULL,
    at TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    locked_until TEXT
  ) STRICT;
  CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    server_token TEXT,
    info TEXT NOT NULL,
    person_id TEXT NOT NULL,
    started_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Who was allowed by the server to open which study, when, and whom its exam concerned then.
  CREATE TABLE study_grant (
    person_id TEXT NOT NULL,
    study_uid TEXT NOT NULL,
    at TEXT NOT NULL,
    concerned TEXT NOT NULL,
    PRIMARY KEY (person_id, study_uid)
  ) STRICT, WITHOUT ROWID;
  `,
];

const texts = (rows: { document: string }[]): string[] => rows.map(({ document }) => document);

const reads = {
  /** The document as it is shown: with what waits, where something does. */
  document(sql: Sql, kind: string, id: string): string | null {
    if (kind === 'specimen') {
      const overlay = sql.get<{ document: string }>(`SELECT document FROM overlay WHERE id = ?`, id);
      if (overlay) return overlay.document;
    }
    return reads.base(sql, kind, id);
  },
  /** The document as the server last gave it. */
  base(sql: Sql, kind: string, id: string): string | null {
    const row = sql.get<{ document: string }>(`SELECT document FROM doc WHERE kind = ? AND id = ?`, kind, id);
    return row?.document ?? null;
  },
  documentByBarcode(sql: Sql, barcode: string): string | null {
    const overlay = sql.get<{ document: string }>(`SELECT document FROM overlay WHERE barcode = ? LIMIT 1`, barcode);
    const row =
      overlay ??
      sql.get<{ document: string }>(
        `SELECT document FROM doc WHERE barcode = ? AND kind = 'specimen' ORDER BY cached_at DESC LIMIT 1`,
        barcode,
      );
    return row?.document ?? null;
  },
  documents(sql: Sql, kind: string): string[] {
    return texts(sql.all(`SELECT document FROM doc WHERE kind = ? ORDER BY id`, kind));
  },
  /** Of a kind, those in which a text (an id) stands anywhere: the caller looks where. */
  documentsWith(sql: Sql, kind: string, text: string): string[] {
    return texts(sql.all(`SELECT document FROM doc WHERE kind = ? AND instr(document, ?) > 0 ORDER BY id`, kind, text));
  },
  documentsOfPatient(sql: Sql, patientId: string): string[] {
    return texts(
      sql.all(
        `SELECT coalesce(o.document, d.document) AS document FROM doc d LEFT JOIN overlay o ON o.id = d.id
         WHERE d.patient_id = ? AND d.kind = 'specimen'`,
        patientId,
      ),
    );
  },
  /** All rows of the bench list as one JSON array: cheaper to hand over than thousands of objects. */
  rows(sql: Sql): string {
    const rows = sql.all<{ row: string }>(
      `SELECT row FROM overlay
       UNION ALL
       SELECT row FROM doc WHERE kind = 'specimen' AND row IS NOT NULL AND id NOT IN (SELECT id FROM overlay)`,
    );
    return `[${rows.map(({ row }) => row).join(',')}]`;
  },
  /** The rows of these specimens, like `rows`. */
  rowsOf(sql: Sql, ids: readonly string[]): string {
    const found = ids.flatMap(
      (id) =>
        sql.get<{ row: string }>(`SELECT row FROM overlay WHERE id = ?`, id) ??
        sql.get<{ row: string }>(`SELECT row FROM doc WHERE kind = 'specimen' AND id = ? AND row IS NOT NULL`, id) ??
        [],
    );
    return `[${found.map(({ row }) => row).join(',')}]`;
  },
  overlays(sql: Sql): string[] {
    return sql.all<{ id: string }>(`SELECT id FROM overlay`).map(({ id }) => id);
  },
  overlayDocuments(sql: Sql): string[] {
    return texts(sql.all(`SELECT document FROM overlay`));
  },
  cursor(sql: Sql): number | null {
    const value = sql.get<{ value: string }>(`SELECT value FROM meta WHERE key = 'cursor'`)?.value;
    return value === undefined ? null : Number(value);
  },
  meta(sql: Sql, key: string): string | null {
    return sql.get<{ value: string }>(`SELECT value FROM meta WHERE key = ?`, key)?.value ?? null;
  },
  verifier(sql: Sql, user: string): Verifier | null {
    return (
      sql.get(
        `SELECT user, salt, hash, session, person_id AS personId, at, failures, locked_until AS lockedUntil FROM verifier WHERE user = ?`,
        user,
      ) ?? null
    );
  },
  studyGrants(sql: Sql, personId: string): StudyGrant[] {
    return sql.all(`SELECT study_uid AS studyUid, at, concerned FROM study_grant WHERE person_id = ?`, personId);
  },
  session(sql: Sql, tokenHash: string): StoredSession | null {
    return (
      sql.get(
        `SELECT token_hash AS tokenHash, server_token AS serverToken, info, person_id AS personId, started_at AS startedAt,
           last_seen_at AS lastSeenAt FROM session WHERE token_hash = ?`,
        tokenHash,
      ) ?? null
    );
  },
};

function setMeta(sql: Sql, key: string, value: string): void {
  sql.run(
    `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    key,
    value,
  );
}

const writes = {
  /** A page of the feed and its cursor, wholly or not at all. An older version never replaces a newer one. */
  apply(sql: Sql, changes: CachedChange[], cursor: number | null, asOf: string | null): void {
    for (const { kind, entityId, version, document, row, barcode, patientId } of changes) {
      if (document === null) {
        sql.run(`DELETE FROM doc WHERE kind = ? AND id = ? AND version <= ?`, kind, entityId, version);
        continue;
      }
      sql.run(
        `INSERT INTO doc (kind, id, version, document, row, barcode, patient_id) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, document = excluded.document, row = excluded.row,
           barcode = excluded.barcode, patient_id = excluded.patient_id, cached_at = excluded.cached_at
         WHERE excluded.version >= doc.version`,
        kind,
        entityId,
        version,
        document,
        row,
        barcode,
        patientId,
      );
    }
    if (cursor !== null) setMeta(sql, 'cursor', String(cursor));
    if (asOf !== null) setMeta(sql, 'asOf', asOf);
  },
  setMeta,
  putOverlay(
    sql: Sql,
    overlay: { entityId: string; document: string; row: string; barcode: string; patientId: string },
  ): void {
    sql.run(
      `INSERT INTO overlay (id, document, row, barcode, patient_id) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET document = excluded.document, row = excluded.row`,
      overlay.entityId,
      overlay.document,
      overlay.row,
      overlay.barcode,
      overlay.patientId,
    );
  },
  dropOverlay(sql: Sql, id: string): void {
    sql.run(`DELETE FROM overlay WHERE id = ?`, id);
  },
  /** The server's database was restored to an earlier state: all documents are fetched anew. */
  forgetDocuments(sql: Sql): void {
    sql.run(`DELETE FROM doc`);
    sql.run(`DELETE FROM meta WHERE key IN ('cursor', 'asOf')`);
  },
  /** The station belongs to another server or identity now: nothing of before may be shown. */
  clear(sql: Sql): void {
    for (const table of ['doc', 'overlay', 'meta', 'verifier', 'session', 'study_grant'])
      sql.run(`DELETE FROM ${table}`);
  },
  prune(sql: Sql, before: string, sessionsBefore: string): void {
    sql.run(`DELETE FROM doc WHERE kind = 'specimen' AND cached_at < ?`, before);
    sql.run(`DELETE FROM session WHERE last_seen_at < ?`, sessionsBefore);
    sql.run(`DELETE FROM verifier WHERE at < ?`, sessionsBefore);
    sql.run(`DELETE FROM study_grant WHERE at < ?`, sessionsBefore);
  },
  saveStudyGrants(sql: Sql, personId: string, grants: StudyGrant[]): void {
    for (const { studyUid, at, concerned } of grants) {
      sql.run(
        `INSERT INTO study_grant (person_id, study_uid, at, concerned) VALUES (?, ?, ?, ?)
         ON CONFLICT (person_id, study_uid) DO UPDATE SET at = excluded.at, concerned = excluded.concerned`,
        personId,
        studyUid,
        at,
        concerned,
      );
    }
  },
  dropStudyGrants(sql: Sql, personId: string, studyUids: string[]): void {
    for (const uid of studyUids)
      sql.run(`DELETE FROM study_grant WHERE person_id = ? AND study_uid = ?`, personId, uid);
  },
  /** What the person may do has changed: the server is asked again. */
  /** @param personId null: everybody's */
  forgetStudyGrants(sql: Sql, personId: string | null): void {
    if (personId === null) sql.run(`DELETE FROM study_grant`);
    else sql.run(`DELETE FROM study_grant WHERE person_id = ?`, personId);
  },
  saveVerifier(sql: Sql, verifier: Omit<Verifier, 'failures' | 'lockedUntil'>): void {
    const { user, salt, hash, session, personId, at } = verifier;
    sql.run(
      `INSERT INTO verifier (user, salt, hash, session, person_id, at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (user) DO UPDATE SET salt = excluded.salt, hash = excluded.hash, session = excluded.session,
         person_id = excluded.person_id, at = excluded.at, failures = 0, locked_until = NULL`,
      user,
      salt,
      hash,
      session,
      personId,
      at,
    );
  },
  /** Counts a failure; at the limit the user is locked until then, on this station. */
  verifierFailed(sql: Sql, user: string, limit: number, lockedUntil: string): void {
    sql.run(
      `UPDATE verifier SET failures = failures + 1, locked_until = CASE WHEN failures + 1 >= ? THEN ? ELSE locked_until END WHERE user = ?`,
      limit,
      lockedUntil,
      user,
    );
  },
  verifierWorked(sql: Sql, user: string): void {
    sql.run(`UPDATE verifier SET failures = 0, locked_until = NULL WHERE user = ?`, user);
  },
  /** The account was disabled: only the server may let the person in again. */
  forgetPerson(sql: Sql, personId: string): void {
    sql.run(`DELETE FROM verifier WHERE person_id = ?`, personId);
    sql.run(`DELETE FROM session WHERE person_id = ?`, personId);
  },
  /** Rights, their reach and groups (each JSON) follow the server; a password that was changed since does not open this station any more. */
  updatePerson(
    sql: Sql,
    personId: string,
    {
      rights,
      labGroups,
      places,
      institutionId,
    }: { rights: string; labGroups: string; places: string; institutionId: string },
    passwordChangedAt: string | null,
  ): void {
    for (const [table, column] of [
      ['verifier', 'session'],
      ['session', 'info'],
    ]) {
      sql.run(
        `UPDATE ${table} SET ${column} = json_set(${column}, '$.rights', json(?), '$.person.labGroups', json(?), '$.places', json(?),
          '$.institutionId', json(?)) WHERE person_id = ?`,
        rights,
        labGroups,
        places,
        institutionId,
        personId,
      );
    }
    if (passwordChangedAt === null) return;
    sql.run(
      `DELETE FROM verifier WHERE person_id = ? AND julianday(at) < julianday(?) - 5.0 / 86400`,
      personId,
      passwordChangedAt,
    );
  },
  saveSession(sql: Sql, session: StoredSession): void {
    const { tokenHash, serverToken, info, personId, startedAt, lastSeenAt } = session;
    sql.run(
      `INSERT INTO session (token_hash, server_token, info, person_id, started_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (token_hash) DO UPDATE SET server_token = excluded.server_token, info = excluded.info, last_seen_at = excluded.last_seen_at`,
      tokenHash,
      serverToken,
      info,
      personId,
      startedAt,
      lastSeenAt,
    );
  },
  endSession(sql: Sql, tokenHash: string): void {
    sql.run(`DELETE FROM session WHERE token_hash = ?`, tokenHash);
  },
};

export const cacheStore = {
  migrations,
  reads,
  writes,
  // The feed brings its page again, cursor and documents being one; the pictures are drawn anew at the start.
  repeatable: ['apply', 'putOverlay', 'dropOverlay'],
} satisfies StoreDefinition<typeof reads, typeof writes>;

export type CacheStore = StoreClient<typeof reads, typeof writes>;
