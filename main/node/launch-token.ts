// Who may talk to the loopback port: the window that was opened with a launch token, known by a cookie from then on.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const launchCookie = 'yishu-launch';
export const launchParameter = 'launch';

export interface LaunchTokens {
  /** The token for the address that opens a window. */
  token: string;
  /** The cookie's value for a token that is right and not used up, else null. */
  redeem(token: string): string | null;
  /** Whether a cookie was given out here, now or before a restart. */
  isKnown(cookie: string | null): boolean;
  /** Hashes of the cookies that were given out, to be kept over a restart. */
  hashes(): string[];
}

const mostCookies = 50;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** @param uses how many windows one token opens: one, but for a demo that several people look at */
export function createLaunchTokens(uses: number, kept: readonly string[]): LaunchTokens {
  const token = randomBytes(32).toString('base64url');
  const expected = Buffer.from(hashOf(token));
  const known = [...kept].slice(-mostCookies);
  let left = uses;
  return {
    token,
    redeem(given) {
      if (left <= 0 || !timingSafeEqual(Buffer.from(hashOf(given)), expected)) return null;
      left--;
      const cookie = randomBytes(32).toString('base64url');
      known.push(hashOf(cookie));
      known.splice(0, known.length - mostCookies);
      return cookie;
    },
    isKnown: (cookie) => cookie !== null && known.includes(hashOf(cookie)),
    hashes: () => [...known],
  };
}
