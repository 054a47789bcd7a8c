// Ranges and critical limits that the program brought are nobody's word until a person of the hospital saves them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addPeople,
  type Browser,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
  testPassword,
} from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';

let started: TestServer;
beforeAll(async () => {
  started = await startTestServer();
  await addPeople(started.server, ['lab-manager']);
});
afterAll(() => started.close());

const save = (api: Browser['api'], { key, version }: { key: string; version: number }, entry: unknown) =>
  api.lab.saveDictionaryEntry({ command: command(started.clock), kind: 'test', key, entry, expectedVersion: version });

test('a shipped test is unconfirmed until a person saves it, unchanged or not; the version bears the name', async () => {
  const { api } = await loggedIn(started.server, 'lab-manager');
  const before = await api.lab.unconfirmedTests();
  const { test: tests } = await api.lab.dictionaries();
  expect(before.map(({ key }) => key).toSorted()).toEqual(Object.keys(tests).toSorted());
  const [first] = before;
  if (!first) throw new Error('nothing is shipped');
  await save(api, first, tests[first.key]);
  expect(await api.lab.unconfirmedTests()).toEqual(before.slice(1));
  const { history } = await api.lab.dictionaryEntry({ kind: 'test', key: first.key });
  const me = await api.identity.me();
  expect(history.map(({ version, by }) => [version, by])).toEqual([
    [2, me?.person.name],
    [1, 'system'],
  ]);
});

test('a person who is called as the program is confirms all the same', async () => {
  await createPerson(started.server.kernel, {
    ...{ user: 'system', name: 'system', departmentId: '', roles: ['lab-manager'], extraRights: [] },
    ...{ labGroups: ['haematology', 'chemistry'], enabled: true, password: testPassword },
  });
  const { api } = await loggedIn(started.server, 'system');
  const { test: tests } = await api.lab.dictionaries();
  const [first] = await api.lab.unconfirmedTests();
  if (!first) throw new Error('nothing is unconfirmed');
  await save(api, first, tests[first.key]);
  expect((await api.lab.unconfirmedTests()).map(({ key }) => key)).not.toContain(first.key);
});
