// The host in plain Node: the engine, its loopback port, and what both need to find each other again after a restart.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Host, HostOptions } from '../host/api.ts';
import { createHost, type HostSeams } from '../host/host.ts';
import { createLaunchTokens } from './launch-token.ts';
import { openLoopback } from './loopback-server.ts';

export interface NodeHostOptions extends HostOptions {
  /** 0 or absent: the port of the last time, else a free one. */
  port?: number;
  /** How many windows the launch address opens. Default 1. */
  launches?: number;
}

export interface NodeHost {
  /** Opens the station's window; holds a launch token. */
  url: string;
  port: number;
  host: Host;
  close(): Promise<void>;
}

const Remembered = z.object({ port: z.number().int(), cookies: z.array(z.string()) });

async function remembered(path: string): Promise<z.infer<typeof Remembered>> {
  try {
    return Remembered.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Nothing is lost with it but a port number and who had a window open.
    return { port: 0, cookies: [] };
  }
}

/** @throws StoreError when another host runs on the folder, or the stores were written by a newer Yishu */
export async function startNodeHost(options: NodeHostOptions, seams: HostSeams = {}): Promise<NodeHost> {
  const host = await createHost(options, seams);
  try {
    const path = join(options.dataDir, 'loopback.json');
    const last = await remembered(path);
    const tokens = createLaunchTokens(options.launches ?? 1, last.cookies);
    const remember = () =>
      writeFile(path, JSON.stringify({ port: loopback.port, cookies: tokens.hashes() }), { mode: 0o600 });
    const loopback = await openLoopback({
      fetch: host.fetch,
      tokens,
      port: options.port || last.port,
      onLaunch: () => void remember().catch(() => undefined),
    });
    await remember();
    return {
      url: loopback.launchUrl,
      port: loopback.port,
      host,
      async close() {
        await loopback.close();
        await host.close();
      },
    };
  } catch (error) {
    await host.close();
    throw error;
  }
}
