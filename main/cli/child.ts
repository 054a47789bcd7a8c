// A part of the demo in a process of its own: started, waited for until it says ready, started again when it dies, stopped with us.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectDir } from './options.ts';

export interface Part {
  /** What the last start printed when it was ready. */
  ready: Record<string, unknown>;
  pid(): number | undefined;
  stop(): Promise<void>;
}

export interface PartOptions {
  name: string;
  args: string[];
  /** Arguments of a later start, e.g. with the port that the first one took. */
  argsAgain?: (ready: Record<string, unknown>) => string[];
  env?: Record<string, string>;
  log: (level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>) => void;
  /** Called after each start, the first included. */
  onReady?: (ready: Record<string, unknown>) => void;
}

const restartDelayMs = 3000;

/** Runs `yishu ARGS --json`; rejects when the first start fails, with the last lines that it printed. */
export function startPart(options: PartOptions): Promise<Part> {
  let child: ChildProcess;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;

  return new Promise((resolve, reject) => {
    let first = true;
    const part: Part = {
      ready: {},
      pid: () => child.pid,
      stop: () =>
        new Promise((done) => {
          stopping = true;
          clearTimeout(timer);
          if (child.exitCode !== null || child.signalCode !== null) return done();
          child.once('exit', () => done());
          child.kill('SIGTERM');
        }),
    };

    function start(): void {
      const lastLines: string[] = [];
      const args = first ? options.args : (options.argsAgain?.(part.ready) ?? options.args);
      child = spawn(process.execPath, [join(projectDir, 'main/cli/yishu.ts'), ...args, '--json'], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...options.env },
      });
      const { stdout, stderr } = child;
      if (!stdout || !stderr) throw new Error('no pipes');
      createInterface({ input: stdout }).on('line', (line) => {
        if (!line.startsWith('{')) return;
        part.ready = JSON.parse(line) as Record<string, unknown>;
        options.onReady?.(part.ready);
        if (first) resolve(part);
        first = false;
      });
      createInterface({ input: stderr }).on('line', (line) => {
        lastLines.push(line);
        lastLines.splice(0, lastLines.length - 20);
        if (/^(warn|error) /.test(line)) options.log('warn', `${options.name}: ${line}`);
      });
      child.once('exit', (code, signal) => {
        if (stopping) return;
        if (first) {
          reject(new Error(`${options.name} 未能启动 / did not start (${signal ?? code}):\n${lastLines.join('\n')}`));
          return;
        }
        options.log('warn', `${options.name} ended (${signal ?? code}); starting it again`);
        timer = setTimeout(start, restartDelayMs);
      });
    }
    start();
  });
}
