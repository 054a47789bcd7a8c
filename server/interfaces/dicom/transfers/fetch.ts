// One fetch: the peer sends the chosen studies to our own door (C-MOVE), or on the association that asks for them (C-GET).
import { DataSet } from '../../../../core/dicom/data-set.ts';
import { writeDataSet } from '../../../../core/dicom/write.ts';
import type { Archive } from '../../../areas/imaging/module.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { statusClass } from '../dimse/status.ts';
import type { RetrieveProgress } from '../scu/client.ts';
import type { WantedContext } from '../scu/contexts.ts';
import { classes } from '../services/policy.ts';
import { store } from '../services/store.ts';
import { getContexts, otherSyntaxes } from './get-contexts.ts';
import { type Item, type ItemChange, noteItem, waitingItems } from './jobs.ts';
import { type AskedPeer, callPeer, plainSyntaxes } from './peer.ts';
import { TransferTrouble } from './problem.ts';

export interface FetchParts {
  kernel: Kernel;
  archive: Archive;
  aet: string;
}

/** @throws TransferTrouble not-allowed when the peer may not store here, so that its C-STORE would be refused one by one */
function checkMayStore(peer: AskedPeer): void {
  if (peer.acts.includes('store')) return;
  throw new TransferTrouble({ code: 'not-allowed', what: `${peer.aet}: store` });
}

function changeOf(progress: RetrieveProgress, before: Item): ItemChange {
  const { completed, failed, warnings, remaining, status, comment, last } = progress;
  const sent = (completed ?? 0) + (warnings ?? 0);
  const refused = failed ?? 0;
  const total = Math.max(before.total, sent + refused + (remaining ?? 0));
  const counts = { total, sent, warnings: warnings ?? 0, refused };
  if (!last) return counts;
  const kind = statusClass(status);
  // "Success" without a single object: the peer does not have the study any more.
  if (kind === 'success')
    return { ...counts, status, comment, outcome: sent > 0 || completed === null ? 'sent' : 'missing' };
  if (kind === 'warning' && sent > 0 && refused === 0) return { ...counts, status, comment, outcome: 'warning' };
  return { ...counts, status, comment, outcome: 'refused', refused: Math.max(refused, 1) };
}

/** What came of the study that is asked for, by SOP instance UID: a second association adds to it. */
interface Came {
  item: Item;
  total: number;
  sent: Set<string>;
  warned: Set<string>;
}

/** Counts of both associations together. */
function changeOfBoth({ total, sent, warned }: Came, { status, comment, last }: RetrieveProgress): ItemChange {
  const refused = Math.max(0, total - sent.size);
  const counts = { total: Math.max(total, sent.size), sent: sent.size, warnings: warned.size, refused };
  if (!last) return counts;
  if (refused > 0) return { ...counts, status, comment, outcome: 'refused' };
  return { ...counts, status: 0, comment: '', outcome: warned.size > 0 ? 'warning' : 'sent' };
}

interface Round {
  parts: FetchParts;
  peer: AskedPeer;
  signal: AbortSignal;
  /** Contexts for what comes on this association; none where the peer calls us. */
  coming: readonly WantedContext[];
}

/**
 * One association that asks for study after study.
 * @param again the second one, for what did not come by the first
 * @returns studies of which something did not come, and the contexts by which it may
 */
async function ask(
  { parts, peer, signal, coming }: Round,
  studies: readonly Came[],
  again: boolean,
): Promise<{ left: Came[]; others: WantedContext[] }> {
  const { kernel, archive, aet } = parts;
  const byMove = coming.length === 0;
  const [, model = ''] = byMove ? classes.move : classes.get;
  let current: Came | null = null;
  const client = await callPeer(peer, aet, {
    contexts: [{ abstractSyntax: model, transferSyntaxes: plainSyntaxes }, ...coming],
    roles: [...new Set(coming.map(({ abstractSyntax }) => abstractSyntax))].map((sopClassUid) => ({
      ...{ sopClassUid, scu: false, scp: true },
    })),
    // The peer's own title is the source of what comes, as when it calls us.
    services: byMove
      ? {}
      : {
          async store(request) {
            const answer = await store(archive.receive, request);
            const kind = statusClass(answer.status);
            if (kind === 'success' || kind === 'warning') current?.sent.add(request.sopInstanceUid);
            if (kind === 'warning') current?.warned.add(request.sopInstanceUid);
            return answer;
          },
        },
  });
  const left: Came[] = [];
  const others = byMove || again ? [] : otherSyntaxes(client.contexts, 1);
  try {
    const transferSyntax = client.syntaxOf(model);
    if (!transferSyntax) throw new TransferTrouble({ code: 'no-context', what: model });
    for (const study of studies) {
      if (signal.aborted) break;
      const { item } = study;
      current = study;
      const identifier = writeDataSet(
        new DataSet().set('QueryRetrieveLevel', 'STUDY').set('StudyInstanceUID', item.study_uid),
        { transferSyntax },
      );
      const progress = byMove ? client.move(model, aet, identifier, signal) : client.get(model, identifier, signal);
      for await (const step of progress) {
        const change = again ? changeOfBoth(study, step) : changeOf(step, item);
        study.total = Math.max(study.total, change.total ?? 0);
        // What a person stopped waits; it is neither taken nor refused.
        if (step.last && signal.aborted) delete change.outcome;
        if (change.outcome === 'refused' && (step.failed ?? 0) > 0 && others.length > 0) {
          delete change.outcome;
          left.push(study);
        }
        await noteItem(kernel.db, item, change);
      }
    }
  } finally {
    await client.release();
  }
  return { left, others };
}

/** @throws AssociationError, TransferTrouble */
export async function fetchWaiting(
  parts: FetchParts,
  transferId: string,
  peer: AskedPeer,
  signal: AbortSignal,
): Promise<void> {
  const byMove = peer.asks.includes('move');
  if (byMove) checkMayStore(peer);
  const items = await waitingItems(parts.kernel.db, transferId);
  if (items.length === 0) return;
  const studies = items.map((item) => ({
    item,
    total: item.total,
    sent: new Set<string>(),
    warned: new Set<string>(),
  }));
  const coming = byMove ? [] : getContexts(1);
  const { left, others } = await ask({ parts, peer, signal, coming }, studies, false);
  if (left.length > 0 && !signal.aborted) await ask({ parts, peer, signal, coming: others }, left, true);
}
