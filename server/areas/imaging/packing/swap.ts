// Puts the packed file in the place of the one that was received, so that at each moment the path opens exactly one whole object.
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Kernel } from '../../../kernel/types.ts';
import { syncFolder } from '../objects/object-store.ts';
import { type Candidate, holdObject, notePacked } from './ledger.ts';

/** For fault tests: before the rename, after it, and when the index knows of it. */
export type SwapStep = 'swap-held' | 'swap-renamed' | 'swap-committed';

/**
 * The path stays: a rename takes the place of the old file in one step of the file system, who has that open reads it to its end, and
 * who has looked its path up finds the new one. The row of the object is held meanwhile: when it was deleted first, nothing is renamed;
 * a deletion that comes second removes what it finds at the path. After a kill between rename and commit the index does not know that
 * the file is packed, and the next round writes it down.
 * @param packed the packed file, on the disk and read back; gone when it returns
 * @returns false when the object is not there any more
 */
export async function swapIn(
  db: Kernel['db'],
  object: Candidate,
  packed: { file: string; storedBytes: number },
  place: { file: string; now(): Date },
  reached: (step: SwapStep) => void,
): Promise<boolean> {
  let done = false;
  try {
    done = await db.transaction().execute(async (tx) => {
      if (!(await holdObject(tx, object))) return false;
      reached('swap-held');
      await rename(packed.file, place.file);
      await syncFolder(dirname(place.file));
      reached('swap-renamed');
      await notePacked(tx, object, packed.storedBytes, place.now());
      return true;
    });
    reached('swap-committed');
    return done;
  } finally {
    if (!done) await rm(packed.file, { force: true });
  }
}
