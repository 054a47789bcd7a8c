// A peer as transfers call it: where it is, what may be asked of it, and an association with it.

import { explicitLittleEndian, implicitLittleEndian } from '../../../../core/dicom/transfer-syntax.ts';
import type { PeerAsk } from '../../../../core/imaging/peer-acts.ts';
import type { TransferPeer } from '../../../../core/imaging/transfer-contract.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { type ClientOptions, type DicomClient, openClient } from '../scu/client.ts';
import type { PeerAct } from '../services/peers.ts';
import type { ClientTls } from '../tls/connect.ts';
import type { TlsIdentity } from '../tls/profile.ts';
import { tlsFor } from '../tls/trust.ts';
import { systemTimers } from '../ul/timers.ts';
import { TransferTrouble } from './problem.ts';

export interface AskedPeer {
  aet: string;
  host: string;
  port: number;
  acts: readonly PeerAct[];
  asks: readonly PeerAsk[];
  /** Null: in the clear. */
  tls: ClientTls | null;
}

export interface PeerBook {
  db: Kernel['db'];
  /** What peers are shown over TLS; null where this server has no certificate. */
  identity: TlsIdentity | null;
}

export const plainSyntaxes = [explicitLittleEndian, implicitLittleEndian];
/** For an answer to a short question, ms; a peer that prepares a study may take the client's usual time. */
export const answerMs = 60_000;

/** @throws TransferTrouble not-allowed when nobody configured the peer, or not for this */
export async function peerFor({ db, identity }: PeerBook, aet: string, ask: PeerAsk | null): Promise<AskedPeer> {
  const row = await db
    .selectFrom('dicom_peer')
    .select(['aet', 'host', 'port', 'acts', 'asks', 'tls', 'certificate_name', 'fingerprints'])
    .where('aet', '=', aet)
    .where('active', '=', true)
    .executeTakeFirst();
  if (!row) throw new TransferTrouble({ code: 'not-allowed', what: `${aet} is not configured or switched off` });
  if (row.host === '*') throw new TransferTrouble({ code: 'not-allowed', what: `${aet} has no fixed address` });
  if (ask && !row.asks.includes(ask)) throw new TransferTrouble({ code: 'not-allowed', what: `${aet}: ${ask}` });
  const { host, port, acts, asks } = row;
  return { aet, host, port, acts, asks, tls: await tlsFor(db, row, identity) };
}

/** Peers that something may be asked of. */
export async function transferPeers(db: Kernel['db']): Promise<TransferPeer[]> {
  const rows = await db
    .selectFrom('dicom_peer')
    .select(['aet', 'description', 'asks'])
    .where('active', '=', true)
    .where('host', '<>', '*')
    .orderBy('aet')
    .execute();
  return rows.filter(({ asks }) => asks.length > 0);
}

/** @throws AssociationError */
export function callPeer(
  peer: AskedPeer,
  ownAet: string,
  options: Pick<ClientOptions, 'contexts' | 'roles' | 'services' | 'limits'>,
): Promise<DicomClient> {
  return openClient({
    ...options,
    ...{ host: peer.host, port: peer.port, tls: peer.tls, calledAe: peer.aet, callingAe: ownAet, timers: systemTimers },
  });
}
