// Entry of the utility process: runs the station's engine and answers the fetch bridge, apart from windows and their crashes.
import type { MessagePortMain } from 'electron';
import type { Host } from '../host/api.ts';
import { electronPort } from '../host/bridge/port.ts';
import { serveBridge } from '../host/bridge/server.ts';
import type { FromHost, HostStart, ToHost } from './host-messages.ts';

/** The part of `process.parentPort` that is used here. */
export interface ParentPort {
  postMessage(message: FromHost): void;
  on(event: 'message', listener: (event: { data: ToHost; ports: MessagePortMain[] }) => void): unknown;
}

export type MakeHost = (
  options: HostStart & { shell: 'electron'; log: (level: 'info' | 'warn' | 'error', message: string) => void },
) => Promise<Host>;

/** Serves until `stop`; `exit` ends the process after the stores are closed. */
export function runHostProcess(parent: ParentPort, makeHost: MakeHost, exit: (code: number) => void): void {
  let running: Promise<Host> | undefined;

  async function start(options: HostStart, port: MessagePortMain): Promise<void> {
    const log = (level: 'info' | 'warn' | 'error', message: string) =>
      parent.postMessage({ kind: 'log', level, message });
    try {
      running = makeHost({ ...options, shell: 'electron', log });
      const host = await running;
      serveBridge(electronPort(port), (request) => host.fetch(request));
      parent.postMessage({ kind: 'ready' });
    } catch (error) {
      parent.postMessage({ kind: 'refused', reason: error instanceof Error ? error.message : String(error) });
      exit(1);
    }
  }

  async function stop(): Promise<void> {
    const host = await running?.catch(() => undefined);
    await host?.close();
    exit(0);
  }

  parent.on('message', ({ data, ports }) => {
    switch (data.kind) {
      case 'start':
        if (ports[0] && !running) void start(data.start, ports[0]);
        return;
      case 'stop':
        return void stop();
      default:
        return data satisfies never;
    }
  });
}
