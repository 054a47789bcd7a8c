// `yishu server`: the central server alone; with `--demo` an empty one is filled with made-up people and specimens.
import { parseArgs } from 'node:util';
import { createServer, type Server, type ServerOptions } from '../../server/app.ts';
import { seedEcg } from '../../server/demo/ecg.ts';
import { linkDemoStudiesWhenTheyCome } from '../../server/demo/exams.ts';
import { seedImages } from '../../server/demo/images.ts';
import { createMovableClock, demoEnrolment, seedDemo } from '../../server/demo/seed.ts';
import { demoVoice } from './demo-voice.ts';
import { openLocalDoor } from './local-door.ts';
import { dataDirOf, logTo, portOf, printJson, rendererDir, stopSignal } from './options.ts';
import { tlsFiles } from './tls-files.ts';
import { startTlsWatch, type WatchedPair } from './tls-watch.ts';

/** `HIS=10.0.0.5:2575` or `HIS=10.0.0.5:2575,GB 18030-2000`. */
function peersOf(values: string[] | undefined): ServerOptions['hl7Peers'] {
  return (values ?? []).map((value) => {
    const match = /^([^=]+)=(.+):(\d+)(?:,(.+))?$/.exec(value);
    if (!match?.[1] || !match[2] || !match[3]) {
      throw new Error(`--his 的格式 / form of --his: NAME=HOST:PORT[,CHARSET], not “${value}”`);
    }
    return { name: match[1], host: match[2], port: Number(match[3]), charset: match[4] ?? 'UNICODE UTF-8' };
  });
}

/** Origins as browsers name them: scheme, host, port. Nothing else, since they are compared and printed. */
function originsOf(values: string[], option: string): string[] {
  return values.map((value) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash) {
      throw new Error(`${option} 的格式 / form of ${option}: https://HOST[:PORT], not “${value}”`);
    }
    return url.origin;
  });
}

/** Of DICOM over TLS (PS3.8 9.1.1, IANA dicom-tls). */
const registeredTlsPort = 2762;

/** PS3.5 6.2: 1 to 16 characters, no backslash or control character. */
function aeTitle(value: string): string {
  if (/^[\x21-\x5b\x5d-\x7e]{1,16}$/.test(value)) return value;
  throw new Error(`--aet 须为 1 至 16 个 ASCII 字符 / an AE title has 1 to 16 ASCII characters, not “${value}”`);
}

function dicomAddress(aet: string, listening: string | undefined): { aet: string; host: string; port: number } | null {
  const match = /^(.+):(\d+)$/.exec(listening ?? '');
  return match?.[1] ? { aet, host: match[1], port: Number(match[2]) } : null;
}

/** The pairs that were given as files, with what uses them; nothing of a pair that was not. */
function watched(
  { certificates }: Server,
  files: { [File in 'tls-cert' | 'tls-key' | 'dicom-tls-cert' | 'dicom-tls-key']?: string | undefined },
): WatchedPair[] {
  const pair = (option: 'tls' | 'dicom-tls', certificate: WatchedPair['certificate'] | null): WatchedPair[] => {
    const [certFile, keyFile] = [files[`${option}-cert`], files[`${option}-key`]];
    return certFile && keyFile && certificate ? [{ option: `--${option}`, certFile, keyFile, certificate }] : [];
  };
  return [...pair('tls', certificates.web), ...pair('dicom-tls', certificates.dicom)];
}

export async function server(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      data: { type: 'string' },
      'hl7-port': { type: 'string' },
      'dicom-port': { type: 'string' },
      'dicom-tls-port': { type: 'string' },
      'dicom-tls-cert': { type: 'string' },
      'dicom-tls-key': { type: 'string' },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
      aet: { type: 'string' },
      his: { type: 'string', multiple: true },
      'public-origin': { type: 'string', multiple: true },
      'embed-origin': { type: 'string', multiple: true },
      demo: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const stopped = stopSignal();
  const aet = aeTitle(values.aet ?? 'YISHU');
  const dataDir = dataDirOf(values.data, 'server');
  const clock = createMovableClock();
  const dicomTlsPort = values['dicom-tls-port'];
  const certificate = await tlsFiles('--tls', values['tls-cert'], values['tls-key']);
  const dicomCertificate = await tlsFiles('--dicom-tls', values['dicom-tls-cert'], values['dicom-tls-key']);
  const running = await createServer({
    dataDir,
    host: values.host ?? '127.0.0.1',
    port: portOf(values.port, 4600),
    hl7Port: portOf(values['hl7-port'], 4601),
    hl7Peers: peersOf(values.his),
    // The demo takes images from any program on this machine; a hospital says who its devices are.
    dicom: {
      port: values['dicom-port'] === 'off' ? null : portOf(values['dicom-port'], 11112),
      aet,
      anyLoopback: values.demo ?? false,
      ...(dicomTlsPort === undefined
        ? {}
        : { tls: { port: portOf(dicomTlsPort, registeredTlsPort), ...(dicomCertificate ?? {}) } }),
    },
    ...(certificate ? { tls: certificate } : {}),
    publicOrigins: originsOf(
      values['public-origin'] ?? process.env.YISHU_PUBLIC_ORIGIN?.split(/[\s,]+/).filter(Boolean) ?? [],
      '--public-origin',
    ),
    embedOrigins: originsOf(
      values['embed-origin'] ?? process.env.YISHU_EMBED_ORIGIN?.split(/[\s,]+/).filter(Boolean) ?? [],
      '--embed-origin',
    ),
    databaseUrl: process.env.DATABASE_URL,
    rendererDir,
    log: logTo(values.json ?? false),
    clock,
  });
  const { url, listeners, firstAdministrator } = running;
  const stopWatching = await startTlsWatch(watched(running, values), {
    log: running.kernel.log,
    now: () => new Date(),
  });
  const demo = values.demo
    ? { accounts: await seedDemo(running.kernel, clock, demoVoice), enrolmentCode: await demoEnrolment(running.kernel) }
    : {};
  const door = await openLocalDoor(running, dataDir);
  // Who stops the demo at once does not wait for its pictures.
  const over = { now: false };
  void stopped.then(() => {
    over.now = true;
  });
  // Beside the start: reading ten tracings takes seconds, and the stations need none of them to open.
  const tracings = values.demo
    ? seedEcg(running.kernel, url, () => over.now).catch((error: unknown) =>
        running.kernel.log('warn', 'the recordings of the demo could not be handed in', { error: String(error) }),
      )
    : Promise.resolve();
  const images = values.demo
    ? seedImages(running.kernel, door.url, () => over.now).catch((error: unknown) =>
        running.kernel.log('warn', 'the images of the demo could not be handed in', { error: String(error) }),
      )
    : Promise.resolve();
  const stopLinking = values.demo ? linkDemoStudiesWhenTheyCome(running.kernel) : () => undefined;
  const dicom = dicomAddress(aet, listeners.dicom);
  if (values.json) {
    printJson({ ready: true, server: url, listeners, dicom, dicomweb: door.url, firstAdministrator, ...demo });
  } else {
    process.stdout.write(`中心服务器已就绪 / server ready: ${url}\n`);
    if (firstAdministrator) {
      const { user, password } = firstAdministrator;
      process.stdout.write(`首个管理员（仅显示一次）/ first administrator (shown once): ${user}  ${password}\n`);
    }
  }
  await stopped;
  await Promise.all([tracings, images]);
  stopLinking();
  stopWatching();
  await door.close();
  await running.close();
  return 0;
}
