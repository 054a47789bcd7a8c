// The dictionary of exam items: who keeps dictionaries reads and changes it without seeing patients; others only read their own service.
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addPeople,
  browser,
  codeOf,
  startTestServer,
  type TestServer,
  testPassword,
} from '../../../test/support/server.ts';

let started: TestServer;

beforeAll(async () => {
  started = await startTestServer();
  await addPeople(started.server, ['system-admin', 'radiographer']);
});
afterAll(() => started?.close());

async function as(user: string) {
  const made = browser(started.server.url);
  await made.api.identity.login({ user, password: testPassword });
  return made;
}
const meta = () => ({ command: { id: crypto.randomUUID(), at: new Date().toISOString() } });
const item = {
  code: 'DX-FOOT',
  service: 'radiology' as const,
  modality: 'DX',
  bodyPart: '足',
  name: '足正斜位片',
  nameEn: 'Foot, two views',
  method: '正斜位',
  room: '',
  active: true,
};

test('an item is added, changed, switched off, and each time the desk reads it as it is', async () => {
  const admin = await as('system-admin');
  const desk = await as('radiographer');
  const read = async () =>
    (await desk.api.orders.items({ service: 'radiology' })).find(({ code }) => code === item.code);
  expect(await read()).toBeUndefined();
  await admin.api.orders.saveItem({ ...meta(), item });
  expect(await read()).toEqual(item);
  await admin.api.orders.saveItem({ ...meta(), item: { ...item, method: '侧位', active: false } });
  expect(await read()).toMatchObject({ method: '侧位', active: false });
  expect(await admin.api.orders.items({ service: 'ecg' })).not.toEqual([]);
});

test('who registers exams does not change the dictionary', async () => {
  const desk = await as('radiographer');
  expect(await codeOf(desk.api.orders.saveItem({ ...meta(), item }))).toBe('RIGHT_MISSING');
  expect(await codeOf(desk.api.orders.items({ service: 'ecg' }))).toBe('RIGHT_MISSING');
});
