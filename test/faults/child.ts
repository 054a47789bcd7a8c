// A process of the fault tests: started, spoken to over IPC, killed by its own pid, its last words kept for the failure's text.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Child {
  pid: number;
  /** Sends and waits for the answer that has this key. */
  ask(message: object, key: string): Promise<Record<string, unknown>>;
  /** Waits for a message with this key that comes by itself; one that came before counts. */
  heard(key: string): Promise<Record<string, unknown>>;
  kill(signal?: NodeJS.Signals): void;
  /** The signal or code it ended with. */
  ended: Promise<string>;
  isRunning(): boolean;
}

/** @param script file beside this one */
export function startChild(script: string, args: string[], env: Record<string, string> = {}): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const started: ChildProcess = spawn(process.execPath, [path, ...args], {
    env: { ...process.env, YISHU_TEST: '1', YISHU_CRASH_AT: '', ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const said: string[] = [];
  started.stderr?.on('data', (text: Buffer) => {
    said.push(text.toString('utf8'));
    said.splice(0, said.length - 20);
  });
  let heard: Record<string, unknown>[] = [];
  let listeners: ((message: Record<string, unknown>) => boolean)[] = [];
  started.on('message', (message: Record<string, unknown>) => {
    const before = listeners.length;
    listeners = listeners.filter((take) => !take(message));
    if (listeners.length === before) heard.push(message);
  });
  const ended = new Promise<string>((done) => started.once('exit', (code, signal) => done(signal ?? String(code))));

  function wait(key: string): Promise<Record<string, unknown>> {
    const known = heard.find((message) => key in message);
    if (known) {
      heard = heard.filter((message) => message !== known);
      return Promise.resolve(known);
    }
    return new Promise((resolve, reject) => {
      listeners.push((message) => {
        if (!(key in message)) return false;
        resolve(message);
        return true;
      });
      void ended.then((how) => reject(new Error(`${script} ended (${how}) before it said ${key}:\n${said.join('')}`)));
    });
  }

  return {
    pid: started.pid ?? 0,
    ask(message, key) {
      const answer = wait(key);
      started.send(message, () => undefined);
      return answer;
    },
    heard: wait,
    kill: (signal = 'SIGKILL') => void started.kill(signal),
    ended,
    isRunning: () => started.exitCode === null && started.signalCode === null,
  };
}
