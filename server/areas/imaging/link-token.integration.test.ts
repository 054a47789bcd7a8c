// A link's token stands nowhere in the database, and the same command again gives the same link.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPeople, command, loggedIn, startTestServer, type TestServer } from '../../../test/support/server.ts';

let started: TestServer;
beforeAll(async () => {
  started = await startTestServer();
});
afterAll(() => started.close());

test('the answer that is kept for replays holds no token', async () => {
  const { kernel } = started.server;
  await kernel.db
    .insertInto('imaging_study')
    .values({
      uid: '1.2.3',
      patient_id: 'P1',
      issuer: '',
      patient_name: 'A',
      name_search: 'a',
      sex: '',
      birth_date: '',
      study_date: '',
      study_time: '',
      accession: '',
      study_id: '',
      description: '',
      referring: '',
      institution: '',
      modalities: ['CT'],
      body_parts: [],
      series_count: 0,
      instance_count: 0,
      size_bytes: 0,
      main: '{}',
      exam_id: null,
      patient_uuid: null,
      first_at: started.clock.now(),
      last_at: started.clock.now(),
      removed_at: null,
      revision: 1,
    })
    .execute();
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
