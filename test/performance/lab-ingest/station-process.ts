// The host as a user runs it: `yishu station` in a process of its own, with one door for an analyzer; and what the system says of its memory.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectDir } from '../../../main/cli/options.ts';

export interface StationProcess {
  pid: number;
  /** The window's address. */
  url: string;
  /** `host:port` of the analyzer's door. */
  door: string;
  stop(): Promise<void>;
}

export interface StationProcessOptions {
  dataDir: string;
  serverUrl: string;
  enrolmentCode?: string;
  /** Every instrument, or the one that the connection is for. */
  instrumentId?: string;
}

/** Nobody listens there. */
export const noServer = 'http://127.0.0.1:1';

const connectionId = '00000000-0000-4000-8000-00000000be7c';

export async function startStationProcess(options: StationProcessOptions): Promise<StationProcess> {
  const { dataDir, serverUrl, enrolmentCode, instrumentId = 'bench' } = options;
  const connections = `${dataDir}-connections.json`;
  const transport = { kind: 'tcpServer', host: '127.0.0.1', port: 0, allow: [] };
  const door = {
    id: connectionId,
    name: 'bench',
    listener: 'door',
    instrumentId,
    driverId: 'generic-lis02',
    transport,
  };
  writeFileSync(connections, JSON.stringify([door]));
  const child = spawn(
    process.execPath,
    [
      join(projectDir, 'main/cli/yishu.ts'),
      'station',
      ...['--server', serverUrl, '--data', dataDir, '--connections', connections],
      ...['--launches', '10', '--no-open', '--json'],
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(enrolmentCode ? { YISHU_ENROLMENT_CODE: enrolmentCode } : {}) },
    },
  );
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on(
    'line',
    (line) => void (complaints.push(line) > 20 && complaints.shift()),
  );
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = await new Promise<{ station: string; listeners: { door: string } }>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line));
    });
    void ended.then(() => reject(new Error(`the station ended before it was ready:\n${complaints.join('\n')}`)));
  });
  if (child.pid === undefined) throw new Error('the station has no process id');
  return {
    pid: child.pid,
    url: ready.station,
    door: ready.listeners.door,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Resident memory in MB (10^6 bytes) now and at its highest, or null where the system has no /proc. */
export function memoryOf(pid: number): { nowMb: number; highestMb: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (name: string) => (Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024) / 1e6;
    return { nowMb: megabytes('VmRSS'), highestMb: megabytes('VmHWM') };
  } catch {
    return null;
  }
}
