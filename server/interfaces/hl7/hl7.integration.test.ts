// The HIS at the door: orders in over MLLP, each once; reports and rejections out to a peer that answers, is away, or refuses.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MllpPeer, sendMllp, startMllpPeer } from '../../../test/support/mllp.ts';
import {
  addPeople,
  type Browser,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../test/support/server.ts';

let peer: MllpPeer;
let running: TestServer;
let manager: Browser;

beforeAll(async () => {
  peer = await startMllpPeer();
  running = await startTestServer({
    hl7Port: 0,
    hl7Peers: [{ name: 'HIS', host: '127.0.0.1', port: peer.port, charset: 'UNICODE UTF-8' }],
  });
  await addPeople(running.server, ['lab-manager'], ['haematology', 'chemistry']);
  manager = await loggedIn(running.server, 'lab-manager');
});
afterAll(async () => {
  await running.close();
  peer.close();
});

const send = (bytes: Uint8Array) => sendMllp(running.server.listeners.mllp, bytes);

const order = (id: string, number: string, item: string) =>
  new TextEncoder().encode(
    [
      `MSH|^~\\&|HIS|H|YISHU|LAB|20260701083000||ORM^O01|${id}|P|2.4||||||UNICODE UTF-8`,
      'PID|1||HP1^^^HIS^PI~110101199003070038^^^GA^NNCHN||张^三||19900307|M',
      'PV1|1|I|NK^01^12||||||||||||||||ZY1',
      `ORC|NW|${number}`,
      `OBR|1|${number}||${item}^项目|S`,
      '',
    ].join('\r'),
  );

async function specimenOf(number: string): Promise<string> {
  const row = await running.server.kernel.db
    .selectFrom('lab_order')
    .select('specimen_ids')
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.specimen_ids[0] ?? '';
}

/** Until the queue has done its work; bounded. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !condition(); turn += 1) await new Promise((done) => setTimeout(done, 50));
}

test('an order becomes a specimen; the same message again is acknowledged again and changes nothing', async () => {
  const answer = await send(order('M1', 'A1', 'CBC'));
  expect(answer).toContain('MSA|AA|M1');
  expect(await send(order('M1', 'A1', 'CBC'))).toContain('MSA|AA|M1');
  const { rows } = await manager.api.lab.worklist({ days: 3, limit: 100, text: '张三' });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ state: 'ordered', urgent: true, patientName: '张三' });
  const messages = await manager.api.integration.messages({});
  expect(messages.filter(({ controlId }) => controlId === 'M1')).toMatchObject([{ state: 'done', direction: 'in' }]);
});

test('ADT^A40 merges two numbers: once, also when the number was never seen', async () => {
  const a40 = (id: string, from: string) =>
    new TextEncoder().encode(
      [
        `MSH|^~\\&|HIS|H|YISHU|LAB|20260701083000||ADT^A40|${id}|P|2.4||||||UNICODE UTF-8`,
        'PID|1||HP1^^^HIS^PI||张^三||19900307|M',
        ...(from ? [`MRG|${from}^^^HIS^PI`] : []),
        '',
      ].join('\r'),
    );
  await send(
    new TextEncoder().encode(
      [
        'MSH|^~\\&|HIS|H|YISHU|LAB|20260701083000||ADT^A04|M0|P|2.4||||||UNICODE UTF-8',
        'PID|1||HP0^^^HIS^PI||张^三||19900307|M',
        '',
      ].join('\r'),
    ),
  );
  expect(await send(a40('G1', 'HP0'))).toContain('MSA|AA|G1');
  expect(await send(a40('G2', 'HP0'))).toContain('MSA|AA|G2');
  expect(await send(a40('G3', 'HP999'))).toContain('MSA|AA|G3');
  expect(await send(a40('G4', ''))).toMatch(/MSA\|AE\|G4\|.*MRG-1/);
  expect(await manager.api.patient.merges()).toMatchObject([
    { from: { number: 'HP0' }, into: { number: 'HP1' }, source: 'his', undone: null },
  ]);
});

test('an unknown charge item is refused by name, shown, and taken when the dictionary knows it', async () => {
  const answer = await send(order('M2', 'A2', 'NEWITEM'));
  expect(answer).toMatch(/MSA\|AE\|M2\|.*NEWITEM/);
  const [failed] = (await manager.api.integration.messages({ state: 'failed' })).filter(
    ({ controlId }) => controlId === 'M2',
  );
  expect(failed).toMatchObject({ state: 'failed', code: 'INPUT_INVALID' });
  const { entry } = await manager.api.lab.dictionaryEntry({ kind: 'orderItem', key: 'CBC' });
  await manager.api.lab.saveDictionaryEntry({
    command: command(running.clock),
    kind: 'orderItem',
    key: 'NEWITEM',
    entry: { ...Object(entry), code: 'NEWITEM', name: '新项目' },
    expectedVersion: null,
  });
  expect(
    await manager.api.integration.retry({ command: command(running.clock), messageId: failed?.id ?? '' }),
  ).toMatchObject({ state: 'done' });
  expect(await specimenOf('A2')).not.toBe('');
});

test('a signed report reaches the HIS with the order’s number', async () => {
  await send(order('M3', 'A3', 'GLUCOSE'));
  const id = await specimenOf('A3');
  const target = async () => {
    const { document } = await manager.api.lab.specimen({ id });
    return { command: command(running.clock), specimenId: id, expectedVersion: document.version };
  };
  await manager.api.lab.receive(await target());
  await manager.api.lab.enterResults({ ...(await target()), results: [{ testCode: 'GLU', value: '5.50' }] });
  await manager.api.lab.review({
    command: command(running.clock),
    specimens: [{ specimenId: id, expectedVersion: (await target()).expectedVersion }],
    confirmed: true,
  });
  await until(() => peer.got.some((text) => text.includes('GLU') && text.includes('ORU^R01')));
  const report = peer.got.find((text) => text.includes('ORU^R01') && text.includes('|GLU^'));
  expect(report).toContain('|5.50|');
  expect(report).toContain('ORC|RE|A3');
});

test('a message that nobody can read is answered AR and kept', async () => {
  expect(await send(new TextEncoder().encode('hello'))).toContain('MSA|AR');
  const failed = await manager.api.integration.messages({ state: 'failed' });
  expect(failed.some(({ type }) => type === '')).toBe(true);
});
