// DICOM peers of the server: the devices and archives that may call it, and where they are reached.
import { z } from 'zod';
import { base, commandInput, Instant, ShortText } from '../kernel/contract.ts';
import { ExamService } from '../orders/exam.ts';
import { AeTitle, PeerAct, PeerAsk } from './peer-acts.ts';
import { PeerProblem, transferContract } from './transfer-contract.ts';

export { AeTitle, peerActs, peerAsks } from './peer-acts.ts';

/** SHA-256 of a whole certificate. */
export const Fingerprint = z.string().regex(/^[0-9a-f]{64}$/);

/** How a peer may call us: any: in the clear or over TLS; tls: over TLS only; certificate: over TLS and with a certificate of its own. */
export const incomingRules = ['any', 'tls', 'certificate'] as const;

export const DicomPeer = z.object({
  aet: AeTitle,
  /** Address of the device; `*` for one whose address changes: then its AE title alone is believed. */
  host: z.string().trim().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  /** What it may do here. */
  acts: z.array(PeerAct),
  /** What people of the archive may ask of it from here. */
  asks: z.array(PeerAsk).default([]),
  /** Whose exams its worklist holds, and which steps it may report; empty: every institution's, in its worklist of those without devices of their own. */
  institutionId: z.string().trim().max(64).default(''),
  /** Of which service its worklist is; empty: electrocardiograms for who asks for them by their modality, else what radiology does. */
  service: z.enum(['', ...ExamService.options]).default(''),
  description: ShortText,
  active: z.boolean(),
  /** We call it over TLS, at the port above. */
  tls: z.boolean().default(false),
  /** The name in its certificate, where that is not the address; only for calls of ours. */
  certificateName: z.string().trim().max(255).default(''),
  /** Its certificates, when only these are taken, as server and as client; empty: whatever an entered authority vouches for. */
  fingerprints: z.array(Fingerprint).max(4).default([]),
  incoming: z.enum(incomingRules).default('any'),
});
export type DicomPeer = z.infer<typeof DicomPeer>;

const certificateFacts = {
  /** SHA-256, 64 hex digits. */
  fingerprint: z.string(),
  subject: z.string(),
  issuer: z.string(),
  notBefore: Instant,
  notAfter: Instant,
};

/** What holds for all peers that come over TLS. */
export const DicomTransport = z.object({
  /** required: a caller without a certificate that is trusted gets no further than the handshake. */
  clientCertificates: z.enum(['optional', 'required']),
  authorities: z.array(z.object({ ...certificateFacts, addedAt: Instant, addedBy: z.string() })),
  /** Our own certificate, which peers see; null when the TLS port is off. `problem`: why a new one that was laid out is not used; else empty. */
  own: z.object({ ...certificateFacts, problem: z.string() }).nullable(),
});
export type DicomTransport = z.infer<typeof DicomTransport>;

export const dicomContract = {
  ...transferContract,
  peers: base.route({ method: 'GET', path: '/dicom/peers' }).output(
    z.object({
      peers: z.array(DicomPeer),
      /** What a device is told about us; null when the listener is off. */
      own: z
        .object({
          aet: z.string(),
          host: z.string(),
          /** Null: that port is off. */
          port: z.number().int().nullable(),
          tlsPort: z.number().int().nullable(),
        })
        .nullable(),
    }),
  ),
  savePeer: base
    .route({ method: 'POST', path: '/dicom/peers' })
    .input(commandInput({ peer: DicomPeer, isNew: z.boolean() }))
    .output(DicomPeer),
  removePeer: base
    .route({ method: 'POST', path: '/dicom/peers/remove' })
    .input(commandInput({ aet: AeTitle }))
    .output(z.object({ ok: z.literal(true) })),
  /** C-ECHO to the peer. */
  echo: base
    .route({ method: 'POST', path: '/dicom/peers/echo' })
    .input(z.object({ aet: AeTitle }))
    .output(
      z.object({
        answered: z.boolean(),
        milliseconds: z.number(),
        /** Null when it answered. */
        problem: PeerProblem.nullable(),
        /** Protocol and cipher suite; empty in the clear. */
        channel: z.string(),
      }),
    ),
  transport: base.route({ method: 'GET', path: '/dicom/transport' }).output(DicomTransport),
  saveTransport: base
    .route({ method: 'POST', path: '/dicom/transport' })
    .input(commandInput({ clientCertificates: DicomTransport.shape.clientCertificates }))
    .output(DicomTransport),
  /** base64 of PEM with one or several certificates, or of DER with one. @throws INPUT_INVALID when one of them is no authority */
  addAuthorities: base
    .route({ method: 'POST', path: '/dicom/transport/authorities' })
    .input(commandInput({ file: z.base64().max(700_000) }))
    .output(DicomTransport),
  removeAuthority: base
    .route({ method: 'POST', path: '/dicom/transport/authorities/remove' })
    .input(commandInput({ fingerprint: Fingerprint, reason: ShortText.min(2) }))
    .output(DicomTransport),
};
