// How many instances a second an archive takes from storescu, on one association or several at once.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeCtSeries } from './ct-files.ts';
import type { Archive } from './processes.ts';

const run = promisify(execFile);

export interface RateOptions {
  /** Where the files are made; each measurement has its own UIDs and its own files. */
  scratch: string;
  associations: number;
  /** Instances of each association. */
  count: number;
  /** The client waits for small segments to be acknowledged, as Debian's storescu does unless told otherwise. */
  nagle: boolean;
}

/** Rejects when storescu reports an object that was not taken. */
export async function storeRate(archive: Archive, options: RateOptions): Promise<number> {
  const { scratch, associations, count, nagle } = options;
  const series = Array.from({ length: associations }, (_, at) => writeCtSeries(join(scratch, `send-${at}`), count));
  // The files' own way to the disk must not be counted: a journal commit takes them along.
  await run('sync');
  const env = nagle ? process.env : { ...process.env, TCP_NODELAY: '1' };
  const began = performance.now();
  await Promise.all(
    series.map(({ folder }) =>
      run('storescu', ['-aec', archive.aet, '127.0.0.1', String(archive.dicomPort), '+sd', folder], { env }),
    ),
  );
  return (associations * count * 1000) / (performance.now() - began);
}

export async function sendSeries(archive: Archive, { folder }: { folder: string }): Promise<void> {
  const env = { ...process.env, TCP_NODELAY: '1' };
  await run('storescu', ['-aec', archive.aet, '127.0.0.1', String(archive.dicomPort), '+sd', folder], { env });
}
