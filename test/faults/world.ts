// A hospital for fault tests: the real server and a real host in processes of their own, tubes that wait for results, and their record.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LinkState } from '../../core/devices/contract.ts';
import { createServer } from '../../server/app.ts';
import { createWorkstation } from '../../server/areas/identity/module.ts';
import { isPostgresAlive, readPostmaster } from '../../server/db/postmaster-file.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import { addPeople, type Browser, command, loggedIn } from '../support/server.ts';
import { deliver } from './analyzer.ts';
import { type Child, startChild } from './child.ts';
import { openRecord, type Settled } from './record.ts';
import { until } from './until.ts';

const clock = { now: () => new Date() };
const groups = ['haematology', 'chemistry'];
const instrument = 'sysmex-xn-550';
export const value = '5.12';

export interface Tube {
  barcode: string;
  id: string;
}

export interface World {
  serverDir: string;
  hostDir: string;
  /** A laboratory manager's client; goes on when the server is back. */
  manager: Browser;
  /** Tubes that no test had before. */
  take(count: number): Tube[];
  server(): Child;
  host(): Child;
  startServer(): Promise<void>;
  startHost(crashAt?: string): Promise<void>;
  /** The server ends itself when it has passed these steps one after the other. */
  arm(steps: readonly string[], victim?: 'server' | 'database', signal?: 'SIGKILL' | 'SIGQUIT'): Promise<void>;
  /** Sends results until they are acknowledged; `broken` is called when a line broke, and mends what must be mended. */
  measure(tubes: readonly Tube[], broken: () => Promise<void>): Promise<void>;
  /** Waits until nothing is under way, and gives the record of the server. */
  settled(tubes: readonly Tube[]): Promise<Settled>;
  close(): Promise<void>;
}

/** @param hisPort where messages to the HIS go; 1 is nowhere */
export async function openWorld(tubeCount: number, hisPort = 1): Promise<World> {
  const serverDir = await mkdtemp(join(tmpdir(), 'yishu-fault-server-'));
  const hostDir = await mkdtemp(join(tmpdir(), 'yishu-fault-host-'));
  // Filled in this process, then handed over to one that may be killed.
  const first = await createServer({ dataDir: serverDir, port: 0, log: () => undefined });
  const { port, url } = first;
  await addPeople(first, ['lab-manager'], groups);
  const station = { command: command(clock), name: '故障测试', departmentId: '', labGroups: groups };
  const { enrolmentCode } = await createWorkstation(first.kernel, systemCaller('test'), station);
  const manager = await loggedIn(first, 'lab-manager');
  const unused: Tube[] = [];
  for (let number = 1; number <= tubeCount; number++) {
    const barcode = `F${String(number).padStart(7, '0')}`;
    const id = randomUUID();
    const registered = await manager.api.lab.register({
      command: command(clock),
      barcode,
      specimenId: id,
      patient: { number: `P${barcode}`, name: '测试一', sex: 'male', birthDate: '1980-01-01' },
      visit: { kind: 'outpatient', number: `V${barcode}`, departmentId: 'D1' },
      orderingDoctor: '某医生',
      itemCodes: ['CBC'],
      urgent: false,
      clinicalNote: '',
    });
    await manager.api.lab.receive({ command: command(clock), specimenId: id, expectedVersion: registered.version });
    unused.push({ barcode, id });
  }
  await first.close();

  let server: Child | null = null;
  let host: Child | null = null;
  let address = '';
  function running(child: Child | null): Child {
    if (!child) throw new Error('it was not started');
    return child;
  }

  async function linkOf(child: Child): Promise<LinkState> {
    return LinkState.parse((await child.ask({ question: 'link' }, 'link')).link);
  }

  return {
    serverDir,
    hostDir,
    manager,
    take(count) {
      if (unused.length < count) throw new Error('no tubes left: open the world with more');
      return unused.splice(0, count);
    },
    server: () => running(server),
    host: () => running(host),
    async startServer() {
      server = startChild('run-server.ts', [serverDir, String(port), String(hisPort)]);
      await server.heard('ready');
    },
    async startHost(crashAt = '') {
      host = startChild('run-host.ts', [hostDir, url, enrolmentCode, instrument], { YISHU_CRASH_AT: crashAt });
      address = String((await host.heard('address')).address);
    },
    async arm(steps, victim = 'server', signal = 'SIGKILL') {
      await running(server).ask({ steps, victim, signal }, 'armed');
    },
    async measure(tubes, broken) {
      for (const { barcode } of tubes) {
        for (let attempt = 0; !(await deliver(address, `R|${barcode}|WBC=${value}\n`)); attempt++) {
          if (attempt > 5) throw new Error(`the host does not take ${barcode}`);
          await broken();
        }
      }
    },
    async settled(tubes) {
      const record = await openRecord(serverDir);
      try {
        await until('every result in the record', async () => {
          const seen = await record.read();
          const isThere = tubes.every(({ barcode }) => seen.results.has(barcode));
          return isThere && seen.changesWaiting === 0 && seen.auditWaiting === 0;
        });
        const since = new Date().toISOString();
        await until('an empty outbox and a fresh cache', async () => {
          const link = await linkOf(running(host));
          return link.online && link.waiting === 0 && link.dataAsOf !== null && link.dataAsOf > since;
        });
        const { parked } = await linkOf(running(host));
        return { ledger: await record.read(), chain: await record.chain(), parked };
      } finally {
        await record.close();
      }
    },
    async close() {
      host?.kill();
      server?.kill();
      await Promise.all([host?.ended, server?.ended]);
      // The database of a killed server runs on by itself.
      const postmaster = await readPostmaster(join(serverDir, 'postgres', 'data'));
      if (postmaster && (await isPostgresAlive(postmaster.pid))) {
        process.kill(postmaster.pid, 'SIGKILL');
        await until('the end of the database', async () => !(await isPostgresAlive(postmaster.pid)));
      }
      await rm(serverDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      await rm(hostDir, { recursive: true, force: true });
    },
  };
}
