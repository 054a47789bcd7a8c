// A host with the made-up analyzer on a real server: `node run-host.ts DATA_DIR SERVER_URL ENROLMENT_CODE INSTRUMENT`.
// Says where it listens, and how its link stands when it is asked.
import { createHost } from '../../main/host/host.ts';
import { fakeDriver } from '../support/fake-driver.ts';
import { clientOf, connectionId, fastFeed, fastLink, hostOptions } from '../support/host-bench.ts';

const [dataDir = '', serverUrl = '', enrolmentCode = '', instrumentId = ''] = process.argv.slice(2);
const usual = hostOptions(dataDir);
const host = await createHost(
  {
    ...usual,
    serverUrl,
    enrolmentCode,
    connections: usual.connections?.map((connection) => ({ ...connection, instrumentId })),
  },
  { drivers: [fakeDriver], linkTimes: fastLink, feedTimes: fastFeed },
);
const client = clientOf(host, { value: '' });
process.on('message', () => {
  void client.devices.link().then((link) => process.send?.({ link }));
});
const timer = setInterval(() => {
  const address = host.listeners()[connectionId];
  if (!address) return;
  clearInterval(timer);
  process.send?.({ address });
}, 5);
process.on('SIGTERM', () => void host.close().then(() => process.exit(0)));
