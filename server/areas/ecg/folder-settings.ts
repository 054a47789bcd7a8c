// Which folders are watched: `ecg-inbox` below the data folder, and those that `ecg-folders.json` there names; a page cannot set them.
import { readFile } from 'node:fs/promises';
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

/** What is wrong in the file is logged, and the folders of the data folder are watched all the same. */
export async function watchedFolders(dataDir: string, log: Log): Promise<WatchedFolder[]> {
  const own: WatchedFolder = {
    path: join(dataDir, 'ecg-inbox'),
    name: 'ecg-inbox',
    institutionId: '',
    departmentId: '',
    deviceCode: '',
  };
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
