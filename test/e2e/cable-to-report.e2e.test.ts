// The spine, without a screen: the demo as `npm start` runs it, an analyzer's cable at one end, the signed report at the other.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { driverById } from '../../device-drivers/drivers/index.ts';
import { openLine } from '../../main/cli/line.ts';
import { createPlayer } from '../../main/cli/play.ts';
import { type RunningDemo, startDemo } from '../support/demo-process.ts';
import { type Browser, browser, command } from '../support/server.ts';

let demo: RunningDemo;
let reviewer: Browser;
const clock = { now: () => new Date() };

beforeAll(async () => {
  demo = await startDemo({ analyzers: false });
  reviewer = browser(demo.server);
  await reviewer.api.identity.login(demo.account('lab-manager'));
});
afterAll(() => demo.stop());

async function until<Value>(what: string, ask: () => Promise<Value | undefined | null | false>): Promise<Value> {
  for (let turn = 0; turn < 150; turn += 1) {
    const value = await ask();
    if (value) return value;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`waited in vain for ${what}`);
}

async function play(
  driverId: string,
  address: string,
  barcode: string,
  results: { code: string; value: string; unit: string }[],
  at = new Date(),
) {
  const driver = driverById(driverId);
  if (!driver) throw new Error(`no driver ${driverId}`);
  const player = createPlayer(driver, await openLine(`tcp://${address}`));
  await player.play(driver.simulate({ specimenId: barcode, instrumentTime: at, results }));
  await player.close();
}

test('the demo has a bench at work: specimens in every state, the shipped catalogue, two doors', async () => {
  const { rows } = await reviewer.api.lab.worklist({ days: 3, limit: 1000 });
  expect([...new Set(rows.map(({ state }) => state))].sort()).toEqual(
    expect.arrayContaining(['collected', 'ordered', 'received', 'rejected', 'released']),
  );
  expect(demo.listeners.astm).toMatch(/:\d+$/);
  expect(existsSync(demo.dataDir)).toBe(true);
});

test('a result played down the ASTM cable is signed, printed and confirmed by its code', async () => {
  const { rows } = await reviewer.api.lab.worklist({
    days: 3,
    limit: 1000,
    groupId: 'immunology',
    states: ['received'],
  });
  const dictionaries = await reviewer.api.lab.dictionaries();
  const channels = dictionaries.instrument['ortho-vitros-3600']?.channels ?? [];
  // A tube whose every item this analyzer measures.
  const documents = await Promise.all(rows.map(({ id }) => reviewer.api.lab.specimen({ id })));
  const before = documents
    .map(({ document }) => document)
    .find(({ lines }) => lines.every(({ testCode }) => channels.some((one) => one.testCode === testCode)));
  if (!before) throw new Error('no received specimen for immunology in the demo');
  const row = { id: before.id, barcode: before.barcode };
  const read = async () => (await reviewer.api.lab.specimen({ id: row.id })).document;
  const results = before.lines.flatMap((line) => {
    const channel = channels.find((one) => one.testCode === line.testCode);
    const range = dictionaries.test[line.testCode]?.ranges.find(({ low, high }) => low !== null && high !== null);
    const middle = ((range?.low ?? 1) + (range?.high ?? 3)) / 2;
    return channel
      ? [{ code: channel.channel, value: (middle / channel.factor).toFixed(2), unit: channel.unit ?? line.unit }]
      : [];
  });
  const at = new Date();
  await play('ortho-vitros-3600', demo.listeners.astm, row.barcode, results, at);
  const tested = await until('all results', async () => {
    const document = await read();
    return document.state === 'tested' && document;
  });
  expect(tested.lines.map(({ versions }) => versions.length)).toEqual(before.lines.map(() => 1));

  // The same message again: acknowledged to the analyzer, stored once.
  await play('ortho-vitros-3600', demo.listeners.astm, row.barcode, results, at);
  const auditor = browser(demo.server);
  await auditor.api.identity.login(demo.account('auditor'));
  await until('the second copy to be counted as a repeat', async () => {
    const acts = await auditor.api.audit.list({ text: row.barcode });
    return acts.some(({ detail }) => detail.includes(`placed 0, repeats ${results.length}`));
  });
  const outcome = await reviewer.api.lab.review({
    command: command(clock),
    specimens: [{ specimenId: row.id, expectedVersion: tested.version }],
    confirmed: true,
    witness: demo.account('lab-reviewer'),
  });
  expect(outcome.refused).toEqual([]);
  expect(outcome.reviewed[0]?.state).toBe('released');
  const { url } = await reviewer.api.reporting.print({ command: command(clock), specimens: [row.id], copies: 1 });
  const pdf = await reviewer.fetch(url);
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  const [report] = await reviewer.api.reporting.versions({ specimenId: row.id });
  expect(await reviewer.api.reporting.verify({ code: report?.verificationCode ?? '' })).toMatchObject({ valid: true });
});

test('a tube that nobody knows is parked and shown', async () => {
  await play('ortho-vitros-3600', demo.listeners.astm, 'NOBODY-77', [{ code: '002', value: '262.6', unit: 'nmol/L' }]);
  const parked = await until('the parked result', async () => {
    const { rows } = await reviewer.api.lab.unplaced({});
    return rows.find(({ specimenId }) => specimenId === 'NOBODY-77');
  });
  expect(parked).toMatchObject({ reason: 'unknownSpecimen', results: [expect.objectContaining({ value: '262.6' })] });
});

test('blood count over MLLP brings its histograms', async () => {
  const { rows } = await reviewer.api.lab.worklist({
    days: 3,
    limit: 1000,
    groupId: 'haematology',
    states: ['received'],
  });
  const row = rows[0];
  if (!row) throw new Error('no received blood count in the demo');
  await play('mindray-bc-5380', demo.listeners.mllp, row.barcode, [
    { code: '6690-2', value: '6.10', unit: '10*9/L' },
    { code: '789-8', value: '4.60', unit: '10*12/L' },
  ]);
  const document = await until('the blood count', async () => {
    const now = (await reviewer.api.lab.specimen({ id: row.id })).document;
    return now.lines.some(({ currentId }) => currentId !== null) && now;
  });
  expect(document.lines.find(({ testCode }) => testCode === 'WBC')?.versions[0]?.value).toBe('6.10');
  expect(document.attachments.some(({ kind }) => kind === 'histogram')).toBe(true);
});
