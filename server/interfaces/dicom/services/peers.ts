// Peers of the archive: who may call us and do what, and where an AE title is reached. Unknown callers are refused.
import type { Kysely } from 'kysely';
import type { PeerAsk } from '../../../../core/imaging/peer-acts.ts';
import { peerActs } from '../../../../core/imaging/peer-contract.ts';
import type { ExamService } from '../../../../core/orders/exam.ts';
import type { Database } from '../../../db/schema.ts';
import { type Admission, type Caller, refusal } from '../ul/negotiation.ts';

/** What a peer may do here. */
export type PeerAct = (typeof peerActs)[number];

export interface Peer {
  aet: string;
  host: string;
  port: number;
  acts: readonly PeerAct[];
  asks: readonly PeerAsk[];
  exams: PeerExams;
}

/** Which exams are a peer's business. */
export interface PeerExams {
  /** Empty: every institution's, in worklists of those without devices of their own. */
  institutionId: string;
  /** Empty: by what it asks for. */
  service: ExamService | '';
}

const allExams: PeerExams = { institutionId: '', service: '' };

export interface PeersOptions {
  db: Kysely<Database>;
  /** Our own AE title. */
  aet: string;
  /** The demo: any AE title from 127.0.0.1 may do everything. */
  anyLoopback: boolean;
  now(): number;
}

const loopback = (address: string) => address === '::1' || address.startsWith('127.');

export interface Peers {
  admit(caller: Caller): Promise<Admission>;
  /** Acts of an admitted caller; empty when it is not admitted any more. */
  actsOf(callingAe: string, address: string): Promise<readonly PeerAct[]>;
  /** What the worklist of a caller holds. */
  examsOf(callingAe: string, address: string): Promise<PeerExams>;
  /** Where C-MOVE and storage commitment reports go; null when nobody configured it. */
  find(aet: string): Promise<Peer | null>;
}

/** A change of the configuration holds after this long at the latest, also on an association that is open. */
const knownForMs = 2000;

export function createPeers({ db, aet, anyLoopback, now }: PeersOptions): Peers {
  const known = new Map<string, { peer: Promise<Peer | null>; until: number }>();
  /** Asked for every object: the answer is kept for a moment. */
  function find(title: string): Promise<Peer | null> {
    const kept = known.get(title);
    if (kept && kept.until > now()) return kept.peer;
    const peer = look(title);
    known.set(title, { peer, until: now() + knownForMs });
    // A peer that was unknown a moment ago may just have been configured.
    peer.then(
      (found) => found ?? known.delete(title),
      () => known.delete(title),
    );
    return peer;
  }
  async function look(title: string): Promise<Peer | null> {
    const row = await db
      .selectFrom('dicom_peer')
      .selectAll()
      .where('aet', '=', title)
      .where('active', '=', true)
      .executeTakeFirst();
    if (!row) return null;
    const { institution_id: institutionId, service } = row;
    return { ...row, exams: { institutionId, service } };
  }
  // A peer whose address is known is only that peer from there: AE titles are no secret.
  const isFrom = ({ host }: Peer, address: string) =>
    host === address || host === '*' || (loopback(host) && loopback(address));
  /** A peer that may do nothing else here still reports on what it was asked to keep. */
  async function reports(callingAe: string, address: string): Promise<boolean> {
    const peer = await find(callingAe);
    return peer ? peer.asks.includes('commitment') && isFrom(peer, address) : false;
  }
  async function actsOf(callingAe: string, address: string): Promise<readonly PeerAct[]> {
    const peer = await find(callingAe);
    if (peer && isFrom(peer, address)) return peer.acts;
    return anyLoopback && loopback(address) ? peerActs : [];
  }
  return {
    find,
    actsOf,
    async examsOf(callingAe, address) {
      const peer = await find(callingAe);
      return peer && isFrom(peer, address) ? peer.exams : allExams;
    },
    async admit({ callingAe, calledAe, address }) {
      const acts = await actsOf(callingAe, address);
      if (acts.length === 0 && !(await reports(callingAe, address)))
        return { ok: false, refusal: refusal.callingAeUnknown };
      // A caller that is trusted by its address may misspell our title; every other one has to know it.
      if (calledAe !== aet && !(anyLoopback && loopback(address)))
        return { ok: false, refusal: refusal.calledAeUnknown };
      return { ok: true };
    },
  };
}
