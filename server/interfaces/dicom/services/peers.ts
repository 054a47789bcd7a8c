// Peers of the archive: who may call us and do what, and where an AE title is reached. Unknown callers are refused.
import type { Kysely } from 'kysely';
import type { PeerAsk } from '../../../../core/imaging/peer-acts.ts';
import { peerActs } from '../../../../core/imaging/peer-contract.ts';
import type { ExamService } from '../../../../core/orders/exam.ts';
import type { Database } from '../../../db/schema.ts';
import type { ClientTls } from '../tls/connect.ts';
import type { TlsIdentity } from '../tls/profile.ts';
import { type IncomingFault, type IncomingRule, incomingFault } from '../tls/rules.ts';
import { tlsFor } from '../tls/trust.ts';
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
  rule: IncomingRule;
  /** How it is called; null: in the clear. */
  tls: ClientTls | null;
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
  /** What peers are shown over TLS at this moment. */
  identity(): TlsIdentity | null;
  now(): number;
  /** A peer that is known called in a way that it may not. */
  refused(caller: Caller, why: IncomingFault): void;
}

const loopback = (address: string) => address === '::1' || address.startsWith('127.');

/** Who calls, and how. */
type From = Pick<Caller, 'callingAe' | 'address' | 'secure'>;

export interface Peers {
  admit(caller: Caller): Promise<Admission>;
  /** Acts of an admitted caller; empty when it is not admitted any more. */
  actsOf(caller: From): Promise<readonly PeerAct[]>;
  /** What the worklist of a caller holds. */
  examsOf(callingAe: string, address: string): Promise<PeerExams>;
  /** Where C-MOVE and storage commitment reports go; null when nobody configured it. */
  find(aet: string): Promise<Peer | null>;
}

/** A change of the configuration holds after this long at the latest, also on an association that is open. */
const knownForMs = 2000;

export function createPeers({ db, aet, anyLoopback, identity, now, refused }: PeersOptions): Peers {
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
    const { host, port, acts, asks, institution_id: institutionId, service, incoming, fingerprints } = row;
    return {
      ...{ aet: title, host, port, acts, asks, exams: { institutionId, service } },
      ...{ rule: { incoming, fingerprints }, tls: await tlsFor(db, row, identity()) },
    };
  }
  // A peer whose address is known is only that peer from there: AE titles are no secret.
  const isFrom = ({ host }: Peer, address: string) =>
    host === address || host === '*' || (loopback(host) && loopback(address));
  /** A peer that may do nothing else here still reports on what it was asked to keep. */
  async function reports({ callingAe, address, secure }: From): Promise<boolean> {
    const peer = await find(callingAe);
    if (!peer || !isFrom(peer, address) || incomingFault(peer.rule, secure)) return false;
    return peer.asks.includes('commitment');
  }
  async function actsOf({ callingAe, address, secure }: From): Promise<readonly PeerAct[]> {
    const peer = await find(callingAe);
    if (peer && isFrom(peer, address)) return incomingFault(peer.rule, secure) ? [] : peer.acts;
    return anyLoopback && loopback(address) ? peerActs : [];
  }
  return {
    find,
    actsOf,
    async examsOf(callingAe, address) {
      const peer = await find(callingAe);
      return peer && isFrom(peer, address) ? peer.exams : allExams;
    },
    async admit(caller) {
      const { callingAe, calledAe, address } = caller;
      const peer = await find(callingAe);
      const fault = peer && isFrom(peer, address) ? incomingFault(peer.rule, caller.secure) : null;
      if (fault) {
        refused(caller, fault);
        // Its title is known here: "not recognized" would send people after the wrong mistake.
        return { ok: false, refusal: refusal.noReason };
      }
      const acts = await actsOf(caller);
      if (acts.length === 0 && !(await reports(caller))) return { ok: false, refusal: refusal.callingAeUnknown };
      // A caller that is trusted by its address may misspell our title; every other one has to know it.
      if (calledAe !== aet && !(anyLoopback && loopback(address)))
        return { ok: false, refusal: refusal.calledAeUnknown };
      return { ok: true };
    },
  };
}
