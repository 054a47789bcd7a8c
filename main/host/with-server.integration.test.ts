// The host against the real server and a real driver: register, receive, measure, with the server killed and started again between.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { driverById } from '../../device-drivers/drivers/index.ts';
import { createServer, type Server } from '../../server/app.ts';
import { createWorkstation, saveDepartment } from '../../server/areas/identity/module.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import { clientOf, fastFeed, fastLink, temporaryFolder, until } from '../../test/support/host-bench.ts';
import { addPeople, command, startTestServer, type TestServer, testPassword } from '../../test/support/server.ts';
import { openLine } from '../cli/line.ts';
import { createPlayer } from '../cli/play.ts';
import type { Host } from './api.ts';
import { createHost } from './host.ts';

const connectionId = randomUUID();
const groups = ['haematology', 'chemistry'];
let running: TestServer;
let server: Server;
let host: Host;
let dataDir: string;
const cookie = { value: '' };
let client: ReturnType<typeof clientOf>;

beforeAll(async () => {
  running = await startTestServer();
  server = running.server;
  await addPeople(server, ['lab-technician'], groups);
  await saveDepartment(server.kernel, systemCaller('test'), {
    command: command(running.clock),
    department: { id: 'D1', name: '一病区', nameEn: 'Ward 1', kind: 'ward' },
  });
  const made = await createWorkstation(server.kernel, systemCaller('test'), {
    command: command(running.clock),
    name: '测试工作站',
    departmentId: '',
    labGroups: groups,
  });
  dataDir = await temporaryFolder();
  host = await createHost(
    {
      dataDir,
      serverUrl: server.url,
      enrolmentCode: made.enrolmentCode,
      rendererDir: dataDir,
      shell: 'node',
      diskReserveBytes: 0,
      connections: [
        {
          id: connectionId,
          name: 'XN',
          instrumentId: 'auto',
          driverId: 'auto-lis02',
          transport: { kind: 'tcpServer', host: '127.0.0.1', port: 0, allow: [] },
        },
      ],
    },
    { linkTimes: fastLink, feedTimes: fastFeed },
  );
  client = clientOf(host, cookie);
});
afterAll(async () => {
  await host?.close();
  await server?.close();
  await running?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const now = () => ({ id: randomUUID(), at: new Date().toISOString() });

async function register(barcode: string) {
  const specimenId = randomUUID();
  const registered = await client.lab.register({
    command: now(),
    barcode,
    specimenId,
    patient: { number: `P${barcode}`, name: '测试一', sex: 'male', birthDate: '1980-01-01' },
    visit: { kind: 'outpatient', number: `V${barcode}`, departmentId: 'D1' },
    orderingDoctor: '某医生',
    itemCodes: ['CBC'],
    urgent: false,
    clinicalNote: '',
  });
  return client.lab.receive({ command: now(), specimenId, expectedVersion: registered.version });
}

async function measure(barcode: string, value: string, code?: string): Promise<void> {
  const driver = driverById('sysmex-xn-550');
  if (!driver) throw new Error('no driver');
  const address = host.listeners()[connectionId];
  const player = createPlayer(driver, await openLine(`tcp://${address}`, 9600));
  const [channel] = driver.channels;
  await player.play(
    driver.simulate({
      specimenId: barcode,
      instrumentTime: new Date(),
      results: [{ code: code ?? channel!.code, value }],
    }),
  );
  await player.close();
}

test('a tube goes from registration to its result, with the server there and with it away', async () => {
  await until('the station to be enrolled and filled', async () => (await client.devices.link()).dataAsOf);
  const session = await client.identity.login({ user: 'lab-technician', password: testPassword });
  expect([session.offline, session.workstation?.name]).toEqual([false, '测试工作站']);

  const first = await register('B0000001');
  expect(first.sampleNumber).not.toBeNull();
  await measure('B0000001', '5.12');
  await until(
    'the result at the server',
    async () => (await client.lab.specimen({ id: first.id })).document.state !== 'received',
  );
  const inbox = await client.devices.inbox({});
  expect(inbox[0]).toMatchObject({ custody: 'committed', answer: 'sent', specimenId: 'B0000001' });

  const { port } = server;
  await server.close();
  await until('the outage', async () => !(await client.devices.link()).online);
  expect(await client.identity.departments()).toMatchObject([{ id: 'D1', name: '一病区' }]);
  const [block] = [await client.sync.lease({ kind: 'barcode', size: 10 })];
  const barcode = `${block.prefix}${block.from}`;
  const second = await register(barcode);
  expect(second.pendingCommands).toBe(2);
  await measure(barcode, '6.34');
  const offline = await until('the result on the screen', async () => {
    const { document } = await client.lab.specimen({ id: second.id });
    return document.pendingCommands === 3 && document;
  });
  expect(offline.lines.flatMap(({ versions }) => versions.map(({ value }) => value))).toContain('6.34');
  await expect(
    client.lab.review({
      command: now(),
      specimens: [{ specimenId: second.id, expectedVersion: offline.version }],
      confirmed: true,
    }),
  ).rejects.toMatchObject({ code: 'OFFLINE_UNAVAILABLE' });

  server = await createServer({ ...running.options, port });
  await until('the server to be back', async () => (await client.devices.link()).online);
  await until('an empty outbox', async () => (await client.devices.link()).waiting === 0);
  expect((await client.devices.link()).parked).toBe(0);
  const { document, stale } = await client.lab.specimen({ id: second.id });
  expect(stale).toBe(false);
  expect(document.lines.flatMap(({ versions }) => versions.map(({ value }) => value))).toEqual(['6.34']);
  expect(document.sampleNumber).not.toBeNull();
}, 60_000);

test('a critical value first seen without the server is called at once, and the call reaches the server with it', async () => {
  const { port } = server;
  await server.close();
  await until('the outage', async () => !(await client.devices.link()).online);
  const block = await client.sync.lease({ kind: 'barcode', size: 10 });
  const barcode = `${block.prefix}${block.from}`;
  const tube = await register(barcode);
  await measure(barcode, '8', 'PLT');
  const raised = await until('the critical value', async () => (await client.critical.list({ state: 'open' })).rows[0]);
  expect(raised).toMatchObject({ subjectId: tube.id, testCode: 'PLT', value: '8', state: 'open' });
  expect((await client.critical.list({ state: 'open' })).rows[0]).toEqual(raised);
  const { subjectId, testCode, value, unit } = raised;
  const call = {
    command: now(),
    criticalId: raised.id,
    expectedVersion: raised.version,
    outcome: 'readBack' as const,
    to: '钱护士',
    phone: '8123',
    note: '',
    about: { subjectId, testCode, value, unit },
  };
  expect(await client.critical.documentCall(call)).toMatchObject({ state: 'notified', pendingCalls: 1 });
  const [shown] = (await client.critical.list({ state: 'open' })).rows;
  expect(shown).toMatchObject({ id: raised.id, state: 'notified', pendingCalls: 1 });

  server = await createServer({ ...running.options, port });
  await until('the server to be back', async () => (await client.devices.link()).online);
  await until('an empty outbox', async () => (await client.devices.link()).waiting === 0);
  expect((await client.devices.link()).parked).toBe(0);
  const { rows } = await client.critical.list({ state: 'all' });
  expect(rows).toMatchObject([{ subjectId: tube.id, testCode: 'PLT', state: 'notified' }]);
  expect(rows[0]?.steps.map(({ kind, to }) => [kind, to])).toEqual([
    ['raised', undefined],
    ['readBack', '钱护士'],
  ]);
}, 60_000);
