// Anchors: positions of the chain with their links, kept in a file outside the database, so that a tail that was cut off is noticed.
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { Clock } from './types.ts';

export interface Anchor {
  pos: number;
  link: string;
}

function anchorFile(dataDir: string): string {
  return join(dataDir, 'audit-anchors.txt');
}

/** One line: time, position, link. Also what is handed to a WORM store or printed. */
export async function readAnchors(dataDir: string): Promise<Anchor[]> {
  const text = await readFile(anchorFile(dataDir), 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .filter((parts) => parts.length === 3)
    .map(([, pos = '', link = '']) => ({ pos: Number(pos), link }));
}

/** Appends the present head, unless it is the last anchor already. */
export async function writeAnchor(db: Kysely<Database>, dataDir: string, clock: Clock): Promise<void> {
  const head = await db
    .selectFrom('audit_link')
    .select(['pos', 'link'])
    .orderBy('pos', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!head || (await readAnchors(dataDir)).at(-1)?.pos === head.pos) return;
  await appendFile(anchorFile(dataDir), `${clock.now().toISOString()} ${head.pos} ${head.link}\n`, { mode: 0o600 });
}
