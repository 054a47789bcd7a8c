// `yishu dicom import`: files from a folder, a disc or a zip into the archive, with a word on every one of them.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from '../../server/app.ts';
import { type Imported, importAll } from './dicom-import.ts';
import { localDoor, openLocalDoor } from './local-door.ts';
import { dataDirOf, logTo, printJson } from './options.ts';

/** The running server of this machine: the folder that was named, else the usual ones of server and demo. */
async function runningDoor(data: string | undefined): Promise<string | null> {
  const folders = data
    ? [dataDirOf(data, ''), join(dataDirOf(data, ''), 'server')]
    : [dataDirOf(undefined, 'server'), join(dataDirOf(undefined, 'demo'), 'server')];
  for (const folder of folders) {
    const url = await localDoor(folder);
    if (url) return url;
  }
  return null;
}

/** No server runs: one is opened on the folder for the time of the import. */
async function ownDoor(data: string | undefined): Promise<{ url: string; close(): Promise<void> }> {
  const dataDir = dataDirOf(data, 'server');
  const server = await createServer({
    dataDir,
    port: 0,
    databaseUrl: process.env.DATABASE_URL,
    log: logTo(true),
  });
  const door = await openLocalDoor(server, dataDir);
  return {
    url: door.url,
    async close() {
      await door.close();
      await server.close();
    },
  };
}

function print(imported: Imported): void {
  const { stored, skipped, refused } = imported;
  for (const { file, reason } of refused) process.stdout.write(`拒收 / refused  ${file}: ${reason}\n`);
  for (const { file, reason } of skipped) process.stdout.write(`跳过 / skipped  ${file}: ${reason}\n`);
  process.stdout.write(
    `已存 / stored ${stored.length}, 跳过 / skipped ${skipped.length}, 拒收 / refused ${refused.length}\n`,
  );
}

/** Exit code 0 when nothing was refused, 3 when something was. */
export async function dicom(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' }, to: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [act, ...paths] = positionals;
  if (act !== 'import' || paths.length === 0) throw new Error('yishu dicom import DIR|ZIP|FILE… [--to URL] [--json]');
  const running = values.to ?? (await runningDoor(values.data));
  const own = running ? null : await ownDoor(values.data);
  try {
    const imported = await importAll(running ?? own?.url ?? '', paths);
    if (values.json) printJson(imported);
    else print(imported);
    return imported.refused.length === 0 ? 0 : 3;
  } finally {
    await own?.close();
  }
}
