// Studies between this archive and DICOM peers: sent by C-STORE, found by C-FIND, fetched by C-MOVE or C-GET, as jobs that are watched.
import { z } from 'zod';
import { base, commandInput, Id, Instant, ShortText } from '../kernel/contract.ts';
import { ExternalStudy } from './external.ts';
import { AeTitle, PeerAsk } from './peer-acts.ts';
import { tlsProblems } from './tls-problem.ts';

/** Why nothing could be done with a peer; `status` means that it answered with a failure. */
export const peerProblems = [
  'unreachable',
  'called-ae',
  'calling-ae',
  'rejected',
  'no-context',
  'time-out',
  'broken-off',
  'status',
  'not-allowed',
  'no-door',
  ...tlsProblems,
] as const;
/** `what` is in the words of the peer or of the system. */
export const PeerProblem = z.object({ code: z.enum(peerProblems), what: z.string() });
export type PeerProblem = z.infer<typeof PeerProblem>;

export const TransferPeer = z.object({ aet: AeTitle, description: ShortText, asks: z.array(PeerAsk) });
export type TransferPeer = z.infer<typeof TransferPeer>;

export const transferStates = ['queued', 'running', 'waiting', 'done', 'failed', 'cancelled'] as const;
/**
 * sent: stored there or here. known: the peer has it already. warning: stored, with a remark. refused: answered with a failure.
 * missing: not in this archive any more.
 */
export const itemOutcomes = ['waiting', 'sent', 'known', 'warning', 'refused', 'missing'] as const;
export type ItemOutcome = (typeof itemOutcomes)[number];
/** none: not asked for. asked; confirmed; refused: not for all; unanswered: the peer took no such request or never reported. */
export const commitmentStates = ['none', 'asked', 'confirmed', 'refused', 'unanswered'] as const;

const count = z.number().int().nonnegative();

export const Transfer = z.object({
  id: Id,
  kind: z.enum(['send', 'fetch']),
  aet: z.string(),
  /** waiting: tried in vain, tried again by itself at `nextAt`. */
  state: z.enum(transferStates),
  /** Empty for one that was made by itself, see `auto`. */
  requestedBy: z.string(),
  auto: z.boolean(),
  requestedAt: Instant,
  endedAt: Instant.nullable(),
  nextAt: Instant.nullable(),
  attempts: count,
  /** Objects; for a fetch as far as the peer tells. */
  total: count,
  sent: count,
  known: count,
  warnings: count,
  refused: count,
  problem: PeerProblem.nullable(),
  commitment: z.enum(commitmentStates),
  /** What is moved, for people: name and day of each study. */
  studies: z.array(z.string()),
});
export type Transfer = z.infer<typeof Transfer>;

/** One object of a sending, or one study of a fetch. */
export const TransferItem = z.object({
  uid: z.string(),
  studyUid: z.string(),
  label: z.string(),
  outcome: z.enum(itemOutcomes),
  /** DIMSE status of the last answer; null before. */
  status: z.number().int().nullable(),
  comment: z.string(),
});
export type TransferItem = z.infer<typeof TransferItem>;

export const PeerStudy = ExternalStudy.extend({
  /** Images of it in this archive. */
  here: count,
});
export type PeerStudy = z.infer<typeof PeerStudy>;

const StudyUid = z.string().regex(/^[\d.]{1,64}$/);
const Da = z.string().regex(/^(\d{8})?$/);
/** No wildcard and no list from outside: what is typed is sought, and what begins so. */
const Words = z
  .string()
  .trim()
  .max(64)
  .regex(/^[^\\*?]*$/);

export const FindAtPeer = z.object({
  aet: AeTitle,
  patientId: Words.default(''),
  patientName: Words.default(''),
  accession: Words.default(''),
  /** DA; both empty means every day. */
  from: Da.default(''),
  to: Da.default(''),
});
export type FindAtPeer = z.infer<typeof FindAtPeer>;

const oneTransfer = commandInput({ transferId: Id });

export const transferContract = {
  /** Peers that something is allowed with. */
  transferPeers: base.route({ method: 'GET', path: '/dicom/transfers/peers' }).output(z.array(TransferPeer)),
  /** @throws INPUT_INVALID without any key: nobody lists a whole archive */
  findAt: base
    .route({ method: 'POST', path: '/dicom/transfers/find' })
    .input(FindAtPeer)
    .output(z.object({ studies: z.array(PeerStudy), more: z.boolean(), problem: PeerProblem.nullable() })),
  sendStudies: base
    .route({ method: 'POST', path: '/dicom/transfers/send' })
    .input(commandInput({ aet: AeTitle, studyUids: z.array(StudyUid).min(1).max(100) }))
    .output(Transfer),
  fetchStudies: base
    .route({ method: 'POST', path: '/dicom/transfers/fetch' })
    .input(
      commandInput({
        aet: AeTitle,
        studies: z
          .array(z.object({ uid: StudyUid, patientId: z.string().max(64), label: z.string().max(200) }))
          .min(1)
          .max(100),
      }),
    )
    .output(Transfer),
  /** The last hundred. */
  transfers: base.route({ method: 'GET', path: '/dicom/transfers' }).output(z.array(Transfer)),
  transfer: base
    .route({ method: 'GET', path: '/dicom/transfers/{transferId}' })
    .input(z.object({ transferId: Id }))
    .output(z.object({ transfer: Transfer, items: z.array(TransferItem), more: z.boolean() })),
  cancelTransfer: base.route({ method: 'POST', path: '/dicom/transfers/cancel' }).input(oneTransfer).output(Transfer),
  /** Tries again what was not taken. */
  retryTransfer: base.route({ method: 'POST', path: '/dicom/transfers/retry' }).input(oneTransfer).output(Transfer),
};
