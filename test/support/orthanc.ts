// Orthanc beside the tests: an archive that nobody here wrote, with its DICOMweb plugin where that is installed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pairFiles } from './dicom-tls.ts';
import { freePort } from './dicom-tools.ts';
import type { Issued } from './pki.ts';

const program = '/usr/sbin/Orthanc';
const plugin = ['/usr/share/orthanc/plugins', '/usr/lib/orthanc', '/usr/lib/x86_64-linux-gnu/orthanc']
  .map((folder) => join(folder, 'libOrthancDicomWeb.so'))
  .find((path) => existsSync(path));

export const hasOrthancWeb = existsSync(program) && plugin !== undefined;
/** By DIMSE and REST it needs no plugin. */
export const hasOrthanc = existsSync(program);

/** One side of its DICOM: how it is called, and the peers that it knows, by their names in its REST interface. */
export interface OrthancDicom {
  aet: string;
  peers: Record<string, { aet: string; port: number }>;
  /** Over TLS alone, both ways, and with certificates of that authority only. */
  tls?: { own: Issued; authority: Issued };
}

export interface Orthanc {
  /** Port of its DICOM door; 0 when it was started without one. */
  dicomPort: number;
  /** Its own REST interface. @throws with what it says when it refuses */
  rest(path: string, body?: unknown): Promise<unknown>;
  /** Of its DICOMweb service. */
  web: string;
  user: string;
  password: string;
  /** Stores a file; false when Orthanc takes it for no DICOM object. */
  store(file: Uint8Array): Promise<boolean>;
  /** Stops it in the middle of what it does, and lets it go on. */
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  close(): Promise<void>;
}

async function tlsSettings(folder: string, { own, authority }: NonNullable<OrthancDicom['tls']>) {
  const { key, cert } = await pairFiles(folder, 'own', own);
  return {
    DicomTlsEnabled: true,
    DicomTlsCertificate: cert,
    DicomTlsPrivateKey: key,
    DicomTlsTrustedCertificates: (await pairFiles(folder, 'authority', authority)).cert,
    DicomTlsRemoteCertificateRequired: true,
  };
}

export async function startOrthanc(dicom?: OrthancDicom): Promise<Orthanc> {
  const folder = await mkdtemp(join(tmpdir(), 'yishu-orthanc-'));
  const port = await freePort();
  const dicomPort = dicom ? await freePort() : 0;
  const [user, password] = ['yishu', 'a secret of the test'];
  const settings = {
    StorageDirectory: 'db',
    IndexDirectory: 'db',
    HttpPort: port,
    ...(dicom
      ? {
          ...(dicom.tls ? await tlsSettings(folder, dicom.tls) : {}),
          DicomAet: dicom.aet,
          DicomPort: dicomPort,
          // Only who is configured may call, and only by the right title.
          // What it shows of found names goes through this set.
          DefaultEncoding: 'Utf8',
          DicomCheckCalledAet: true,
          DicomAlwaysAllowStore: false,
          DicomAlwaysAllowEcho: false,
          DicomModalities: Object.fromEntries(
            Object.entries(dicom.peers).map(([name, peer]) => [
              name,
              {
                AET: peer.aet,
                Host: '127.0.0.1',
                Port: peer.port,
                AllowStorageCommitment: true,
                UseDicomTls: Boolean(dicom.tls),
              },
            ]),
          ),
          // As some archives do, it keeps the first of two objects with one UID.
          OverwriteInstances: false,
        }
      : { DicomServerEnabled: false }),
    RemoteAccessAllowed: false,
    AuthenticationEnabled: true,
    RegisteredUsers: { [user]: password },
    Plugins: plugin ? [plugin] : [],
    DicomWeb: { Enable: true, Root: '/dicom-web/' },
  };
  await writeFile(join(folder, 'orthanc.json'), JSON.stringify(settings));
  const child = spawn(program, [join(folder, 'orthanc.json')], { stdio: 'ignore', cwd: folder });
  const ended = once(child, 'exit');
  const base = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  const up = async () => (await fetch(`${base}/system`, { headers }).catch(() => null))?.ok ?? false;
  for (let tries = 0; tries < 200 && child.exitCode === null && !(await up()); tries += 1) await pause(50);
  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await ended;
  }
  return {
    dicomPort,
    async rest(path, body) {
      const asked = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
      const answer = await fetch(`${base}${path}`, asked);
      const said = await answer.text();
      if (!answer.ok) throw new Error(`Orthanc ${path}: ${answer.status} ${said}`);
      return JSON.parse(said);
    },
    web: `${base}/dicom-web`,
    user,
    password,
    async store(file) {
      const answer = await fetch(`${base}/instances`, { method: 'POST', headers, body: Buffer.from(file) });
      await answer.body?.cancel();
      return answer.ok;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    async close() {
      if (child.exitCode === null && child.signalCode === null) await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
