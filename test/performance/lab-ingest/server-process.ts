// The central server of the bench as a child process; rejects with what it printed when it does not come up.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface ServerProcess {
  server: string;
  accounts: { user: string; password: string; role: string }[];
  enrolmentCode: string;
  stop(): Promise<void>;
}

export async function startServerProcess(dataDir: string, rows: number): Promise<ServerProcess> {
  const script = fileURLToPath(new URL('./run-server.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir, String(rows)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = await new Promise<Omit<ServerProcess, 'stop'>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line));
    });
    void ended.then(() =>
      reject(new Error(`the server ended before it was ready:\n${complaints.slice(-20).join('\n')}`)),
    );
  });
  return {
    ...ready,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
