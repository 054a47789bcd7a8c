// C-GET and C-MOVE (PS3.4 C.4.2 and C.4.3): one C-STORE per instance, counted, told while it goes on, stopped by C-CANCEL.
import type { OutgoingInstance } from '../scu/contexts.ts';
import type { StoreResult } from '../scu/store.ts';
import { failedInstanceList } from './failed-list.ts';
import { status, statusClass } from './status.ts';

export interface Progress {
  remaining: number;
  completed: number;
  failed: number;
  warnings: number;
}

export interface SubOperationEnd {
  status: number;
  comment?: string;
  counts: Progress;
  /** Failed SOP instance UID list (0008,0058), null when nothing failed. */
  dataSet: Uint8Array | null;
}

export interface SubOperations {
  /** Runs `store` for each and answers those that were not tried, because the association ended or by a cancel. */
  run(
    instances: readonly OutgoingInstance[],
    store: (instance: OutgoingInstance) => Promise<StoreResult>,
  ): Promise<readonly OutgoingInstance[]>;
  /** Counts instances as failed without trying. */
  give(instances: readonly OutgoingInstance[]): void;
  end(comment?: string): SubOperationEnd;
}

export interface SubOperationOptions {
  total: number;
  signal: AbortSignal;
  /** Transfer syntax of the context of the request, in which the failed list is written. */
  transferSyntaxUid: string;
  pending(counts: Progress): Promise<void>;
}

export function createSubOperations({ total, signal, transferSyntaxUid, pending }: SubOperationOptions): SubOperations {
  const counts: Progress = { remaining: total, completed: 0, failed: 0, warnings: 0 };
  const failed: string[] = [];

  function count(instance: OutgoingInstance, result: Pick<StoreResult, 'status'>): void {
    counts.remaining -= 1;
    const outcome = statusClass(result.status);
    if (outcome === 'success') counts.completed += 1;
    else if (outcome === 'warning') counts.warnings += 1;
    else {
      counts.failed += 1;
      failed.push(instance.sopInstanceUid);
    }
  }

  const give = (instances: readonly OutgoingInstance[]): void => {
    for (const instance of instances) count(instance, { status: status.processingFailure });
  };

  return {
    give,
    async run(instances, store) {
      for (const [index, instance] of instances.entries()) {
        if (signal.aborted) return instances.slice(index);
        let over = false;
        try {
          count(instance, await store(instance));
        } catch {
          give([instance]);
          over = true;
        }
        if (counts.remaining > 0) await pending({ ...counts });
        if (over) return instances.slice(index + 1);
      }
      return [];
    },
    end(comment) {
      const told = { counts, comment, dataSet: failedInstanceList(failed, transferSyntaxUid) };
      if (signal.aborted && counts.remaining > 0) return { ...told, status: status.cancel };
      if (counts.failed === 0 && counts.warnings === 0) return { ...told, status: status.success };
      const none = counts.completed === 0 && counts.warnings === 0;
      return { ...told, status: none ? status.cannotPerformSubOperations : status.subOperationsWarning };
    },
  };
}
