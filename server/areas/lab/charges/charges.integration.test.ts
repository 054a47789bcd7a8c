// Charge items on a real database: pulled by file and by message, shown before they are stored, set in bulk, taken back.
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendMllp } from '../../../../test/support/mllp.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../../test/support/server.ts';

let running: TestServer;
let admin: Browser;
let technician: Browser;

beforeAll(async () => {
  running = await startTestServer({ hl7Port: 0 });
  await addPeople(running.server, ['lab-manager', 'lab-technician'], ['haematology', 'chemistry']);
  admin = await loggedIn(running.server, 'lab-manager');
  technician = await loggedIn(running.server, 'lab-technician');
});
afterAll(() => running.close());

const file = (content: Uint8Array | string, whole = false) => ({
  name: '收费项目.csv',
  content: Buffer.from(content).toString('base64'),
  whole,
});
const items = async () => (await admin.api.charges.items()).items;
const meta = () => command(running.clock);
async function chosen(...codes: string[]) {
  const all = await items();
  return codes.map((code) => ({ code, expectedVersion: all.find((item) => item.code === code)?.version ?? 0 }));
}

const send = (lines: readonly string[]) => sendMllp(running.server.listeners.mllp, lines);
const mfn = (id: string, mfi: string, ...lines: string[]) =>
  send([`MSH|^~\\&|HIS|H|YISHU|LAB|20260701083000||MFN^M04^MFN_M04|${id}|P|2.5.1||||||UNICODE UTF-8`, mfi, ...lines]);

test('a GBK file is shown first, with refused rows by line, then stored as shown', async () => {
  const csv =
    '编码,名称,类别,单位,单价\r\nX1,血常规,检验费,次,25.00\r\nX2,"糖化\r\n血红蛋白",检验费,次,60\r\nX3,血沉,检验费,次,abc\r\nX4,尿常规,检验费,次,15\r\n';
  const given = file(new Uint8Array(iconv.encode(csv, 'gbk')), true);
  const preview = await admin.api.charges.preview(given);
  expect(preview).toMatchObject({
    encoding: 'gb18030',
    delimiter: ',',
    counts: { added: 3, changed: 0, gone: 0, refused: 1 },
  });
  expect(preview.refused).toEqual([{ line: 5, code: 'X3', reason: 'price', text: 'abc' }]);
  expect(preview.added.map(({ line, code, priceFen }) => [line, code, priceFen])).toEqual([
    [2, 'X1', 2500],
    [3, 'X2', 6000],
    [6, 'X4', 1500],
  ]);
  expect(await items()).toEqual([]);
  const sent = { command: meta(), ...given, digest: preview.digest };
  await admin.api.charges.importFile(sent);
  await admin.api.charges.importFile(sent);
  expect((await items()).map(({ code, pinyin, order, source }) => [code, pinyin, order, source])).toEqual([
    ['X1', 'XCG', 10, 'file'],
    ['X2', 'THXHDB', 20, 'file'],
    ['X4', 'NCG', 30, 'file'],
  ]);
});

test('a preview that has been overtaken is refused; a whole list makes what it lacks inactive, never deletes', async () => {
  const given = file('编码,名称,单价\nX1,血常规,28\nX5,血型,10\n', true);
  const preview = await admin.api.charges.preview(given);
  expect(preview.counts).toEqual({ added: 1, changed: 1, unchanged: 0, gone: 2, refused: 0 });
  expect(preview.changed[0]?.facts).toEqual([{ fact: 'priceFen', before: '2500', after: '2800' }]);
  await admin.api.charges.bulk({
    command: meta(),
    items: await chosen('X1'),
    act: { kind: 'category', category: '临检' },
  });
  const late = admin.api.charges.importFile({ command: meta(), ...given, digest: preview.digest });
  expect(await codeOf(late)).toBe('VERSION_CONFLICT');
  const again = await admin.api.charges.preview(given);
  await admin.api.charges.importFile({ command: meta(), ...given, digest: again.digest });
  const all = await items();
  expect(all.map(({ code, active, goneAt }) => [code, active, goneAt !== null])).toEqual([
    ['X1', true, false],
    ['X2', false, true],
    ['X4', false, true],
    ['X5', true, false],
  ]);
  expect(all[0]).toMatchObject({ category: '临检', priceFen: 2800 });
  const revive = admin.api.charges.bulk({
    command: meta(),
    items: await chosen('X2'),
    act: { kind: 'active', active: true },
  });
  expect(await codeOf(revive)).toBe('STATE_REFUSED');
});

test('files that are no list are refused with why', async () => {
  for (const content of [
    '名称,单价\n血常规,1\n',
    new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]),
    '编码,名称\n1,"开\n',
    new Uint8Array([0xff, 0xff, 0xff]),
  ])
    expect(await codeOf(admin.api.charges.preview(file(content)))).toBe('INPUT_INVALID');
});

