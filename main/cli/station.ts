// `yishu station`: the host of one workstation in plain Node, and the window that shows it.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { TransportConfig } from '../../core/devices/contract.ts';
import { openStation } from '../node/open-station.ts';
import { startNodeHost } from '../node/start-host.ts';
import { dataDirOf, logTo, portOf, printJson, rendererDir, stopSignal } from './options.ts';

/** Connections that an installation makes sure of, as a JSON file. */
const Connections = z.array(
  z.object({
    id: z.uuid(),
    name: z.string(),
    instrumentId: z.string(),
    driverId: z.string(),
    transport: TransportConfig,
    /** Name of its listener in the line of JSON. */
    listener: z.string().optional(),
  }),
);

export async function station(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      server: { type: 'string' },
      enrol: { type: 'string' },
      data: { type: 'string' },
      port: { type: 'string' },
      connections: { type: 'string' },
      launches: { type: 'string' },
      'no-open': { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  if (!values.server) throw new Error('请指定中心服务器 / name the server: yishu station --server URL');
  const connections = values.connections ? Connections.parse(JSON.parse(readFileSync(values.connections, 'utf8'))) : [];
  const stopped = stopSignal();
  const running = await startNodeHost({
    dataDir: dataDirOf(values.data, 'station'),
    serverUrl: values.server,
    enrolmentCode: values.enrol ?? (process.env.YISHU_ENROLMENT_CODE || undefined),
    rendererDir,
    shell: 'node',
    port: portOf(values.port, 0),
    launches: Number(values.launches ?? 1),
    connections: connections.map(({ listener: _listener, ...connection }) => connection),
    log: logTo(values.json ?? false),
  });
  const addresses = running.host.listeners();
  const listeners = Object.fromEntries(
    connections.flatMap(({ id, listener }) => (listener && addresses[id] ? [[listener, addresses[id]]] : [])),
  );
  if (values.json) printJson({ ready: true, station: running.url, listeners });
  else process.stdout.write(`工作站已就绪 / station ready: ${running.url}\n`);
  if (!values['no-open']) await openStation(running.url);
  await stopped;
  await running.close();
  return 0;
}
