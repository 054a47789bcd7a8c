// The host over a server in memory: the path from the cable to the record, with the server there and with it away.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeServer, type FakeServer } from '../../test/support/fake-server.ts';
import {
  type Bench,
  closeBench,
  connectionId,
  hostSteps,
  only,
  openAnalyzer,
  openBench,
  until,
} from '../../test/support/host-bench.ts';
import { testSpecimen } from '../../test/support/lab-fixtures.ts';

const ACK = '\x06';
const NAK = '\x15';
let server: FakeServer;
let bench: Bench;

beforeEach(async () => {
  server = createFakeServer();
  server.put(testSpecimen('1001'));
  server.put(testSpecimen('1002', 'ordered'));
  server.put(testSpecimen('1003'));
});
afterEach(() => closeBench(bench));

const { login, ready, offline } = hostSteps(
  () => bench,
  () => server,
);

describe('with the server there', () => {
  beforeEach(async () => {
    bench = await openBench(server);
    await ready();
    await login();
  });

  test('a result is acknowledged, forwarded once and committed', async () => {
    const analyzer = await openAnalyzer(bench.host);
    analyzer.send('R|1001|WBC=5.1,RBC=4.2\n');
    await until('the acknowledgement', () => analyzer.received() === ACK);
    const row = await until('the commit', async () =>
      (await bench.client.devices.inbox({})).find(({ custody }) => custody === 'committed'),
    );
    expect(row).toMatchObject({
      answer: 'sent',
      kind: 'results',
      specimenId: '1001',
      summary: 'WBC 5.1 · RBC 4.2',
      problem: null,
    });
    expect(server.ingested).toHaveLength(1);
    const document = await until('the result', () =>
      [...server.documents.values()].find((one) => one.state === 'tested'),
    );
    expect(document.barcode).toBe('1001');
    analyzer.end();
  });

  test('what the server holds for a person is named in the inbox', async () => {
    const analyzer = await openAnalyzer(bench.host);
    analyzer.send('R|9999|WBC=5.1\n');
    const row = await until('the commit', async () =>
      (await bench.client.devices.inbox({})).find(({ custody }) => custody === 'committed'),
    );
    expect(row.problem).toContain('unknownSpecimen');
    analyzer.end();
  });

  test('an unreadable message is parked with its bytes, and a person may give it up', async () => {
    const analyzer = await openAnalyzer(bench.host);
    analyzer.send('gibberish\n');
    const row = await until(
      'the parked message',
      async () => (await bench.client.devices.inbox({ custody: 'parked' }))[0],
    );
    expect(row.problem).toContain('not a fake message');
    expect((await bench.client.devices.link()).parked).toBe(1);
    expect(only(await bench.client.devices.connections()).problem?.code).toBe('MESSAGE_UNREADABLE');
    await bench.client.devices.decide({ what: 'message', id: row.id, how: 'giveUp', reason: 'a test of the cable' });
    expect(only(await bench.client.devices.inbox({})).custody).toBe('rejected');
    analyzer.end();
  });

  test('a message of several tubes becomes one command each', async () => {
    const analyzer = await openAnalyzer(bench.host);
    analyzer.send('RR|1001+1003|WBC=5.1\n');
    await until('both', () => server.ingested.length === 2);
    expect(new Set(server.ingested.map(({ id }) => id)).size).toBe(2);
    await until('the commit', async () => only(await bench.client.devices.inbox({})).custody === 'committed');
    analyzer.end();
  });

  test('the same id of the analyzer with other content keeps both and alarms', async () => {
    const analyzer = await openAnalyzer(bench.host);
    analyzer.send('R|1001|WBC=5.1|m7\nR|1001|WBC=6.1|m7\n');
    await until('both', () => server.ingested.length === 2);
    expect(only(await bench.client.devices.connections()).problem?.code).toBe('SAME_ID_OTHER_CONTENT');
    expect(await bench.client.devices.inbox({})).toHaveLength(2);
    analyzer.end();
  });

  test('a query is answered with what is still to be done, or with nothing', async () => {
    const analyzer = await openAnalyzer(bench.host);
    analyzer.send('Q|1001\n');
    await until('the orders', () => analyzer.received().includes('A|1001|WBC,RBC\n'));
    analyzer.send('Q|9999\n');
    await until('the empty answer', () => analyzer.received().includes('N|9999\n'));
    expect(server.ingested).toEqual([]);
    expect((await bench.client.devices.inbox({})).map(({ custody, kind }) => [custody, kind])).toEqual([
      ['committed', 'query'],
      ['committed', 'query'],
    ]);
    analyzer.end();
  });

  test('orders go to the analyzer', async () => {
    const analyzer = await openAnalyzer(bench.host);
    const [first, second] = [...server.documents.values()];
    await until('the line', async () => only(await bench.client.devices.connections()).state === 'connected');
    const answer = await bench.client.devices.sendOrders({ connectionId, specimenIds: [first!.id, second!.id] });
    expect(answer.sent).toEqual([first!.id]);
    expect(answer.refused.map(({ specimenId }) => specimenId)).toEqual([second!.id]);
    await until('the order on the line', () => analyzer.received() === 'O|1001|WBC,RBC\n');
    analyzer.end();
  });

  test('traffic is recorded and can be read again', async () => {
    const analyzer = await openAnalyzer(bench.host);
    analyzer.send('Q|1001\n');
    await until('the answer', () => analyzer.received().includes('A|1001'));
    const traffic = await bench.client.devices.traffic({ connectionId });
    const text = (direction: string) =>
      traffic
        .filter((entry) => entry.direction === direction)
        .map(({ bytes }) => Buffer.from(bytes, 'base64').toString())
        .reverse()
        .join('');
    expect(text('in')).toBe('Q|1001\n');
    expect(text('out')).toBe(`${ACK}A|1001|WBC,RBC\n`);
    const ids = traffic.map(({ id }) => id);
    const replayed = await bench.client.devices.replay({
      connectionId,
      fromId: Math.min(...ids),
      toId: Math.max(...ids),
    });
    expect(replayed.problems.length + replayed.messages.length).toBeGreaterThan(0);
    analyzer.end();
  });

  test('a temporary refusal is tried again, a final one is parked and can be sent again', async () => {
    server.refuse.set('lab.ingest', 'SERVER_BUSY');
    const analyzer = await openAnalyzer(bench.host);
    analyzer.send('R|1001|WBC=5.1\n');
    await until('a try', () => server.pushed.length > 0);
    server.refuse.set('lab.ingest', 'INPUT_INVALID');
    const row = await until(
      'the parked message',
      async () => (await bench.client.devices.inbox({ custody: 'parked' }))[0],
    );
    expect(server.pushed.length).toBeGreaterThan(1);
    expect(only(await bench.client.devices.outbox())).toMatchObject({ state: 'parked', code: 'INPUT_INVALID' });
    server.refuse.clear();
    await bench.client.devices.decide({ what: 'message', id: row.id, how: 'retry', reason: 'mended' });
    await until('the commit', async () => only(await bench.client.devices.inbox({})).custody === 'committed');
    expect(new Set(server.pushed.map(({ id }) => id)).size).toBe(1);
    analyzer.end();
  });

  test('a file of results goes the same way', async () => {
    const folder = join(bench.dataDir, 'drop');
    await mkdir(folder);
    const id = crypto.randomUUID();
    const transport = {
      kind: 'folder' as const,
      path: folder,
      pattern: '*.csv',
      format: 'csv' as const,
      encoding: 'gb18030',
    };
    await bench.client.devices.saveConnection({
      id,
      name: 'files',
      instrumentId: 'fake1',
      driverId: 'fake',
      transport,
      enabled: true,
    });
    await writeFile(join(folder, 'a.csv'), 'barcode,test,result\n1001,WBC,5.5\n1003,WBC,6.5\n');
    await until('both results', () => server.ingested.length === 2);
    const row = await until('the commit', async () =>
      (await bench.client.devices.inbox({})).find(({ custody }) => custody === 'committed'),
    );
    expect(row).toMatchObject({ connectionId: id, answer: 'none', summary: 'WBC 5.5 · WBC 6.5' });
    await until('the file to be moved', async () => (await readdir(folder)).join() === 'done');
    await bench.client.devices.removeConnection({ id });
    expect(await bench.client.devices.connections()).toHaveLength(1);
  });

  test('without a session nothing of patients is told', async () => {
    bench.cookie.value = '';
    await expect(bench.client.lab.worklist({})).rejects.toMatchObject({ code: 'LOGIN_REQUIRED' });
    await expect(bench.client.devices.inbox({})).rejects.toMatchObject({ code: 'LOGIN_REQUIRED' });
    await expect(bench.client.sync.since({ cursor: 0 })).rejects.toMatchObject({ code: 'REQUEST_REFUSED' });
    expect((await bench.client.devices.capabilities()).offline).toBe(true);
  });

  test('reports pass through, and say so when the server is away', async () => {
    const ask = () =>
      bench.host.fetch(new Request('http://127.0.0.1/reports/pdf/1', { headers: { cookie: bench.cookie.value } }));
    const pdf = await ask();
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    server.mode = 'down';
    await offline();
    expect((await ask()).status).toBe(503);
  });

  test('the screen hears of a change', async () => {
    const heard: string[] = [];
    const stop = new AbortController();
    const listening = (async () => {
      for await (const event of await bench.client.devices.events(undefined, { signal: stop.signal })) {
        heard.push(event.type === 'change' ? `change ${event.entityId}` : event.type);
      }
    })().catch(() => undefined);
    await until('hello', () => heard.includes('hello'));
    const specimen = testSpecimen('2001');
    server.put(specimen);
    await until('the change', () => heard.includes(`change ${specimen.id}`));
    stop.abort();
    await listening;
  });
});

