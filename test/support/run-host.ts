// A host in a process of its own, so that tests can kill it: `node run-host.ts DATA_DIR SERVER_URL [TRANSPORT]`, prints its listener;
// with a transport (JSON) instead of the listener only that it has started.
import { createHost } from '../../main/host/host.ts';
import { fakeDriver } from './fake-driver.ts';
import { connectionId, fastFeed, fastLink, hostOptions } from './host-bench.ts';

const [dataDir = '', serverUrl = '', transport] = process.argv.slice(2);
const options = hostOptions(dataDir);
const connections = transport
  ? (options.connections ?? []).map((one) => ({ ...one, transport: JSON.parse(transport) }))
  : options.connections;
const host = await createHost(
  { ...options, connections, serverUrl },
  { drivers: [fakeDriver], linkTimes: fastLink, feedTimes: fastFeed },
);
const timer = setInterval(() => {
  const address = transport ? 'started' : host.listeners()[connectionId];
  if (!address) return;
  clearInterval(timer);
  process.stdout.write(`${JSON.stringify({ address })}\n`);
}, 5);
process.on('SIGTERM', () => void host.close().then(() => process.exit(0)));
