// The thread that reads database files: a slow disk or a long sort never keeps the host from acknowledging an analyzer.
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseConfig } from '../../../core/devices/database-config.ts';
import { type Place, SourceError, type SourceRow } from './ask.ts';
import { dbfSource } from './dbf-source.ts';
import { sqliteSource } from './sqlite-source.ts';

export interface FileRequest {
  id: number;
  after: Place | null;
  limit: number;
}
export type FileReply =
  | { id: number; rows: SourceRow[] }
  | { id: number; failure: { code: string; message: string; wait: boolean } };

const port = parentPort;
if (port === null) throw new Error('source-worker.ts runs as a worker thread only');
const config = workerData as DatabaseConfig;
const { source } = config;
if (source.type === 'postgres') throw new Error('only files are read here');
const rows =
  source.type === 'sqlite'
    ? sqliteSource(source.path, config)
    : dbfSource(source.path, source.encoding, config.sinceColumn);

port.on('message', ({ id, after, limit }: FileRequest) => {
  rows.read(after, limit).then(
    (found) => port.postMessage({ id, rows: found } satisfies FileReply),
    (error: unknown) => {
      const { code, message, wait } =
        error instanceof SourceError ? error : new SourceError('DATABASE_READ', String(error), true);
      port.postMessage({ id, failure: { code, message, wait } } satisfies FileReply);
    },
  );
});
