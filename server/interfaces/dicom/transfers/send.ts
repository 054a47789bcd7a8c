// One sending: what still waits goes to the peer by C-STORE, and what became of each object is written at once.
import type { ItemOutcome } from '../../../../core/imaging/transfer-contract.ts';
import type { Archive } from '../../../areas/imaging/module.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { status, statusClass } from '../dimse/status.ts';
import { planTrips } from '../scu/contexts.ts';
import type { StoreResult } from '../scu/store.ts';
import { decompressed } from '../services/decompressed.ts';
import { type Decompress, outgoing } from '../services/outgoing.ts';
import { AssociationError } from '../ul/errors.ts';
import { type Item, noteItem, waitingItems } from './jobs.ts';
import { type AskedPeer, answerMs, callPeer } from './peer.ts';
import { TransferTrouble } from './problem.ts';

const rowsAtOnce = 1000;
/** An object that breaks the association twice is left, so that those behind it arrive. */
const breaksAllowed = 2;

/** PS3.4 table B.2-1: A7xx means that the peer is full for now. */
const isFull = (value: number) => value >= 0xa700 && value <= 0xa7ff;

function outcomeOf({ sent, status: value, transferSyntaxUid }: StoreResult): ItemOutcome {
  if (!sent) return transferSyntaxUid === null ? 'refused' : 'missing';
  // Not a status of C-STORE in the standard, but what some archives answer to an object that they have.
  if (value === status.duplicateInstance) return 'known';
  const kind = statusClass(value);
  return kind === 'success' ? 'sent' : kind === 'warning' ? 'warning' : 'refused';
}

async function outgoingItems(kernel: Kernel, archive: Archive, items: readonly Item[]) {
  const rows = new Map<string, Parameters<typeof outgoing>[1]>();
  for (let at = 0; at < items.length; at += rowsAtOnce) {
    const found = await kernel.db
      .selectFrom('imaging_instance')
      .select(['sop_uid', 'sop_class', 'transfer_syntax', 'path'])
      .where(
        'sop_uid',
        'in',
        items.slice(at, at + rowsAtOnce).map(({ uid }) => uid),
      )
      .where('state', '=', 'current')
      .execute();
    for (const row of found) rows.set(row.sop_uid, row);
  }
  const decompress: Decompress = (sopUid, syntaxUid) => decompressed(kernel, archive, { sopUid, syntaxUid });
  return items.flatMap((item) => {
    const row = rows.get(item.uid);
    return row ? [{ ...outgoing(archive.objects, row, decompress), item }] : [];
  });
}

export interface SendParts {
  kernel: Kernel;
  archive: Archive;
  aet: string;
}

/**
 * Resolves when nothing waits any more or `signal` says stop.
 * @throws AssociationError when the peer cannot be reached or breaks off without taking anything, TransferTrouble when it is full
 */
export async function sendWaiting(
  { kernel, archive, aet }: SendParts,
  transferId: string,
  peer: AskedPeer,
  signal: AbortSignal,
): Promise<void> {
  const items = await waitingItems(kernel.db, transferId);
  const instances = await outgoingItems(kernel, archive, items);
  const there = new Set(instances.map(({ item }) => item.position));
  for (const item of items)
    if (!there.has(item.position)) await noteItem(kernel.db, item, { outcome: 'missing', refused: 1 });
  for (const { contexts, instances: waiting } of planTrips(instances)) {
    let breaks = 0;
    while (waiting.length > 0 && !signal.aborted) {
      const client = await callPeer(peer, aet, { contexts, limits: { idleMs: answerMs } });
      try {
        for (let next = waiting[0]; next && !signal.aborted; next = waiting[0]) {
          const result = await client.store(next);
          if (result.sent && isFull(result.status))
            throw new TransferTrouble(
              { code: 'status', what: `0x${result.status.toString(16)} ${result.comment}` },
              true,
            );
          const outcome = outcomeOf(result);
          const taken = outcome === 'sent' || outcome === 'known' || outcome === 'warning';
          await noteItem(kernel.db, next.item, {
            ...{ outcome, status: result.status, comment: result.comment },
            ...{ sent: taken ? 1 : 0, warnings: outcome === 'warning' ? 1 : 0, refused: taken ? 0 : 1 },
          });
          waiting.shift();
          breaks = 0;
        }
      } catch (error) {
        if (!(error instanceof AssociationError)) throw error;
        breaks += 1;
        const [culprit] = waiting;
        if (breaks < breaksAllowed || !culprit) continue;
        await noteItem(kernel.db, culprit.item, { outcome: 'refused', comment: error.message, refused: 1 });
        waiting.shift();
        breaks = 0;
      } finally {
        await client.release();
      }
    }
  }
}
