// `yishu backup`: database and files of a server into a folder, while it runs or not.
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { copyDatabase } from '../../server/db/base-backup.ts';
import { attachEmbeddedPostgres, startEmbeddedPostgres } from '../../server/db/embedded.ts';
import { readDatabaseUrl } from '../../server/db/pool.ts';
import {
  type BackupPage,
  filesFolder,
  keysName,
  notCopied,
  readPage,
  within,
  writePage,
  writeWhole,
} from './backup-form.ts';
import { copyNew, filesIn, removeOthers } from './mirror.ts';
import { dataDirOf, logTo, printJson } from './options.ts';

const run = promisify(execFile);

interface Wish {
  dataDir: string;
  folder: string;
  keysFile: string;
  databaseUrl: string | undefined;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The folder itself, or the server's part of a demo's. */
async function serverFolder(named: string): Promise<string> {
  for (const folder of [named, join(named, 'server')]) if (await exists(join(folder, keysName))) return folder;
  throw new Error(`${named}：不是服务器的数据文件夹 / not the data folder of a server`);
}

async function copyEmbedded(dataDir: string, target: string): Promise<void> {
  const part = `${target}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true, mode: 0o700 });
  const attached = await attachEmbeddedPostgres(dataDir);
  const own = attached ? null : await startEmbeddedPostgres(dataDir, logTo(true));
  try {
    const connection = attached ?? own?.connection;
    if (connection) await copyDatabase(connection, join(dataDir, 'postgres', 'data'), join(part, 'data'));
  } finally {
    await own?.close();
  }
  await writeWhole(join(part, 'password'), await readFile(join(dataDir, 'postgres', 'password'), 'utf8'));
  await rename(part, target);
}

async function dumpForeign(databaseUrl: string, target: string): Promise<void> {
  const { connectionString, schema } = readDatabaseUrl(databaseUrl);
  // Arguments can be seen by everybody on the machine, what stands in the environment by its owner alone.
  const url = new URL(connectionString);
  const secret = url.password ? { PGPASSWORD: decodeURIComponent(url.password) } : {};
  url.password = '';
  const only = schema ? [`--schema=${schema}`] : [];
  const part = `${target}.part`;
  await run('pg_dump', ['--format=custom', ...only, `--file=${part}`, `--dbname=${url.href}`], {
    env: { ...process.env, ...secret },
  }).catch((error: NodeJS.ErrnoException & { stderr?: string }) => {
    if (error.code === 'ENOENT')
      throw new Error('找不到 pg_dump，请安装 PostgreSQL 客户端 / no pg_dump here: install the client of PostgreSQL');
    throw new Error(`pg_dump: ${error.stderr?.trim() || error.message}`);
  });
  await rename(part, target);
}

/**
 * Files, then the database, then what came meanwhile: each file that the copied rows name is there. Files that were gone before the
 * beginning go from the backup at the end, so that nothing that was deleted for good comes back.
 */
async function makeBackup({ dataDir, folder, keysFile, databaseUrl }: Wish, now: Date) {
  const files = join(folder, filesFolder);
  const former = await readPage(folder);
  if (
    !former &&
    (await exists(folder)) &&
    (await readdir(folder)).some((name) => !/^(files|database-.*|backup\.json\.part)$/.test(name))
  )
    throw new Error(`${folder}：不是空文件夹，也不是备份 / neither empty nor a backup`);
  await mkdir(files, { recursive: true, mode: 0o700 });
  await writeWhole(keysFile, await readFile(join(dataDir, keysName), 'utf8'));
  const before = await filesIn(dataDir, notCopied);
  const first = await copyNew(dataDir, before, files);
  const kind = databaseUrl === undefined ? 'folder' : 'dump';
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-');
  const name = `database-${stamp}${kind === 'dump' ? '.dump' : ''}`;
  if (databaseUrl === undefined) await copyEmbedded(dataDir, join(folder, name));
  else await dumpForeign(databaseUrl, join(folder, name));
  const after = await filesIn(dataDir, notCopied);
  const second = await copyNew(dataDir, after, files);
  const page: BackupPage = { form: 1, madeAt: now.toISOString(), database: { kind, name } };
  await writePage(folder, page);
  for (const other of await readdir(folder)) {
    if (other.startsWith('database-') && other !== name)
      await rm(join(folder, other), { recursive: true, force: true });
  }
  const removed = await removeOthers(files, new Map([...before, ...after]));
  const copied = { files: first.files + second.files, bytes: first.bytes + second.bytes };
  return { folder, database: page.database, files: after.size, copied, removed };
}

export async function backup(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' }, keys: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [target, ...more] = positionals;
  if (!target || more.length > 0 || !values.keys) throw new Error('yishu backup DIR --keys FILE [--data DIR] [--json]');
  const dataDir = await serverFolder(dataDirOf(values.data, 'server'));
  const [folder, keysFile] = [resolve(target), resolve(values.keys)];
  if (within(folder, dataDir) || within(dataDir, folder))
    throw new Error(`${folder}：不能放在数据文件夹里 / must not lie in the data folder`);
  if (within(keysFile, folder))
    throw new Error(`${keysFile}：密钥须与备份分开存放 / the keys must be kept apart from the backup`);
  const made = await makeBackup({ dataDir, folder, keysFile, databaseUrl: process.env.DATABASE_URL }, new Date());
  if (values.json) printJson(made);
  else {
    const { copied, files, removed } = made;
    process.stdout.write(
      `已备份 / backed up: ${folder}\n文件 / files: ${files}，本次复制 / copied now ${copied.files} (${(copied.bytes / 1_048_576).toFixed(1)} MB)，删除 / removed ${removed}\n密钥 / keys: ${keysFile}\n`,
    );
  }
  return 0;
}
