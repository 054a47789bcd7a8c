// The host over a server in memory that went away: the cache, work that waits, numbers, who comes in, and what is handed in when it is back.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeServer, type FakeServer } from '../../test/support/fake-server.ts';
import {
  type Bench,
  closeBench,
  hostSteps,
  only,
  openAnalyzer,
  openBench,
  until,
} from '../../test/support/host-bench.ts';
import { testSpecimen } from '../../test/support/lab-fixtures.ts';

const ACK = '\x06';
let server: FakeServer;
let bench: Bench;

beforeEach(async () => {
  server = createFakeServer();
  server.put(testSpecimen('1001'));
  server.put(testSpecimen('1002', 'ordered'));
  server.put(testSpecimen('1003'));
});
afterEach(() => closeBench(bench));

const { login, ready, offline, online } = hostSteps(
  () => bench,
  () => server,
);
const command = () => ({ id: crypto.randomUUID(), at: new Date().toISOString() });

describe('with the server away', () => {
  beforeEach(async () => {
    bench = await openBench(server);
    await ready();
    await login();
    server.mode = 'down';
    await offline();
  });

  test('the worklist comes from the cache and says that it is old', async () => {
    const worklist = await bench.client.lab.worklist({});
    expect(worklist.stale).toBe(true);
    expect(worklist.rows.map(({ barcode }) => barcode).sort()).toEqual(['1001', '1002', '1003']);
  });

  test('results go on arriving, are shown, and reach the server once when it is back', async () => {
    const analyzer = await openAnalyzer(bench.host);
    analyzer.send('R|1001|WBC=5.1\n');
    await until('the acknowledgement', () => analyzer.received() === ACK);
    const id = [...server.documents.values()].find(({ barcode }) => barcode === '1001')!.id;
    const shown = await until('the result on the screen', async () => {
      const { document } = await bench.client.lab.specimen({ id });
      return document.pendingCommands === 1 && document;
    });
    expect(shown.state).toBe('testing');
    expect(shown.lines.find(({ testCode }) => testCode === 'WBC')?.versions[0]?.value).toBe('5.1');
    expect((await bench.client.devices.link()).waiting).toBe(1);
    server.mode = 'up';
    await online();
    await until('the commit', async () => only(await bench.client.devices.inbox({})).custody === 'committed');
    expect(server.ingested).toHaveLength(1);
    expect((await bench.client.lab.worklist({})).rows.find((row) => row.id === id)?.pendingCommands).toBe(0);
    analyzer.end();
  });

  test('a tube is received and its result typed; both are carried out in order', async () => {
    const id = [...server.documents.values()].find(({ barcode }) => barcode === '1002')!.id;
    const received = await bench.client.lab.receive({ command: command(), specimenId: id, expectedVersion: 1 });
    expect([received.state, received.pendingCommands]).toEqual(['received', 1]);
    const entered = await bench.client.lab.enterResults({
      command: command(),
      specimenId: id,
      expectedVersion: received.version,
      results: [{ testCode: 'WBC', value: '7.7' }],
    });
    expect([entered.state, entered.pendingCommands]).toEqual(['testing', 2]);
    await expect(
      bench.client.lab.setRemark({ command: command(), specimenId: id, expectedVersion: 1, remark: 'old' }),
    ).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    server.mode = 'up';
    await online();
    await until('both', () => server.documents.get(id)?.state === 'testing');
    expect(server.pushed.map(({ name }) => name)).toEqual(['lab.receive', 'lab.enterResults']);
    expect(server.pushed[0]?.actorId).toBe(server.session.person.id);
    await until('an empty outbox', async () => (await bench.client.devices.outbox()).length === 0);
  });

  test('numbers come from the leased block, and a tube that is registered can be worked on', async () => {
    const [one, two] = [
      await bench.client.sync.lease({ kind: 'barcode', size: 10 }),
      await bench.client.sync.lease({ kind: 'barcode', size: 10 }),
    ];
    expect(two.from).toBe(one.to + 1);
    const specimenId = crypto.randomUUID();
    const barcode = `${one.prefix}${one.from}`;
    const registered = await bench.client.lab.register({
      command: command(),
      barcode,
      specimenId,
      patient: { number: 'P9', name: '王五', sex: 'female', birthDate: null },
      visit: { kind: 'emergency', number: 'E1', departmentId: 'ER' },
      orderingDoctor: '赵六',
      itemCodes: ['CBC'],
      urgent: true,
      clinicalNote: '',
    });
    expect(registered.barcode).toBe(barcode);
    const again = {
      patient: { number: 'P9', name: '王五', sex: 'female' as const, birthDate: null },
      visit: { kind: 'emergency' as const, number: 'E1', departmentId: 'ER' },
    };
    await expect(
      bench.client.lab.register({
        command: command(),
        barcode,
        specimenId: crypto.randomUUID(),
        ...again,
        orderingDoctor: '',
        itemCodes: ['CBC'],
        urgent: false,
        clinicalNote: '',
      }),
    ).rejects.toMatchObject({ code: 'DUPLICATE' });
    await bench.client.lab.receive({ command: command(), specimenId, expectedVersion: registered.version });
    const analyzer = await openAnalyzer(bench.host);
    analyzer.send(`R|${barcode}|WBC=5.1\n`);
    await until('the result', async () => (await bench.client.lab.byBarcode({ barcode })).state === 'testing');
    expect((await bench.client.lab.worklist({})).rows[0]).toMatchObject({ barcode, urgent: true, pendingCommands: 3 });
    server.mode = 'up';
    await online();
    await until('all three', () => server.documents.get(specimenId)?.state === 'testing');
    expect(server.pushed.map(({ name }) => name)).toEqual(['lab.register', 'lab.receive', 'lab.ingest']);
    analyzer.end();
  });

  test('signing and administration wait for the server', async () => {
    await expect(
      bench.client.lab.review({
        command: command(),
        specimens: [{ specimenId: crypto.randomUUID(), expectedVersion: 1 }],
        confirmed: true,
      }),
    ).rejects.toMatchObject({ code: 'OFFLINE_UNAVAILABLE' });
    await expect(bench.client.identity.people()).rejects.toMatchObject({ code: 'OFFLINE_UNAVAILABLE' });
  });

  test('who was here lately comes in with the right password only', async () => {
    await bench.client.identity.logout();
    await expect(bench.client.identity.login({ user: 'tech', password: 'wrong' })).rejects.toMatchObject({
      code: 'LOGIN_FAILED',
    });
    await expect(bench.client.identity.login({ user: 'nobody', password: 'x' })).rejects.toMatchObject({
      code: 'OFFLINE_UNAVAILABLE',
    });
    const session = await login();
    expect(session.offline).toBe(true);
    expect((await bench.client.identity.me())?.person.user).toBe('tech');
    expect((await bench.client.lab.worklist({})).rows).toHaveLength(3);
    server.mode = 'up';
    await online();
    // The password that was just given takes the session to the server.
    expect((await bench.client.identity.me())?.offline).toBe(false);
    expect((await bench.client.lab.worklist({})).stale).toBe(false);
  });

  test('an act that somebody else made impossible is parked for a person, not lost', async () => {
    const id = [...server.documents.values()].find(({ barcode }) => barcode === '1002')!.id;
    await bench.client.lab.receive({ command: command(), specimenId: id, expectedVersion: 1 });
    server.put({ ...server.documents.get(id)!, version: 2, remark: 'changed elsewhere' });
    server.mode = 'up';
    await online();
    const parked = await until('the parked command', async () =>
      (await bench.client.devices.outbox()).find(({ state }) => state === 'parked'),
    );
    expect(parked).toMatchObject({ name: 'lab.receive', code: 'VERSION_CONFLICT', subject: id });
    await bench.client.devices.decide({ what: 'command', id: parked.id, how: 'giveUp', reason: 'received elsewhere' });
    expect(await bench.client.devices.outbox()).toEqual([]);
    server.mode = 'down';
    await offline();
    await until(
      'the server’s document',
      async () => (await bench.client.lab.specimen({ id })).document.remark === 'changed elsewhere',
    );
  });
});
