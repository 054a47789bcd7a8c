// A script in a process of its own, which a test may kill.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Child {
  process: ChildProcess;
  /** What it said first; null when it ended without a word. */
  firstLine: Promise<string | null>;
  gone: Promise<void>;
}

export function startChild(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const lines = createInterface({ input: child.stdout });
  const said = new Promise<string>((done) => lines.once('line', done));
  return { process: child, firstLine: Promise.race([said, gone.then(() => null)]), gone };
}
