// What another system signs when it opens a study in the clinicians' page: the request as lines, so that URL encoding cannot change it.

/** One look that a hospital system asks for on behalf of one of its users. */
export interface SignedLook {
  /** Name under which the system is configured here. */
  system: string;
  /** Study Instance UID, or the accession number that the order carried. */
  by: 'study' | 'accession';
  value: string;
  /** The user as the calling system knows them; kept in the audit trail. */
  user: string;
  /** Seconds since 1970-01-01T00:00:00Z, decimal. */
  ts: string;
}

/** A link may be used this long after it was signed, and this long before for a clock that is ahead. */
export const signedForSeconds = { after: 300, before: 60 } as const;

/** The text under the HMAC-SHA256 (RFC 2104), UTF-8, lines ended by one line feed between them. */
export function signedText({ system, by, value, user, ts }: SignedLook): string {
  return ['yishu-view-1', system, `${by}=${value}`, `user=${user}`, `ts=${ts}`].join('\n');
}

export type SignedLookProblem = 'malformed' | 'expired';

const fits = (text: string, longest: number) => text.length > 0 && text.length <= longest && !/\p{Cc}/u.test(text);

/** Reads the query of a signed link; says what is wrong before any secret is looked up. */
export function readSignedLook(
  query: URLSearchParams,
  now: Date,
): { look: SignedLook; signature: string } | { problem: SignedLookProblem } {
  const study = query.get('study');
  const accession = query.get('accession');
  const value = study ?? accession ?? '';
  const system = query.get('system') ?? '';
  const user = query.get('user') ?? '';
  const ts = query.get('ts') ?? '';
  const signature = (query.get('sig') ?? '').toLowerCase();
  const malformed =
    (study !== null && accession !== null) ||
    !fits(value, 128) ||
    !fits(user, 64) ||
    !/^[A-Za-z0-9_-]{1,32}$/.test(system) ||
    !/^\d{1,12}$/.test(ts) ||
    !/^[0-9a-f]{64}$/.test(signature);
  if (malformed) return { problem: 'malformed' };
  const age = now.getTime() / 1000 - Number(ts);
  if (age > signedForSeconds.after || age < -signedForSeconds.before) return { problem: 'expired' };
  return { look: { system, by: study === null ? 'accession' : 'study', value, user, ts }, signature };
}
