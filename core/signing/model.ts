// Certificates of persons and what a signature with one is worth: the states, the policy of a service, the answer of a check.
import { z } from 'zod';
import { Id, Instant, LongText, ShortText, Version } from '../kernel/contract.ts';
import { ExamService } from '../orders/exam.ts';

/** off: nobody is asked. optional: who has a certificate may use it. required: nothing is submitted or released without. */
export const SigningPolicy = z.enum(['off', 'optional', 'required']);
export type SigningPolicy = z.infer<typeof SigningPolicy>;

export const ServicePolicy = z.object({ service: ExamService, policy: SigningPolicy, version: Version });
export type ServicePolicy = z.infer<typeof ServicePolicy>;

/** pending: waits for an administrator. withdrawn: never again, its key is gone from the store. */
export const CertificateState = z.enum(['pending', 'approved', 'withdrawn']);
export type CertificateState = z.infer<typeof CertificateState>;

export const PersonCertificate = z.object({
  id: Id,
  version: Version,
  personId: Id,
  personName: ShortText,
  state: CertificateState,
  /** Common name of the subject. */
  name: z.string().max(400),
  subject: z.string().max(2000),
  issuer: z.string().max(2000),
  /** Hex. */
  serial: z.string().max(100),
  /** SHA-256, hex. */
  fingerprint: z.string().length(64),
  /** `RSA 2048`, `P-256`. */
  keyName: z.string().max(40),
  notBefore: Instant,
  notAfter: Instant,
  importedAt: Instant,
  decidedBy: ShortText,
  decidedAt: Instant.nullable(),
  withdrawnAt: Instant.nullable(),
  withdrawReason: LongText,
});
export type PersonCertificate = z.infer<typeof PersonCertificate>;

export const TrustedAuthority = z.object({
  id: Id,
  version: Version,
  subject: z.string().max(2000),
  issuer: z.string().max(2000),
  serial: z.string().max(100),
  fingerprint: z.string().length(64),
  notBefore: Instant,
  notAfter: Instant,
  addedAt: Instant,
  addedBy: ShortText,
  removedAt: Instant.nullable(),
  removedBy: ShortText,
});
export type TrustedAuthority = z.infer<typeof TrustedAuthority>;

export const SignatureVerdict = z.enum([
  'valid',
  /** The signature stands, for another content. */
  'contentChanged',
  /** The signature itself was changed, or is not by the certificate that is kept for it. */
  'broken',
  /** No way to an authority that was trusted when it was made. */
  'untrusted',
  /** The certificate was not valid, or had been withdrawn, when it was made. */
  'notValidThen',
]);
export type SignatureVerdict = z.infer<typeof SignatureVerdict>;

/** One signature as it was checked a moment ago; nothing of the verdict is stored. */
export const SignatureAnswer = z.object({
  /** The author's act, the releasing act, or the released paper itself. */
  of: z.enum(['submit', 'release', 'paper']),
  personName: ShortText,
  at: Instant,
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  verdict: SignatureVerdict,
  /** Withdrawn after it was made: the signature stays valid. */
  withdrawnAt: Instant.nullable(),
});
export type SignatureAnswer = z.infer<typeof SignatureAnswer>;

/** What a person gives for one signature; `keep` spares the next ones until the session ends. */
export const CertificateUse = z.object({ password: z.string().min(1).max(200), keep: z.boolean() });
export type CertificateUse = z.infer<typeof CertificateUse>;
