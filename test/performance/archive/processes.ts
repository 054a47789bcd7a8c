// The two archives of the bench as child processes, in scratch folders of their own, ended by their own pid.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Archive {
  name: string;
  aet: string;
  dicomPort: number;
  /** Root of DICOMweb, without a slash at its end. */
  web: string;
  headers: Record<string, string>;
  stop(): Promise<void>;
}

export interface OwnArchive extends Archive {
  /** The server itself: `<url>/imaging/…`. */
  url: string;
  pid: number;
  /** Resolves when the process has ended, however it did. */
  ended: Promise<void>;
  fill(studies: number): Promise<void>;
  peakBytes(): Promise<number>;
  /** Processor time of the process so far, all threads, ms; without the database's. */
  processorMs(): Promise<number>;
}

/** Users that `fill` makes: of the hospital that reads for a network, and of one of its townships. */
export const benchReaders = { centre: 'bench-centre', township: 'bench-town' };

const orthancProgram = '/usr/sbin/Orthanc';
export const hasOrthanc = existsSync(orthancProgram);
export const hasStorescu = existsSync('/usr/bin/storescu');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

function end(child: ChildProcess): () => Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  };
}

function plugins(): string[] {
  const folders = ['/usr/share/orthanc/plugins', '/usr/lib/orthanc', '/usr/lib/x86_64-linux-gnu/orthanc'];
  const found = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const web = found.find((path) => path.includes('libOrthancDicomWeb'));
  return web ? [web] : [];
}

/** As its makers ship it, but without Nagle: DCMTK leaves it on unless it is told otherwise, and that would cost it ten times. */
export async function startOrthanc(folder: string): Promise<Archive> {
  mkdirSync(folder, { recursive: true });
  const [dicomPort, httpPort] = [await freePort(), await freePort()];
  const config = {
    Name: 'PEER',
    StorageDirectory: 'db',
    IndexDirectory: 'db',
    HttpPort: httpPort,
    DicomPort: dicomPort,
    DicomAet: 'ORTHANC',
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    DicomAlwaysAllowStore: true,
    DicomCheckCalledAet: false,
    HttpThreadsCount: 50,
    Plugins: plugins(),
    DicomWeb: { Enable: true, Root: '/dicom-web/', StudiesMetadata: 'Full', SeriesMetadata: 'Full' },
  };
  const file = join(folder, 'orthanc.json');
  writeFileSync(file, JSON.stringify(config));
  const log = openSync(join(folder, 'orthanc.log'), 'w');
  const child = spawn(orthancProgram, [file], {
    env: { ...process.env, TCP_NODELAY: '1' },
    stdio: ['ignore', log, log],
  });
  const stop = end(child);
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${httpPort}/system`).catch(() => null);
    if (answer?.ok) {
      const web = `http://127.0.0.1:${httpPort}/dicom-web`;
      return { name: 'Orthanc', aet: 'ORTHANC', dicomPort, web, headers: {}, stop };
    }
    await wait(100);
  }
  await stop();
  throw new Error('Orthanc did not come up');
}

/** @param flags of node, for profiles */
export async function startOwn(dataDir: string, flags: string[] = []): Promise<OwnArchive> {
  const script = fileURLToPath(new URL('./run-server.ts', import.meta.url));
  const child = spawn(process.execPath, [...flags, script, dataDir], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const complaints: string[] = [];
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const ready = await new Promise<{ url: string; dicom: string; token: string }>((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => resolve(JSON.parse(line)));
    child.once('exit', () => reject(new Error(`the server ended early:\n${complaints.slice(-20).join('\n')}`)));
  });
  function ask(order: object): Promise<Record<string, unknown>> {
    return new Promise((resolve) => {
      child.once('message', (answer: Record<string, unknown>) => resolve(answer));
      child.send(order);
    });
  }
  return {
    name: 'Yishu',
    aet: 'YISHU',
    dicomPort: Number(ready.dicom.split(':')[1]),
    url: ready.url,
    web: `${ready.url}/dicom-web`,
    headers: { authorization: `Bearer ${ready.token}` },
    pid: child.pid ?? 0,
    ended,
    async fill(studies) {
      const answer = await ask({ order: 'fill', studies });
      if (answer.filled !== true) throw new Error(String(answer.error));
    },
    async peakBytes() {
      return Number((await ask({ order: 'memory' })).peakBytes);
    },
    async processorMs() {
      return Number((await ask({ order: 'processor' })).ms);
    },
    stop: end(child),
  };
}
