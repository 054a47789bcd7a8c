// One database for a whole test run, made and migrated once; each test server starts on a copy of it. Making the cluster
// and running every migration took two of the two and a half seconds that a test server needs to start, for every file.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase } from '../../server/db/open.ts';

/** Names the data folder with the migrated database, at rest, to the workers; outside a test run it is not set. */
const variable = 'YISHU_TEST_DATABASE_TEMPLATE';

/** With DATABASE_URL there is no folder to copy; without `cp` (Windows) owners and modes would be lost. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.DATABASE_URL || process.platform === 'win32') return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'yishu-template-'));
  const opened = await openDatabase({ dataDir: folder, log: () => undefined });
  await opened.close();
  process.env[variable] = folder;
  return () => rm(folder, { recursive: true, force: true });
}

/** Puts a copy of the template, if there is one, into an empty data folder; each file keeps the owner that the database runs as. */
export async function copyTemplate(dataDir: string): Promise<void> {
  const template = process.env[variable];
  if (template) await promisify(execFile)('cp', ['-a', `${template}/.`, dataDir]);
}
