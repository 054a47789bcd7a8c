// What came again under a UID that is here: it is thrown away only when what is here is as safe from a power cut as it is itself.
import { setTimeout } from 'node:timers/promises';
import type { Log } from '../../../kernel/types.ts';
import type { IndexOutcome, IndexWriter } from '../index/index-writer.ts';
import type { ObjectStore, StoredObject } from '../objects/object-store.ts';
import { sameObject } from './same-object.ts';

export interface Arrival {
  sopInstanceUid: string;
  stored: StoredObject;
  outcome: IndexOutcome;
  /** Enters it once more, after what stood in its way has gone. */
  again(): Promise<IndexOutcome>;
}

export interface Twins {
  /** An object is on its way to the disk, its row maybe before it. @returns to be called when it is there or was taken back */
  underWay(path: string): () => void;
  /**
   * What an object is after all. `duplicate`: the other one is on the disk, and this one's file may go.
   * An object whose other one the disk does not have takes its place.
   * @param patient whether another thread may still be writing the other one; it is waited for then
   */
  settled(arrival: Arrival, patient: boolean): Promise<IndexOutcome>;
}

/** How often, and how long all together, an object is looked for that another thread is writing, ms. */
const againMs = 50;
const longestMs = 5000;

export function createTwins(
  objects: Pick<ObjectStore, 'open' | 'flush'>,
  index: Pick<IndexWriter, 'twin' | 'besides' | 'forget'>,
  log: Log,
): Twins {
  const writing = new Map<string, Promise<void>>();
  let comparing: Promise<unknown> = Promise.resolve();

  async function isSafe(path: string): Promise<boolean> {
    // A writer of this thread takes its row back where the disk refuses the file: what it leaves behind is final.
    await writing.get(path);
    return objects.flush(path);
  }

  async function identical({ sopInstanceUid, stored, again }: Arrival, patient: boolean): Promise<IndexOutcome> {
    for (let waited = 0; ; waited += againMs) {
      const twin = await index.twin(sopInstanceUid, stored.sha256);
      if (twin && (await isSafe(twin))) return 'duplicate';
      if (twin && (!patient || waited >= longestMs)) {
        log('error', 'an object of the index was not on the disk; the same one, which came again, takes its place', {
          ...{ sopInstanceUid, missing: twin, path: stored.path },
        });
        await index.forget(twin);
      }
      // Where its writer has taken the other one back, too, this one is new.
      const outcome = await again();
      if (outcome !== 'duplicate') return outcome;
      await setTimeout(againMs);
    }
  }

  /** What came again in another encoding is a duplicate: its row goes, its file with those of duplicates. */
  async function compared({ sopInstanceUid, stored }: Arrival): Promise<IndexOutcome> {
    for (const other of await index.besides(sopInstanceUid, stored.path)) {
      if (!(await sameObject(objects, [stored.path, other])) || !(await isSafe(other))) continue;
      await index.forget(stored.path);
      return 'duplicate';
    }
    return 'differing';
  }

  return {
    underWay(path) {
      const { promise, resolve } = Promise.withResolvers<void>();
      writing.set(path, promise);
      return () => {
        writing.delete(path);
        resolve();
      };
    },
    async settled(arrival, patient) {
      const outcome = arrival.outcome === 'duplicate' ? await identical(arrival, patient) : arrival.outcome;
      if (outcome !== 'differing') return outcome;
      // One after the other: two that are each the other's duplicate must not both give way.
      const turn = comparing.then(() => compared(arrival));
      comparing = turn.catch(() => undefined);
      return turn;
    },
  };
}
