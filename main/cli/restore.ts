// `yishu restore`: a data folder made from a backup; the database is opened once, and every file that its rows name is looked for.
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../server/db/open.ts';
import { filesFolder, keysName, readPage, writeWhole } from './backup-form.ts';
import { copyNew, filesIn } from './mirror.ts';
import { dataDirOf, logTo, printJson } from './options.ts';

interface Looked {
  /** Of images, recordings and documents in force. */
  named: number;
  /** Below the data folder. */
  missing: string[];
}

/** @param databaseUrl of a database of one's own; the folder's where it is absent */
async function lookedFor(dataDir: string, databaseUrl: string | undefined): Promise<Looked> {
  const { db, close } = await openDatabase({ dataDir, databaseUrl, log: logTo(true) });
  try {
    const images = await db.selectFrom('imaging_instance').select('path').execute();
    const recordings = await db.selectFrom('ecg_recording').select(['store', 'path', 'samples_path']).execute();
    const documents = await db.selectFrom('exam_attachment').select('path').where('removed_at', 'is', null).execute();
    const paths = [
      ...images.map(({ path }) => `archive/${path}`),
      ...recordings.map(({ store, path }) => `${store}/${path}`),
      ...recordings.flatMap(({ samples_path: path }) => (path === null ? [] : [`ecg/${path}`])),
      ...documents.map(({ path }) => `attachments/${path}`),
    ];
    const there = await filesIn(dataDir, new Set(['postgres']));
    const named = new Set(paths);
    return { named: named.size, missing: [...named].filter((path) => !there.has(path)) };
  } finally {
    await close();
  }
}

/** It becomes the data folder by its name, when all is in it. */
async function fill(part: string, folder: string, keysFile: string): Promise<'folder' | 'dump'> {
  const page = await readPage(folder);
  if (!page) throw new Error(`${folder}：没有完成的备份 / no finished backup`);
  const { kind, name } = page.database;
  if (kind === 'dump' && process.env.DATABASE_URL === undefined)
    throw new Error(
      `先用 pg_restore 恢复 ${name}，再以 DATABASE_URL 指明该数据库 / restore ${name} with pg_restore first and name that database in DATABASE_URL`,
    );
  await mkdir(part, { recursive: true, mode: 0o700 });
  if (kind === 'folder') {
    await cp(join(folder, name), join(part, 'postgres'), { recursive: true });
    for (const one of ['', 'data']) await chmod(join(part, 'postgres', one), 0o700);
  }
  await copyNew(join(folder, filesFolder), await filesIn(join(folder, filesFolder)), part);
  await writeWhole(join(part, keysName), await readFile(keysFile, 'utf8'));
  return kind;
}

/** Exit code 3 when a file that a row names is not there. */
export async function restore(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' }, keys: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [source, ...more] = positionals;
  if (!source || more.length > 0 || !values.keys)
    throw new Error('yishu restore DIR --keys FILE [--data DIR] [--json]');
  const dataDir = dataDirOf(values.data, 'server');
  const isThere = await stat(dataDir).catch(() => null);
  if (isThere && (await readdir(dataDir)).length > 0)
    throw new Error(
      `${dataDir} 不是空的：恢复只写入新文件夹 / is not empty: a restore goes into a new folder, name it with --data`,
    );
  const part = `${dataDir}.restoring`;
  await rm(part, { recursive: true, force: true });
  const kind = await fill(part, resolve(source), resolve(values.keys));
  // A database that does not open never gets the folder's name.
  const looked = await lookedFor(part, kind === 'dump' ? process.env.DATABASE_URL : undefined);
  if (isThere) await rm(dataDir, { recursive: true });
  await rename(part, dataDir);
  if (values.json) printJson({ folder: dataDir, ...looked });
  else {
    process.stdout.write(
      `已恢复 / restored: ${dataDir}\n影像、心电与资料文件 / files of images, recordings and documents: ${looked.named}，缺失 / missing ${looked.missing.length}\n`,
    );
    for (const path of looked.missing) process.stdout.write(`  ${path}\n`);
  }
  return looked.missing.length > 0 ? 3 : 0;
}
