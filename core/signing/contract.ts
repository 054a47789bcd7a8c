// Certificates: a person's own, the administrator's list of them, trusted authorities and what each service asks for.
import { z } from 'zod';
import { base, commandInput, Id, Instant, LongText, Version } from '../kernel/contract.ts';
import { PersonCertificate, ServicePolicy, TrustedAuthority } from './model.ts';
import { SigningReason } from './reasons.ts';

/** Base64; a key with some certificates is a few thousand bytes. */
const File = z.base64().min(4).max(700_000);
const about = { certificateId: Id, expectedVersion: Version };

export const MyCertificates = z.object({
  certificates: z.array(PersonCertificate),
  policies: z.array(ServicePolicy),
  /** The one to sign with, or why there is none. */
  usable: z.union([z.object({ certificateId: Id }), z.object({ reason: SigningReason })]),
  /** The password need not be given again in this session. */
  kept: z.boolean(),
  lockedUntil: Instant.nullable(),
});
export type MyCertificates = z.infer<typeof MyCertificates>;

export const signingContract = {
  mine: base.route({ method: 'GET', path: '/signing/mine' }).output(MyCertificates),
  /** The file is kept encrypted as it is; the password opens it once, to look inside, and is not kept. */
  importMine: base
    .route({ method: 'POST', path: '/signing/mine' })
    .input(commandInput({ file: File, password: z.string().max(200) }))
    .output(PersonCertificate),
  withdrawMine: base
    .route({ method: 'POST', path: '/signing/mine/withdraw' })
    .input(commandInput({ ...about, reason: LongText.min(2) }))
    .output(PersonCertificate),
  /** Asks for the password again from the next signature on. */
  forget: base.route({ method: 'POST', path: '/signing/mine/forget' }).output(z.object({ ok: z.literal(true) })),
  certificates: base.route({ method: 'GET', path: '/signing/certificates' }).output(z.array(PersonCertificate)),
  approve: base
    .route({ method: 'POST', path: '/signing/certificates/approve' })
    .input(commandInput(about))
    .output(PersonCertificate),
  withdraw: base
    .route({ method: 'POST', path: '/signing/certificates/withdraw' })
    .input(commandInput({ ...about, reason: LongText.min(2) }))
    .output(PersonCertificate),
  authorities: base.route({ method: 'GET', path: '/signing/authorities' }).output(z.array(TrustedAuthority)),
  /** PEM with one or several, or DER. */
  addAuthorities: base
    .route({ method: 'POST', path: '/signing/authorities' })
    .input(commandInput({ file: File }))
    .output(z.array(TrustedAuthority)),
  removeAuthority: base
    .route({ method: 'POST', path: '/signing/authorities/remove' })
    .input(commandInput({ authorityId: Id, expectedVersion: Version, reason: LongText.min(2) }))
    .output(TrustedAuthority),
  policies: base.route({ method: 'GET', path: '/signing/policies' }).output(z.array(ServicePolicy)),
  savePolicy: base
    .route({ method: 'POST', path: '/signing/policies' })
    .input(commandInput({ policy: ServicePolicy.omit({ version: true }), expectedVersion: Version }))
    .output(ServicePolicy),
};
