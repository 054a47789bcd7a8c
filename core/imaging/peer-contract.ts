// DICOM peers of the server: the devices and archives that may call it, and where they are reached.
import { z } from 'zod';
import { base, commandInput, ShortText } from '../kernel/contract.ts';
import { ExamService } from '../orders/exam.ts';
import { AeTitle, PeerAct, PeerAsk } from './peer-acts.ts';
import { transferContract } from './transfer-contract.ts';

export { AeTitle, peerActs, peerAsks } from './peer-acts.ts';

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
});
export type DicomPeer = z.infer<typeof DicomPeer>;

export const dicomContract = {
  ...transferContract,
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