test('MFN^M04: each entry is answered; good ones are stored though others are refused, and the page shows it', async () => {
  const answer = await mfn(
    'F1',
    'MFI|CDM|HIS|UPD|||AL',
    'MFE|MAD|1||H1|CE',
    'CDM|H1|GT|血糖|葡萄糖测定||||A',
    'PRC|H1||||8.5|||||||||生化',
    'MFE|MUP|2||H2|CE',
    'CDM|H2||',
    'MFE|MDC|3||X5|CE',
    'MFE|MDL|4||NONE|CE',
    'MFE|MAC|5||X2|CE',
  );
  expect(answer).toContain('|MFK^M04^MFK_M01|');
  expect(answer).toContain('MSA|AE|F1|2 of 5');
  expect([...answer.matchAll(/MFA\|(\w+)\|(\d)\|\d+\|(\w)/g)].map((found) => found.slice(1).join(' '))).toEqual([
    'MAD 1 S',
    'MUP 2 U',
    'MDC 3 S',
    'MDL 4 U',
    'MAC 5 S',
  ]);
  const all = new Map((await items()).map((item) => [item.code, item]));
  expect(all.get('H1')).toMatchObject({
    name: '葡萄糖测定',
    pinyin: 'GT',
    category: '生化',
    priceFen: 850,
    source: 'hl7',
    sourceName: 'HIS',
  });
  expect(all.has('H2')).toBe(false);
  expect(all.get('X5')?.active).toBe(false);
  expect(all.get('X2')).toMatchObject({ active: true, goneAt: null });
  const [shown] = (await admin.api.integration.messages({ state: 'failed' })).filter(
    ({ controlId }) => controlId === 'F1',
  );
  expect(shown?.text).toContain('H2');
  expect(await mfn('F2', 'MFI|CDM|HIS|UPD|||ER', 'MFE|MUP|1||H1|CE', 'CDM|H1||血糖')).toMatch(
    /MSA\|AA\|F2\r\nMFI|MSA\|AA\|F2\rMFI/,
  );
  expect(await mfn('F3', 'MFI|CDM|HIS|NOT')).toMatch(/MSA\|AE\|F3\|INPUT_INVALID/);
});

test('a refused entry that a person tries again later is taken when it fits now', async () => {
  await mfn('F4', 'MFI|CDM|HIS|UPD|||AL', 'MFE|MUP|1||L1|CE', 'CDM|L1||', 'PRC|L1||||5');
  await mfn('F5', 'MFI|CDM|HIS|UPD|||AL', 'MFE|MAD|1||L1|CE', 'CDM|L1||后来的');
  const [failed] = (await admin.api.integration.messages({ state: 'failed' })).filter(
    ({ controlId }) => controlId === 'F4',
  );
  if (!failed) throw new Error('no failed message');
  expect(await admin.api.integration.retry({ command: meta(), messageId: failed.id })).toMatchObject({ state: 'done' });
  expect((await items()).find(({ code }) => code === 'L1')).toMatchObject({ name: '后来的', priceFen: 500 });
});

test('a selection is mapped, sorted and moved in one act each; the last act can be taken back while nobody came between', async () => {
  const before = await items();
  const links = [
    { kind: 'orderItem' as const, code: 'CBC', quantity: 1 },
    { kind: 'test' as const, code: 'GLU', quantity: 2 },
  ];
  const mapped = await admin.api.charges.bulk({
    command: meta(),
    items: await chosen('X1', 'H1'),
    act: { kind: 'links', how: 'add', links },
  });
  expect((await items()).filter(({ links: own }) => own.length === 2).map(({ code }) => code)).toEqual(['X1', 'H1']);
  expect(await admin.api.charges.undoBulk({ command: meta(), bulkId: mapped.id })).toEqual({ restored: 2 });
  expect((await items()).map(({ version: _version, ...item }) => item)).toEqual(
    before.map(({ version: _version, ...item }) => item),
  );
  expect(await codeOf(admin.api.charges.undoBulk({ command: meta(), bulkId: mapped.id }))).toBe('STATE_REFUSED');

  const moved = await admin.api.charges.bulk({
    command: meta(),
    items: await chosen('H1', 'X5'),
    act: { kind: 'move', before: 'X1' },
  });
  expect((await items()).slice(0, 3).map(({ code }) => code)).toEqual(['X5', 'H1', 'X1']);
  await mfn('F6', 'MFI|CDM|HIS|UPD|||AL', 'MFE|MUP|1||H1|CE', 'CDM|H1||血糖改名');
  expect((await admin.api.charges.items()).lastBulk).toMatchObject({ id: moved.id, undoable: false });
  expect(await codeOf(admin.api.charges.undoBulk({ command: meta(), bulkId: moved.id }))).toBe('VERSION_CONFLICT');

  await admin.api.charges.bulk({
    command: meta(),
    items: await chosen('X1', 'X5', 'H1'),
    act: { kind: 'renumber', by: 'code' },
  });
  expect((await items()).slice(0, 3).map(({ code }) => code)).toEqual(['H1', 'X1', 'X5']);
});

test('stale versions, unknown targets and people without the right are refused, and nothing changes', async () => {
  const stale = (await chosen('X1', 'X5')).map((item) => ({
    ...item,
    expectedVersion: item.code === 'X5' ? 0 : item.expectedVersion,
  }));
  const before = await items();
  const bulk = (of: Awaited<ReturnType<typeof chosen>>, code: string) =>
    codeOf(
      admin.api.charges.bulk({
        command: meta(),
        items: of,
        act: { kind: 'links', how: 'add', links: [{ kind: 'test', code, quantity: 1 }] },
      }),
    );
  expect(await bulk(stale, 'GLU')).toBe('VERSION_CONFLICT');
  expect(await bulk(await chosen('X1'), 'NOSUCHTEST')).toBe('INPUT_INVALID');
  expect(await codeOf(technician.api.charges.items())).toBe('RIGHT_MISSING');
  expect(await items()).toEqual(before);
});

test('every act is in the audit trail', async () => {
  const rows = await running.server.kernel.db
    .selectFrom('audit')
    .select('act')
    .where('act', 'like', 'charges.%')
    .execute();
  const acts = [...new Set(rows.map(({ act }) => act))].sort();
  expect(acts).toEqual([
    'charges.bulk',
    'charges.importFile',
    'charges.items',
    'charges.preview',
    'charges.pull',
    'charges.undoBulk',
  ]);
});
