// One fetch: the peer sends the chosen studies to our own door (C-MOVE), or on the association that asks for them (C-GET).
import { DataSet } from '../../../../core/dicom/data-set.ts';
import { writeDataSet } from '../../../../core/dicom/write.ts';
import type { Archive } from '../../../areas/imaging/module.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { statusClass } from '../dimse/status.ts';
import type { RetrieveProgress } from '../scu/client.ts';
import { classes } from '../services/policy.ts';
import { store } from '../services/store.ts';
import { getContexts } from './get-contexts.ts';
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

/** @throws AssociationError, TransferTrouble */
export async function fetchWaiting(
  { kernel, archive, aet }: FetchParts,
  transferId: string,
  peer: AskedPeer,
  signal: AbortSignal,
): Promise<void> {
  const byMove = peer.asks.includes('move');
  if (byMove) checkMayStore(peer);
  const [, model = ''] = byMove ? classes.move : classes.get;
  const items = await waitingItems(kernel.db, transferId);
  if (items.length === 0) return;
  const query = { abstractSyntax: model, transferSyntaxes: plainSyntaxes };
  const wanted = byMove ? [] : getContexts(1);
  const coming = [...new Set(wanted.map(({ abstractSyntax }) => abstractSyntax))];
  const client = await callPeer(peer, aet, {
    contexts: [query, ...wanted],
    roles: coming.map((sopClassUid) => ({ sopClassUid, scu: false, scp: true })),
    // The peer's own title is the source of what comes, as when it calls us.
    services: byMove ? {} : { store: (request) => store(archive.receive, request) },
  });
  try {
    const transferSyntax = client.syntaxOf(model);
    if (!transferSyntax) throw new TransferTrouble({ code: 'no-context', what: model });
    for (const item of items) {
      if (signal.aborted) return;
      const identifier = writeDataSet(
        new DataSet().set('QueryRetrieveLevel', 'STUDY').set('StudyInstanceUID', item.study_uid),
        { transferSyntax },
      );
      const progress = byMove ? client.move(model, aet, identifier, signal) : client.get(model, identifier, signal);
      for await (const step of progress) {
        const change = changeOf(step, item);
        // What a person stopped waits; it is neither taken nor refused.
        if (step.last && signal.aborted) delete change.outcome;
        await noteItem(kernel.db, item, change);
      }
    }
  } finally {
    await client.release();
  }
}
