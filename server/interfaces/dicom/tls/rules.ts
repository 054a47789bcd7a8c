// Whether a peer may call us the way it does: in the clear, over TLS, with which certificate.
import type { incomingRules } from '../../../../core/imaging/peer-contract.ts';
import type { SecureChannel } from './profile.ts';

export interface IncomingRule {
  incoming: (typeof incomingRules)[number];
  /** Pinned certificates; empty: any that an authority vouches for. */
  fingerprints: readonly string[];
}

/** in-the-clear: it must use TLS. no-certificate: it must show one. other-certificate: not the one that is pinned, or not an authority's. */
export type IncomingFault = 'in-the-clear' | 'no-certificate' | 'other-certificate';

/** Null when it may. */
export function incomingFault(
  { incoming, fingerprints }: IncomingRule,
  secure: SecureChannel | null,
): IncomingFault | null {
  if (!secure) return incoming === 'any' ? null : 'in-the-clear';
  const { certificate } = secure;
  if (!certificate) return incoming === 'certificate' ? 'no-certificate' : null;
  // What came past the handshake may be the pinned certificate of another peer.
  const its = fingerprints.length > 0 ? fingerprints.includes(certificate.fingerprint) : certificate.anchored;
  return its ? null : 'other-certificate';
}
