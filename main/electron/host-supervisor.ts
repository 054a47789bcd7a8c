// Keeps a host process running: starts it, hands requests to it, starts it again when it dies, stops it in order.
import { MessageChannelMain, type UtilityProcess, utilityProcess } from 'electron';
import { fail } from '../../core/kernel/errors.ts';
import { type BridgeClient, connectBridge } from '../host/bridge/client.ts';
import { electronPort } from '../host/bridge/port.ts';
import type { FromHost, HostStart, ToHost } from './host-messages.ts';

export interface Supervisor {
  /** Waits for the host when it is being started; HOST_STOPPED when it has been stopped or refuses to start. */
  fetch(request: Request): Promise<Response>;
  /** Closes the stores and ends the process; kills it when it does not answer. */
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  entry: string;
  start: HostStart;
  env: Record<string, string | undefined>;
  log(level: 'info' | 'warn' | 'error', message: string): void;
  /** Calls `ring` after `ms`; the answer takes it back. */
  alarm(ring: () => void, ms: number): () => void;
  /** The host said why it cannot run: a person must look. */
  onRefused(reason: string): void;
}

const firstRestartMs = 500;
const longestRestartMs = 30_000;
const waitForHostMs = 30_000;
const stopDeadlineMs = 10_000;
/** Variables that would change what a Node process runs (VS Code strips the same before it forks). */
const dangerous =
  /^(NODE_OPTIONS|NODE_REPL_EXTERNAL_MODULE|NODE_V8_COVERAGE|ELECTRON_RUN_AS_NODE|LD_PRELOAD|DYLD_INSERT_LIBRARIES|YISHU_ATTACH)$/;

export function cleanEnvironment(env: Record<string, string | undefined>): Record<string, string> {
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !dangerous.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

function nextBridge(): PromiseWithResolvers<BridgeClient> {
  const next = Promise.withResolvers<BridgeClient>();
  // Nobody may be waiting when the host is stopped or refuses: that alone is no error.
  next.promise.catch(() => undefined);
  return next;
}

export function superviseHost(options: SupervisorOptions): Supervisor {
  const { entry, start, env, log, alarm, onRefused } = options;
  let child: UtilityProcess | undefined;
  let bridge = nextBridge();
  let isReady = false;
  let failures = 0;
  let state: 'running' | 'stopping' | 'refused' = 'running';
  let cancelRestart = () => {};

  function launch(): void {
    const { port1, port2 } = new MessageChannelMain();
    const client = connectBridge(electronPort(port1));
    const started = utilityProcess.fork(entry, [], {
      serviceName: 'Yishu host',
      env: cleanEnvironment(env),
      execArgv: [],
    });
    child = started;
    started.on('message', (message: FromHost) => {
      switch (message.kind) {
        case 'ready':
          failures = 0;
          isReady = true;
          return bridge.resolve(client);
        case 'refused':
          state = 'refused';
          bridge.reject(fail('HOST_STOPPED', { reason: message.reason }));
          return onRefused(message.reason);
        case 'log':
          return log(message.level, message.message);
        default:
          return message satisfies never;
      }
    });
    started.once('exit', (code) => {
      client.close();
      child = undefined;
      if (state !== 'running') return;
      // What is in flight was rejected by the bridge; what waits for a host goes on waiting for the next one.
      if (isReady) bridge = nextBridge();
      isReady = false;
      scheduleRestart(code);
    });
    started.postMessage({ kind: 'start', start } satisfies ToHost, [port2]);
  }

  function scheduleRestart(code: number): void {
    const delay = Math.min(firstRestartMs * 2 ** failures++, longestRestartMs);
    log('error', `host ended with code ${code}; starting again in ${delay} ms`);
    cancelRestart = alarm(launch, delay);
  }

  async function connected(): Promise<BridgeClient> {
    const late = Promise.withResolvers<never>();
    const cancel = alarm(() => late.reject(fail('HOST_STOPPED')), waitForHostMs);
    try {
      return await Promise.race([bridge.promise, late.promise]);
    } finally {
      cancel();
    }
  }

  launch();

  return {
    async fetch(request) {
      if (state !== 'running') throw fail('HOST_STOPPED');
      const client = await connected();
      return client.fetch(request);
    },
    async stop() {
      if (state === 'stopping') return;
      state = 'stopping';
      cancelRestart();
      bridge.reject(fail('HOST_STOPPED'));
      const ending = child;
      if (!ending) return;
      const ended = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
      const cancelKill = alarm(() => void ending.kill(), stopDeadlineMs);
      ending.postMessage({ kind: 'stop' } satisfies ToHost);
      await ended;
      cancelKill();
    },
  };
}
