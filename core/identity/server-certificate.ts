// Certificates that the server shows at its doors, for the administrator's eyes: never a key.
import { z } from 'zod';
import { Instant } from '../kernel/contract.ts';

export const ServerCertificate = z.object({
  /** web: HTTPS. dicom: DICOM over TLS, where it has one of its own. */
  door: z.enum(['web', 'dicom']),
  /** As `CN=host, O=hospital`. */
  subject: z.string(),
  issuer: z.string(),
  notBefore: Instant,
  notAfter: Instant,
  /** SHA-256, hex. */
  fingerprint: z.string(),
  /** Why a new one that was laid out is not used; empty when all is well. */
  problem: z.string(),
});
export type ServerCertificate = z.infer<typeof ServerCertificate>;

export type ServerCertificateState = 'refused' | 'expired' | 'endsSoon' | 'good';

/** So long before its end an administrator is reminded; enough to ask an authority for another. */
const warnMs = 30 * 86_400_000;

/** What matters most first: who is past the end is past it with or without a new one that does not do. */
export function serverCertificateState(
  { notAfter, problem }: Pick<ServerCertificate, 'notAfter' | 'problem'>,
  now: Date,
): ServerCertificateState {
  const left = Date.parse(notAfter) - now.getTime();
  if (left < 0) return 'expired';
  if (problem !== '') return 'refused';
  return left <= warnMs ? 'endsSoon' : 'good';
}
