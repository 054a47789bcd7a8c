// A link's token stands nowhere in the database, and the same command again gives the same link.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPeople, command, loggedIn, startTestServer, type TestServer } from '../../../test/support/server.ts';
import { insertStudy } from '../../../test/support/study-row.ts';
import { issueToken } from './tokens.ts';

let started: TestServer;
beforeAll(async () => {
  started = await startTestServer();
});
afterAll(() => started.close());

test('the answer that is kept for replays holds no token', async () => {
  const { kernel } = started.server;
  await insertStudy(kernel.db, '1.2.3', started.clock.now(), { patient_id: 'P1', patient_name: 'A' });
  await addPeople(started.server, ['radiologist']);
  const { api } = await loggedIn(started.server, 'radiologist');
  const input = { command: command(started.clock), studyUid: '1.2.3', minutes: 30 };
  const made = await api.imaging.link(input);
  const token = made.url.split('/').at(-1) ?? '';
  expect(token.length).toBeGreaterThan(30);
  expect(await api.imaging.link(input)).toEqual(made);
  expect((await api.imaging.link({ ...input, command: command(started.clock) })).url).not.toBe(made.url);
  const kept = await kernel.db
    .selectFrom('idempotency')
    .select('output')
    .where('command_id', '=', input.command.id)
    .executeTakeFirstOrThrow();
  expect(kernel.fields.decrypt(kept.output ?? '')).not.toContain(token);
});

test('the page behind a link has the named windows of the departments that the study concerns, and no others', async () => {
  const { kernel, url } = started.server;
  const preset = (name: string) => ({
    id: name,
    name,
    modality: 'CT',
    bodyParts: [],
    center: 35,
    width: 90,
    suv: false,
  });
  const setup = (owner_id: string, ...names: string[]) => ({
    ...{ scope: 'department' as const, owner_id, version: 1, saved_at: started.clock.now(), saved_by: '' },
    doc: JSON.stringify({ schema: 1, protocols: [], presets: names.map(preset) }),
  });
  const institution = (id: string, own: boolean, departments: string[]) => ({
    ...{ id, name: id, name_en: id, reads: ['radiology'], own, active: true, hl7_peer: '', superior_ids: [] },
    department_ids: departments,
  });
  await kernel.db
    .insertInto('institution')
    .values([institution('own', true, []), institution('town', false, ['TOWN-A'])])
    .execute();
  await kernel.db
    .insertInto('imaging_reading_setup')
    .values([setup('CT-ROOM', '本院颅脑'), setup('TOWN-A', '镇院窗')])
    .execute();
  const grant = { label: 'link', studyUid: '1.2.3', createdBy: null, lifeMs: 60_000 };
  const token = await issueToken(kernel, grant);
  const answer = await fetch(`${url}/imaging/manifest`, { headers: { authorization: `Bearer ${token}` } });
  const { presets } = (await answer.json()) as { presets: { name: string }[] };
  expect(presets.map(({ name }) => name)).toEqual(['本院颅脑']);
});
