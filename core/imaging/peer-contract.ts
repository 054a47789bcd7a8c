// DICOM peers of the server: the devices and archives that may call it, and where they are reached.
import { z } from 'zod';
import { base, commandInput, ShortText } from '../kernel/contract.ts';

export const peerActs = ['store', 'query', 'retrieve', 'worklist', 'mpps', 'commitment'] as const;
export const PeerAct = z.enum(peerActs);

/** PS3.5 6.2: no backslash, no control characters, 16 at most. */
export const AeTitle = z
  .string()
  .trim()
  .regex(/^[\x21-\x5b\x5d-\x7e]{1,16}$/);

export const DicomPeer = z.object({
  aet: AeTitle,
  /** Address of the device; `*` for one whose address changes: then its AE title alone is believed. */
  host: z.string().trim().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  acts: z.array(PeerAct),
  description: ShortText,
  active: z.boolean(),
});
export type DicomPeer = z.infer<typeof DicomPeer>;

export const dicomContract = {
  peers: base.route({ method: 'GET', path: '/dicom/peers' }).output(
    z.object({
      peers: z.array(DicomPeer),
      /** What a device is told about us; null when the listener is off. */
      own: z.object({ aet: z.string(), host: z.string(), port: z.number().int() }).nullable(),
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
    .output(z.object({ answered: z.boolean(), milliseconds: z.number(), reason: z.string() })),
};
