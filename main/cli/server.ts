// `yishu server`: the central server alone; with `--demo` an empty one is filled with made-up people and specimens.
import { parseArgs } from 'node:util';
import { createServer, type ServerOptions } from '../../server/app.ts';
import { createMovableClock, demoEnrolment, seedDemo } from '../../server/demo/seed.ts';
import { dataDirOf, logTo, portOf, printJson, rendererDir, stopSignal } from './options.ts';

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

export async function server(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      data: { type: 'string' },
      'hl7-port': { type: 'string' },
      his: { type: 'string', multiple: true },
      demo: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const stopped = stopSignal();
  const clock = createMovableClock();
  const running = await createServer({
    dataDir: dataDirOf(values.data, 'server'),
    host: values.host ?? '127.0.0.1',
    port: portOf(values.port, 4600),
    hl7Port: portOf(values['hl7-port'], 4601),
    hl7Peers: peersOf(values.his),
    databaseUrl: process.env.DATABASE_URL,
    rendererDir,
    log: logTo(values.json ?? false),
    clock,
  });
  const { url, listeners, firstAdministrator } = running;
  const demo = values.demo
    ? { accounts: await seedDemo(running.kernel, clock), enrolmentCode: await demoEnrolment(running.kernel) }
    : {};
  if (values.json) printJson({ ready: true, server: url, listeners, firstAdministrator, ...demo });
  else {
    process.stdout.write(`中心服务器已就绪 / server ready: ${url}\n`);
    if (firstAdministrator) {
      const { user, password } = firstAdministrator;
      process.stdout.write(`首个管理员（仅显示一次）/ first administrator (shown once): ${user}  ${password}\n`);
    }
  }
  await stopped;
  await running.close();
  return 0;
}
