// Which folders are watched: `ecg-inbox` below the data folder, and those that `ecg-folders.json` there names; a page cannot set them.
import { mkdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../kernel/types.ts';
import type { WatchedFolder } from './folder.ts';

const Listed = z.array(
  z.object({
    path: z.string().min(1).refine(isAbsolute, 'an absolute path'),
    name: z.string().max(100).default(''),
    institutionId: z.string().max(64).default(''),
    departmentId: z.string().max(64).default(''),
    deviceCode: z.string().max(64).default(''),
  }),
);

/** The folder of the data folder is there when the server is, and watched whatever is wrong in the file, which is logged. */
export async function watchedFolders(dataDir: string, log: Log): Promise<WatchedFolder[]> {
  const own: WatchedFolder = {
    path: join(dataDir, 'ecg-inbox'),
    name: 'ecg-inbox',
    institutionId: '',
    departmentId: '',
    deviceCode: '',
  };
  // Where it cannot be made, each look at it says so.
  await mkdir(own.path, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const file = join(dataDir, 'ecg-folders.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return [own];
  try {
    const listed = Listed.parse(JSON.parse(text));
    return [own, ...listed.map((folder) => ({ ...folder, name: folder.name || folder.path }))];
  } catch (error) {
    log('error', 'ecg-folders.json is not usable; its folders are not watched', { file, error: String(error) });
    return [own];
  }
}
