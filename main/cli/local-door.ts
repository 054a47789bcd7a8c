// How commands on the same machine find a running server: its address and a token of this run, in a file that only its user can read.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Server } from '../../server/app.ts';
import { issueToken } from '../../server/areas/imaging/module.ts';

const fileName = 'door.json';
/** A server that runs longer makes no new token: its file says when to start it again. */
const lifeMs = 400 * 86_400_000;

export interface LocalDoor {
  /** DICOMweb address that carries the token. */
  url: string;
  close(): Promise<void>;
}

export async function openLocalDoor(server: Server, dataDir: string): Promise<LocalDoor> {
  const token = await issueToken(server.kernel, { label: 'this machine', studyUid: null, createdBy: null, lifeMs });
  const url = `${server.url}/dicom-web/~${token}`;
  const file = join(dataDir, fileName);
  await writeFile(file, JSON.stringify({ pid: process.pid, url }), { mode: 0o600 });
  return { url, close: () => rm(file, { force: true }) };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Address of the server that runs on this data folder; null when none does. */
export async function localDoor(dataDir: string): Promise<string | null> {
  const text = await readFile(join(dataDir, fileName), 'utf8').catch(() => null);
  if (text === null) return null;
  const found: unknown = JSON.parse(text);
  if (!found || typeof found !== 'object' || !('url' in found) || !('pid' in found)) return null;
  return typeof found.pid === 'number' && alive(found.pid) ? String(found.url) : null;
}
