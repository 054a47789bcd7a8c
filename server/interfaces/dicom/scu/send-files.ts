// Sends many files to one peer: contexts made from what they hold, as many associations as those need, a result for each file.
import { type ClientOptions, type DicomClient, openClient } from './client.ts';
import { planTrips } from './contexts.ts';
import { type FileInstance, FileRefused, fileInstance } from './file.ts';
import type { StoreResult } from './store.ts';

export type SentFile =
  | ({ path: string; outcome: 'answered' | 'no-context' | 'unreadable' } & StoreResult)
  | { path: string; outcome: 'refused' | 'broken-off'; comment: string };

export type SendOptions = Omit<ClientOptions, 'contexts'> & {
  onFile?: (result: SentFile, done: number, total: number) => void;
  /** Stops before the next file. */
  signal?: AbortSignal;
};

/** Resolves to one result per path, in the order in which they were sent. Never rejects for what a peer or a file does. */
export async function sendFiles(paths: readonly string[], options: SendOptions): Promise<SentFile[]> {
  const results: SentFile[] = [];
  const note = (result: SentFile): void => {
    results.push(result);
    options.onFile?.(result, results.length, paths.length);
  };
  const instances: FileInstance[] = [];
  for (const path of paths) {
    try {
      instances.push(await fileInstance(path));
    } catch (error) {
      note({ path, outcome: 'refused', comment: error instanceof FileRefused ? error.message : String(error) });
    }
  }
  for (const trip of planTrips(instances)) {
    const waiting = [...trip.instances];
    // A file that makes the peer abort does not take the ones behind it along: they go on a new association.
    while (waiting.length > 0 && !options.signal?.aborted) {
      let client: DicomClient;
      try {
        client = await openClient({ ...options, contexts: trip.contexts });
      } catch (error) {
        for (const { path } of waiting.splice(0)) note({ path, outcome: 'broken-off', comment: String(error) });
        break;
      }
      for (let next = waiting.shift(); next; next = options.signal?.aborted ? undefined : waiting.shift()) {
        const { path } = next;
        try {
          const stored = await client.store(next);
          const outcome = stored.sent ? 'answered' : stored.transferSyntaxUid ? 'unreadable' : 'no-context';
          note({ path, outcome, ...stored });
        } catch (error) {
          note({ path, outcome: 'broken-off', comment: String(error) });
          break;
        }
      }
      await client.release();
    }
    for (const { path } of waiting) note({ path, outcome: 'broken-off', comment: 'Stopped before it was sent.' });
  }
  return results;
}
