// The second folder: is it there, is it ours, can it be written. A disc that is not mounted must not look like an empty one.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { replicaProblems } from '../../../../core/imaging/keeping.ts';

export type ReplicaProblem = (typeof replicaProblems)[number];

const markName = 'yishu-replica.json';

export class ReplicaStopped extends Error {
  readonly problem: ReplicaProblem;
  constructor(problem: ReplicaProblem, detail: string) {
    super(detail);
    this.name = 'ReplicaStopped';
    this.problem = problem;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What a failed call to the file system means for copying; null: no matter of the folder. */
export function folderProblem(error: unknown): ReplicaProblem | null {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'disk-full';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EIO':
      return 'not-writable';
    default:
      return null;
  }
}

/** Whether a second copy there would be one: an absolute path that is neither in the archive nor around it. */
export function isApart(folder: string, archive: string): boolean {
  if (!isAbsolute(folder)) return false;
  const [down, up] = [relative(archive, folder), relative(folder, archive)];
  return down !== '' && down.startsWith('..') && up.startsWith('..');
}

/**
 * @param holdsCopies whether copies were made there before: then a folder without our mark is one whose disc is missing
 * @throws ReplicaStopped
 */
export async function checkFolder(folder: string, archiveId: string, holdsCopies: boolean): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw new ReplicaStopped('folder-missing', folder);
  const mark = await readFile(join(folder, markName), 'utf8').catch(() => null);
  if (mark !== null) {
    if (mark.includes(`"${archiveId}"`)) return;
    throw new ReplicaStopped('folder-foreign', `${folder}: the copies of another archive`);
  }
  if (holdsCopies) throw new ReplicaStopped('folder-missing', `${folder}: ${markName} is gone; is the disc mounted?`);
  if ((await readdir(folder)).some((name) => !name.startsWith('.') && name !== 'lost+found')) {
    throw new ReplicaStopped('folder-foreign', `${folder}: it is not empty`);
  }
  try {
    await writeFile(join(folder, markName), `${JSON.stringify({ archive: archiveId })}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new ReplicaStopped(folderProblem(error) ?? 'not-writable', String(error));
  }
}
