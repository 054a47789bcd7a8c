// Starts `yishu demo` as a user would and waits for its line of JSON; stops it again, the whole group.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface DemoReady {
  ready: true;
  server: string;
  station: string;
  accounts: { user: string; password: string; role: string }[];
  listeners: { astm: string; mllp: string; hl7: string };
  /** Where modalities send to. */
  dicom: { aet: string; host: string; port: number };
  /** Base address with a token of this run. */
  dicomweb: string;
}

export interface RunningDemo extends DemoReady {
  dataDir: string;
  account(role: string): { user: string; password: string };
  /** Kills the server as a power cut would; the demo starts it again. */
  killServer(): void;
  stop(): Promise<void>;
}

const project = fileURLToPath(new URL('../../', import.meta.url));

/** Processes whose command line has the text; Linux, without the tools that a bare machine lacks. */
function pidsOf(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text);
      } catch {
        // Ended meanwhile.
        return false;
      }
    })
    .map(Number);
}

/** `analyzers: false` leaves the simulated analyzers out, so that a test plays its own. */
export async function startDemo(options: { analyzers: boolean; dataDir?: string }): Promise<RunningDemo> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'yishu-demo-'));
  const child = spawn(
    process.execPath,
    [
      join(project, 'main/cli/yishu.ts'),
      'demo',
      '--json',
      '--no-open',
      '--data',
      dataDir,
      ...(options.analyzers ? [] : ['--no-analyzers']),
    ],
    { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = await new Promise<DemoReady>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line) as DemoReady);
    });
    void ended.then(() => reject(new Error(`yishu demo ended before it was ready:\n${lines.slice(-30).join('\n')}`)));
  });
  return {
    ...ready,
    dataDir,
    account(role) {
      const account = ready.accounts.find((one) => one.role === role);
      if (!account) throw new Error(`the demo has no account with the role ${role}`);
      return account;
    },
    killServer() {
      for (const pid of pidsOf(`server --demo --data ${dataDir}/server`)) process.kill(pid, 'SIGKILL');
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