test('answers that are lost on the way change nothing: every result is in the record once', async () => {
  bench = await openBench(server);
  await ready();
  await login();
  server.mode = 'deaf';
  const analyzer = await openAnalyzer(bench.host);
  analyzer.send('R|1001|WBC=5.1\n');
  analyzer.send('R|1003|WBC=6.1\n');
  await until('the acknowledgements', () => analyzer.received() === ACK + ACK);
  await offline();
  server.mode = 'up';
  await until('the commits', async () =>
    (await bench.client.devices.inbox({})).every(({ custody }) => custody === 'committed'),
  );
  expect(new Set(server.pushed.map(({ id }) => id)).size).toBe(2);
  expect(server.ingested).toHaveLength(2);
  analyzer.end();
});

test('below the reserve the analyzer is told to keep its message, and the screen says why', async () => {
  const space = { free: 0 };
  bench = await openBench(server, {
    options: { diskReserveBytes: 1000 },
    seams: { freeBytes: async () => space.free },
  });
  await ready();
  await login();
  const analyzer = await openAnalyzer(bench.host);
  analyzer.send('R|1001|WBC=5.1\n');
  await until('the refusal', () => analyzer.received() === NAK);
  expect(await bench.client.devices.inbox({})).toEqual([]);
  expect(only(await bench.client.devices.connections())).toMatchObject({
    state: 'busy',
    problem: { code: 'DISK_FULL' },
  });
  expect((await bench.client.devices.link()).diskLow).toBe(true);
  space.free = 1_000_000;
  await until('room', async () => {
    analyzer.send('R|1001|WBC=5.1\n');
    await new Promise((resume) => setTimeout(resume, 200));
    return analyzer.received().endsWith(ACK);
  });
  expect(only(await bench.client.devices.connections()).state).toBe('connected');
  analyzer.end();
});

test('the session and the cache outlive a restart of the host', async () => {
  bench = await openBench(server);
  await ready();
  await login();
  server.mode = 'down';
  await bench.host.close();
  const again = await openBench(server, { dataDir: bench.dataDir });
  again.cookie.value = bench.cookie.value;
  bench = again;
  expect((await bench.client.identity.me())?.person.user).toBe('tech');
  expect((await bench.client.lab.worklist({})).rows).toHaveLength(3);
});
