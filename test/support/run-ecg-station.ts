// An ECG station in a process of its own, which a test kills while it fetches: `node run-ecg-station.ts DATA_DIR SERVER_URL CODE USER PASSWORD`.
// Somebody logs in and has the worklist on the screen.
import { createHost } from '../../main/host/host.ts';
import { clientOf, fastFeed, fastLink, until } from './host-bench.ts';

const [dataDir = '', serverUrl = '', enrolmentCode = '', user = '', password = ''] = process.argv.slice(2);
const host = await createHost(
  { dataDir, serverUrl, enrolmentCode, rendererDir: dataDir, shell: 'node', diskReserveBytes: 0 },
  { linkTimes: { ...fastLink, timeoutMs: 10_000 }, feedTimes: fastFeed, prefetchQuietMs: 5 },
);
const client = clientOf(host, { value: '' });
await until('the station to be filled', async () => (await client.devices.link()).dataAsOf);
// Who comes in before the server answers is in without it.
await until('the server', async () => (await client.devices.link()).online);
await client.identity.login({ user, password });
process.stdout.write('started\n');
setInterval(() => void client.orders.worklist({ service: 'ecg' }).catch(() => undefined), 100);
