// What a backup folder holds: `files` as they lie in the data folder, one copy of the database, and a page that says which one counts.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

export const filesFolder = 'files';
const pageName = 'backup.json';

export const BackupPage = z.object({
  form: z.literal(1),
  madeAt: z.string(),
  /** `folder`: of the embedded database, named in the backup; `dump`: a file of pg_dump, for a database of one's own. */
  database: z.object({ kind: z.enum(['folder', 'dump']), name: z.string().regex(/^database-[0-9TZ-]+(\.dump)?$/) }),
});
export type BackupPage = z.infer<typeof BackupPage>;

/** Kept apart: with them the enciphered fields and images can be read. */
export const keysName = 'field-keys.json';

/** Of this run, made again at the start, or copied in another way. */
export const notCopied: ReadonlySet<string> = new Set([
  'postgres',
  'archive-derived',
  'archive-external',
  'door.json',
  keysName,
]);

/** Null where there is no finished backup. @throws when the page is another program's or another version's */
export async function readPage(folder: string): Promise<BackupPage | null> {
  const text = await readFile(join(folder, pageName), 'utf8').catch(() => null);
  if (text === null) return null;
  const read = BackupPage.safeParse(JSON.parse(text));
  if (!read.success) throw new Error(`${folder}/${pageName}：不是本程序的备份 / not a backup of this program`);
  return read.data;
}

/** From now on this copy of the database counts. */
export async function writePage(folder: string, page: BackupPage): Promise<void> {
  await writeWhole(join(folder, pageName), JSON.stringify(page, null, 2));
}

/** The whole text under its name, or the former one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text, { mode: 0o600, flush: true });
  await rename(`${file}.part`, file);
}

/** Whether one lies in the other, or is it. */
export function within(inner: string, outer: string): boolean {
  for (let folder = inner; ; folder = dirname(folder)) {
    if (folder === outer) return true;
    if (dirname(folder) === folder) return false;
  }
}
