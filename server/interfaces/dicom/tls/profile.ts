// How DICOM is secured on the wire: the BCP 195 profiles of PS3.15 annex B (TLS 1.2 and 1.3, forward secrecy, authenticated encryption).
import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { CertificatePair } from '../../../kernel/live-certificate.ts';

export type TlsIdentity = CertificatePair;

/** Of an association that came over TLS. */
export interface SecureChannel {
  protocol: string;
  cipher: string;
  /** Null when the caller showed none. */
  certificate: {
    subject: string;
    /** SHA-256, 64 hex digits. */
    fingerprint: string;
    /** An authority that was entered vouches for it; else only a pinned fingerprint does. */
    anchored: boolean;
  } | null;
}

/** As OpenSSL and `X509Certificate` print it, to 64 small hex digits. */
export const plainFingerprint = (printed: string): string => printed.replaceAll(':', '').toLowerCase();

/** RFC 9325 4.2; AES-128 first, which costs least. */
const suites = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/**
 * No renegotiation and no resumption: every association proves itself by the trust of its own moment. With an empty list of authorities
 * nobody is trusted; the public ones of browsers never are.
 */
export function profile(identity: TlsIdentity | null, anchors: readonly string[]): SecureContextOptions {
  return {
    ...(identity ? { key: identity.key, cert: identity.cert } : {}),
    ca: [...anchors],
    minVersion: 'TLSv1.2',
    ciphers: suites,
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
  };
}
