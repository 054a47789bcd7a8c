// Options that several commands share: where data lie, how to wait for the signal to stop, how to print for programs.
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectDir = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export const rendererDir = join(projectDir, 'build', 'renderer');

/** `--data`, else a folder in the user's home. */
export function dataDirOf(value: string | undefined, name: string): string {
  return value ? resolve(value) : join(process.env.YISHU_DATA ?? join(homedir(), '.yishu'), name);
}

/** A port from the command line; throws a clear sentence for anything else. */
export function portOf(value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`端口须为 0 至 65535 的整数 / a port is an integer from 0 to 65535, not “${value}”`);
  }
  return port;
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once. */
export function stopSignal(): Promise<string> {
  return new Promise((done) => {
    let stopping = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        done(signal);
      });
    }
  });
}

/** Log lines go to standard error, so that standard output stays for programs. */
export function logTo(quiet: boolean) {
  return (level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>): void => {
    if (quiet && level === 'info') return;
    process.stderr.write(`${level} ${message}${detail ? ` ${JSON.stringify(detail)}` : ''}\n`);
  };
}
