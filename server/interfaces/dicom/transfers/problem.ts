// Why nothing could be done with a peer, as a code that the screen has a sentence for, and whether trying again by itself makes sense.
import type { PeerProblem } from '../../../../core/imaging/transfer-contract.ts';
import { RefusedAddress } from '../../../kernel/outgoing-address.ts';
import { PeerFailure } from '../scu/client.ts';
import { TlsError } from '../tls/connect.ts';
import { AssociationError } from '../ul/errors.ts';
import { refusal } from '../ul/negotiation.ts';
import { rejectText } from '../ul/pdu-types.ts';

/** Thrown where the peer or the configuration stands in the way. */
export class TransferTrouble extends Error {
  readonly problem: PeerProblem;
  /** The peer said that it cannot now. */
  readonly later: boolean;
  constructor(problem: PeerProblem, later = false) {
    super(problem.what);
    this.name = 'TransferTrouble';
    this.problem = problem;
    this.later = later;
  }
}

function codeOf(error: AssociationError): PeerProblem['code'] {
  switch (error.code) {
    case 'not-secured':
      return error instanceof TlsError ? error.problem : 'tls-handshake';
    case 'unreachable':
    case 'time-out':
      return error.code;
    case 'rejected':
      if (error.message === rejectText(refusal.calledAeUnknown)) return 'called-ae';
      if (error.message === rejectText(refusal.callingAeUnknown)) return 'calling-ae';
      return error.message.includes('presentation context') ? 'no-context' : 'rejected';
    case 'aborted-by-peer':
    case 'aborted-here':
    case 'connection-lost':
    case 'protocol':
    case 'released':
      return 'broken-off';
    default:
      return error.code satisfies never;
  }
}

/** @throws what is no trouble with a peer */
export function problemOf(error: unknown): PeerProblem {
  if (error instanceof TransferTrouble) return error.problem;
  if (error instanceof AssociationError) return { code: codeOf(error), what: error.message };
  if (error instanceof PeerFailure) return { code: 'status', what: error.message };
  throw error;
}

/** A title that is wrong stays wrong; a peer that is away comes back, and a certificate is renewed without us. */
export function passes(error: unknown): boolean {
  if (error instanceof TransferTrouble) return error.later;
  if (!(error instanceof AssociationError) || error.cause instanceof RefusedAddress) return false;
  const code = codeOf(error);
  if (code === 'rejected') return error.message.includes('transient');
  return error instanceof TlsError || code === 'unreachable' || code === 'time-out' || code === 'broken-off';
}
