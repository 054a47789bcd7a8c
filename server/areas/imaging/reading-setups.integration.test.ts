// Hanging protocols and windows on the server: own ones for their owner alone, a department's for all in it and kept by its manager.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HangingProtocol } from '../../../core/imaging/hanging/model.ts';
import { emptySetup, type ReadingSetup } from '../../../core/imaging/reading/setup.ts';
import { addPeople, command, loggedIn, startTestServer, type TestServer } from '../../../test/support/server.ts';

let started: TestServer;
beforeAll(async () => {
  started = await startTestServer();
  await addPeople(started.server, ['radiologist', 'radiology-resident', 'radiology-manager']);
});
afterAll(() => started?.close());

const doc = (name: string): ReadingSetup => ({
  ...emptySetup,
  protocols: [
    HangingProtocol.parse({
      id: 'p1',
      name: { 'zh-CN': name, en: '' },
      match: { modalities: ['CT'] },
      rows: 1,
      columns: 2,
      cells: [{}, { study: 'prior', stack: { nth: 2, localizers: true }, colours: 'pet' }],
      compact: false,
      linkScroll: 'offset',
    }),
  ],
  presets: [{ id: 'w1', name: '胰腺', modality: 'CT', bodyParts: ['腹'], center: 45, width: 180, suv: false }],
});

test('one’s own: nobody else has them, the newest version only, and what is kept is audited', async () => {
  const { server } = started;
  const reader = await loggedIn(server, 'radiologist');
  const other = await loggedIn(server, 'radiology-resident');
  const save = (expectedVersion: number, saved: ReadingSetup) =>
    reader.api.imaging.saveReadingSetup({
      command: command(started.server.kernel.clock),
      scope: 'person',
      expectedVersion,
      doc: saved,
    });
  expect(await reader.api.imaging.readingSetups()).toMatchObject({ person: { version: 0, doc: emptySetup } });
  expect(await save(0, doc('我的'))).toEqual({ version: 1 });
  await expect(save(0, doc('迟到'))).rejects.toMatchObject({ code: 'VERSION_CONFLICT', data: { actual: 1 } });
  expect((await reader.api.imaging.readingSetups()).person).toEqual({ version: 1, doc: doc('我的') });
  expect((await other.api.imaging.readingSetups()).person.version).toBe(0);
  const audited = await server.kernel.db
    .selectFrom('audit')
    .select('detail')
    .where('act', '=', 'imaging.saveReadingSetup')
    .execute();
  expect(audited.length).toBeGreaterThan(0);
});

test('the department’s: the manager keeps them, readers have them and cannot change them', async () => {
  const { server } = started;
  const manager = await loggedIn(server, 'radiology-manager');
  const reader = await loggedIn(server, 'radiologist');
  const input = { scope: 'department' as const, expectedVersion: 0, doc: doc('科室') };
  await expect(
    reader.api.imaging.saveReadingSetup({ command: command(started.server.kernel.clock), ...input }),
  ).rejects.toMatchObject({
    code: 'RIGHT_MISSING',
  });
  expect(
    await manager.api.imaging.saveReadingSetup({ command: command(started.server.kernel.clock), ...input }),
  ).toEqual({ version: 1 });
  const { department } = await reader.api.imaging.readingSetups();
  expect(department).toMatchObject({ version: 1, mayEdit: false, doc: doc('科室') });
  expect((await manager.api.imaging.readingSetups()).department.mayEdit).toBe(true);
});

test('what is no protocol is refused with the place of the mistake', async () => {
  const reader = await loggedIn(started.server, 'radiologist');
  const broken = {
    ...doc('x'),
    presets: [{ id: 'w', name: '', modality: 'CT', bodyParts: [], center: 0, width: 0, suv: false }],
  };
  const sent = reader.api.imaging.saveReadingSetup({
    command: command(started.server.kernel.clock),
    scope: 'person',
    expectedVersion: 1,
    doc: broken,
  });
  await expect(sent).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});
