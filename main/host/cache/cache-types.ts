// Rows of the cache store as its callers see them. Everything here can be fetched from the server again.
export interface CachedChange {
  kind: string;
  entityId: string;
  version: number;
  /** JSON text; null takes the entity out of the cache. */
  document: string | null;
  /** JSON text of the row of the bench list, for specimens. */
  row: string | null;
  barcode: string | null;
  patientId: string | null;
}

/** What lets a person in while the server is away: proof that the password was right when it last answered. */
export interface Verifier {
  user: string;
  /** base64 */
  salt: string;
  /** base64 of scrypt */
  hash: string;
  /** SessionInfo as JSON. */
  session: string;
  personId: string;
  /** When the server last let the person in. */
  at: string;
  failures: number;
  lockedUntil: string | null;
}

/** The server let a person open a study. */
export interface StudyGrant {
  studyUid: string;
  at: string;
  /** Whom its exam concerned then, as this station knew it. */
  concerned: string;
}

export interface StoredSession {
  /** SHA-256 of the cookie's token. */
  tokenHash: string;
  /** Token of the session at the server; null when the person came in offline. */
  serverToken: string | null;
  /** SessionInfo as JSON. */
  info: string;
  personId: string;
  startedAt: string;
  lastSeenAt: string;
}
