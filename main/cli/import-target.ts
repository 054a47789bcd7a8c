// Which archive an import goes into: the one that was named, the one that runs here, or one that is opened on a folder for the time of the import.
import { join } from 'node:path';
import { createServer } from '../../server/app.ts';
import { localDoor, openLocalDoor } from './local-door.ts';
import { dataDirOf, logTo } from './options.ts';

/** What the person is told of it; addresses without the token that they carry. */
export type ImportedInto =
  | { kind: 'running'; server: string }
  | { kind: 'opened'; folder: string; firstAdministrator: { user: string; password: string } | null };

export interface ImportTarget {
  /** Its DICOMweb address. */
  url: string;
  into: ImportedInto;
  close(): Promise<void>;
}

/** The running server of this machine: the folder that was named, else the usual ones of server and demo. */
export async function runningDoor(data: string | undefined): Promise<string | null> {
  const folders = data
    ? [dataDirOf(data, ''), join(dataDirOf(data, ''), 'server')]
    : [dataDirOf(undefined, 'server'), join(dataDirOf(undefined, 'demo'), 'server')];
  for (const folder of folders) {
    const url = await localDoor(folder);
    if (url) return url;
  }
  return null;
}

async function opened(data: string | undefined): Promise<ImportTarget> {
  const folder = dataDirOf(data, 'server');
  const server = await createServer({
    dataDir: folder,
    port: 0,
    databaseUrl: process.env.DATABASE_URL,
    log: logTo(true),
  });
  const door = await openLocalDoor(server, folder);
  return {
    url: door.url,
    into: { kind: 'opened', folder, firstAdministrator: server.firstAdministrator },
    async close() {
      await door.close();
      await server.close();
    },
  };
}

export async function importTarget({
  to,
  data,
}: {
  to?: string | undefined;
  data?: string | undefined;
}): Promise<ImportTarget> {
  const url = to ?? (await runningDoor(data));
  if (!url) return opened(data);
  return {
    url,
    into: { kind: 'running', server: URL.canParse(url) ? new URL(url).origin : url },
    close: async () => undefined,
  };
}

/** Said before anything is stored, since a person who meant another server stops it then. */
export function intoText(into: ImportedInto): string {
  if (into.kind === 'running') return `存入 / stored into ${into.server}\n`;
  const { folder, firstAdministrator } = into;
  const lines = [
    `未找到正在运行的服务器，存入目录 / no running server was found; stored into the folder ${folder}`,
    '以后用 yishu server --data 该目录 查看 / to be seen by: yishu server --data FOLDER',
    '要送到正在运行的服务器：同一台电脑用 --data 其数据目录，其他电脑用 --to 其 DICOMweb 地址，或用 storescu 按 DICOM 发送',
    'To a running server instead: --data with its data folder on this machine, --to with its DICOMweb address elsewhere, or storescu',
    ...(firstAdministrator
      ? [
          `新建了一家医院；首个管理员（仅显示一次）/ a hospital was made; its first administrator (shown once): ${firstAdministrator.user}  ${firstAdministrator.password}`,
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
