// A host in a process of its own, so that tests can kill it: `node run-host.ts DATA_DIR SERVER_URL`, prints its listener.
import { createHost } from '../../main/host/host.ts';
import { fakeDriver } from './fake-driver.ts';
import { connectionId, fastFeed, fastLink, hostOptions } from './host-bench.ts';

const [dataDir = '', serverUrl = ''] = process.argv.slice(2);
const host = await createHost(
  { ...hostOptions(dataDir), serverUrl },
  { drivers: [fakeDriver], linkTimes: fastLink, feedTimes: fastFeed },
);
const timer = setInterval(() => {
  const address = host.listeners()[connectionId];
  if (!address) return;
  clearInterval(timer);
  process.stdout.write(`${JSON.stringify({ address })}\n`);
}, 5);
process.on('SIGTERM', () => void host.close().then(() => process.exit(0)));
