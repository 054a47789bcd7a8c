// A certificate with its key that may be replaced while connections that it secured live on.
import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';

/** PEM; the certificate with those between it and its root. Never logged, never sent to a screen. */
export interface CertificatePair {
  key: string;
  cert: string;
}

export interface LiveCertificate {
  readonly current: CertificatePair;
  /**
   * Holds for the next connection. Dates are looked at because nobody would take a certificate that is over, and the old one may be good still.
   * @throws what is wrong with the new one; the old one stays
   */
  replace(next: CertificatePair, now: Date): void;
  /** Why a new one that was laid out is not used; empty when all is well. For the administrator's screen. */
  readonly problem: string;
  /** There is a new one that does not do. */
  refuse(why: string): void;
  /** Told after each replacement. */
  whenReplaced(use: (pair: CertificatePair) => void): void;
}

export function liveCertificate(first: CertificatePair): LiveCertificate {
  let current = first;
  let problem = '';
  const users: ((pair: CertificatePair) => void)[] = [];
  return {
    get current() {
      return current;
    },
    get problem() {
      return problem;
    },
    refuse(why) {
      problem = why;
    },
    replace(next, now) {
      createSecureContext(next);
      const { validFrom, validTo } = new X509Certificate(next.cert);
      if (new Date(validTo) < now) throw new Error(`证书已过期 / the certificate expired: ${validTo}`);
      if (new Date(validFrom) > now) throw new Error(`证书尚未生效 / the certificate is not valid yet: ${validFrom}`);
      current = next;
      problem = '';
      for (const use of users) use(next);
    },
    whenReplaced(use) {
      users.push(use);
    },
  };
}
