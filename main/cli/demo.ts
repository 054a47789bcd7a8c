// `yishu demo`: a working hospital on this machine: server, bench and analyzers, each in a process of its own, and the window.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fewArenas } from '../node/lean-process.ts';
import { openStation } from '../node/open-station.ts';
import { startPart } from './child.ts';
import { runAnalyzer, serialPair } from './demo-analyzers.ts';
import { demoConnections } from './demo-connections.ts';
import { demoWorld } from './demo-world.ts';
import { openMllpFront, targetOf } from './mllp-front.ts';
import { dataDirOf, logTo, portOf, printJson, projectDir, stopSignal } from './options.ts';

export interface DemoAccount {
  user: string;
  password: string;
  role: string;
}

/** Passwords are made at the first start; the demo keeps them beside its data so that a second start can show them again. */
function accountsOf(dataDir: string, made: DemoAccount[] | undefined): DemoAccount[] {
  const file = join(dataDir, 'accounts.json');
  if (made && made.length > 0) {
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
    return made;
  }
  return JSON.parse(readFileSync(file, 'utf8')) as DemoAccount[];
}

/** A part that does not stop in time is left to the end of the process: the others must stop all the same. */
function within(milliseconds: number, work: Promise<void>): Promise<void> {
  const late = new Promise<void>((done) => setTimeout(done, milliseconds).unref());
  return Promise.race([work, late]);
}

/** The renderer is built by the same script as everywhere; nothing happens when it is up to date. */
function buildRenderer(): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(projectDir, 'scripts/build.mjs')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('exit', (code) => (code === 0 ? done() : failed(new Error(`renderer build failed (${code})`))));
  });
}

export async function demo(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      'no-open': { type: 'boolean' },
      'no-analyzers': { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const stopped = stopSignal();
  const json = values.json ?? false;
  const write = logTo(json);
  let stopping = false;
  void stopped.then(() => {
    stopping = true;
  });
  // Ctrl+C reaches every part at once: what they say of one another while they end is no news.
  const log: typeof write = (...line) => void (stopping || write(...line));
  const say = (text: string): void => void (json ? process.stderr : process.stdout).write(`${text}\n`);
  const dataDir = dataDirOf(values.data, 'demo');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const closers: (() => Promise<void>)[] = [];
  let code = 0;

  try {
    await buildRenderer();
    say('启动中心服务器… / starting the central server…');
    const serverArgs = (port: string, hl7Port: string, dicomPort: string) => [
      'server',
      '--demo',
      '--data',
      join(dataDir, 'server'),
      '--port',
      port,
      '--hl7-port',
      hl7Port,
      '--dicom-port',
      dicomPort,
    ];
    const server = await startPart({
      name: 'server',
      args: serverArgs(String(portOf(values.port, 0)), '0', '0'),
      // A server that died comes back where the stations look for it.
      argsAgain: (ready) =>
        serverArgs(
          new URL(String(ready.server)).port,
          String(targetOf((ready.listeners as Record<string, string>).mllp ?? ':0').port),
          String(targetOf((ready.listeners as Record<string, string>).dicom ?? ':0').port),
        ),
      log,
    });
    closers.unshift(() => server.stop());
    const serverUrl = String(server.ready.server);
    const accounts = accountsOf(dataDir, server.ready.accounts as DemoAccount[] | undefined);

    const pairDir = join(dataDir, 'lines');
    rmSync(pairDir, { recursive: true, force: true });
    mkdirSync(pairDir, { recursive: true });
    const pair = values['no-analyzers'] ? null : serialPair(pairDir);
    if (pair) closers.unshift(async () => pair.stop());

    say('启动检验工作站… / starting the lab bench…');
    const connectionsFile = join(dataDir, 'connections.json');
    writeFileSync(connectionsFile, JSON.stringify(demoConnections(pair?.host ?? null)));
    const station = await startPart({
      name: 'station',
      args: [
        'station',
        '--server',
        serverUrl,
        '--data',
        join(dataDir, 'station'),
        '--connections',
        connectionsFile,
        '--no-open',
        '--launches',
        '50',
      ],
      env: { ...fewArenas, YISHU_ENROLMENT_CODE: String(server.ready.enrolmentCode ?? '') },
      log,
    });
    closers.unshift(() => station.stop());
    const benchListeners = station.ready.listeners as Record<string, string>;
    const hl7 = (server.ready.listeners as Record<string, string>).mllp ?? '';
    const front = await openMllpFront('127.0.0.1', 0, targetOf(benchListeners.mllp ?? ''), targetOf(hl7));
    closers.unshift(() => front.close());
    const listeners = { astm: benchListeners.astm ?? '', mllp: front.address, hl7 };

    if (!values['no-analyzers']) {
      const technician = accounts.find(({ role }) => role === 'lab-technician');
      const world = demoWorld(serverUrl, technician, log);
      const control = {
        specimenId: 'QC-42120802',
        control: { material: 'XN CHECK', lot: '42120802', level: '2' },
        results: [
          { code: 'WBC', value: '6.92', unit: '10*3/uL' },
          { code: 'HGB', value: '128', unit: 'g/L' },
          { code: 'PLT', value: '231', unit: '10*3/uL' },
        ],
      };
      const taken = new Map<string, string>();
      const analyzers = [
        { instrumentId: 'sysmex-xn-550', to: `tcp://${listeners.astm}`, control },
        { instrumentId: 'mindray-bc-5380', to: `tcp://${benchListeners.mllp}` },
        { instrumentId: 'roche-cobas-c311', to: pair ? `serial:${pair.analyzer}` : `tcp://${listeners.astm}` },
        { instrumentId: 'ortho-vitros-3600', to: `tcp://${listeners.astm}` },
      ].map((analyzer) => runAnalyzer(analyzer, world, taken, 12_000));
      closers.unshift(async () => void (await Promise.all(analyzers.map((analyzer) => analyzer.stop()))));
    }

    const stationUrl = String(station.ready.station);
    if (json) {
      const { dicom, dicomweb } = server.ready;
      printJson({ ready: true, server: serverUrl, station: stationUrl, accounts, listeners, dicom, dicomweb });
    } else {
      say(
        `\n医枢演示医院已就绪 / the demo hospital is ready\n  工作站 station  ${stationUrl}\n  服务器 server   ${serverUrl}`,
      );
      for (const account of accounts)
        say(`  ${account.role.padEnd(16)} ${account.user.padEnd(12)} ${account.password}`);
      const { aet, host, port } = server.ready.dicom as { aet: string; host: string; port: number };
      say(
        `  ASTM ${listeners.astm}   MLLP ${listeners.mllp}   DICOM ${aet}@${host}:${port}\n按 Ctrl+C 停止 / Ctrl+C stops\n`,
      );
    }
    if (!values['no-open']) await openStation(stationUrl);
    await stopped;
  } catch (error) {
    process.stderr.write(`yishu demo: ${error instanceof Error ? error.message : String(error)}\n`);
    code = 1;
  }
  for (const close of closers)
    await within(5000, close()).catch((error) => log('warn', 'while stopping', { error: String(error) }));
  return code;
}
