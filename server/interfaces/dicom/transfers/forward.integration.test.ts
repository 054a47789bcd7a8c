// A front-end archive and the centre, both ours: what a device sends to the one goes on to the other by itself, also after the centre was away.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chestFilm } from '../../../../test/support/chest-film.ts';
import { freePort } from '../../../../test/support/dicom-tools.ts';
import {
  addPeople,
  type Browser,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../../test/support/server.ts';
import { issueToken } from '../../../areas/imaging/module.ts';

const study = '1.2.826.0.1.3680043.10.1338.7.7002';
let front: TestServer;
let centre: TestServer | null = null;
let keeper: Browser;
let token: string;
let port: number;

const clock = { now: () => new Date() };
const startCentre = async () => {
  const made = await startTestServer({ clock, dicom: { port, aet: 'CENTRE', anyLoopback: true } });
  centre = made;
  return made;
};

beforeAll(async () => {
  port = await freePort();
  front = await startTestServer({ clock, dicom: { port: 0, aet: 'FRONT', anyLoopback: true } });
  await addPeople(front.server, ['radiology-manager']);
  keeper = await loggedIn(front.server, 'radiology-manager');
  const { kernel } = front.server;
  token = await issueToken(kernel, { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 });
});
afterAll(async () => {
  await centre?.close();
  await front?.close();
});

async function arrive(study: string, number: number): Promise<void> {
  const file = chestFilm({ study, accession: `F${study}`, patientId: `P${study}`, name: '转发^一', number });
  const answer = await fetch(`${front.server.url}/dicom-web/studies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
    body: Buffer.from(file),
  });
  expect(answer.status).toBe(200);
}
const at = async (server: TestServer): Promise<number> =>
  (await server.server.kernel.db.selectFrom('imaging_instance').select('sop_uid').execute()).length;
/** As if its objects had come a while ago: that a study rests is not waited for in the test. */
const rested = () =>
  front.server.kernel.db
    .updateTable('imaging_instance')
    .set({ received_at: new Date(Date.now() - 20_000) })
    .where('study_uid', '=', study)
    .execute();

test('what was there before stays; what comes is sent once the study rests, tried until the centre is there, and sent once', async () => {
  await arrive('7001', 1);
  await front.server.kernel.db
    .insertInto('dicom_peer')
    .values({
      ...{ aet: 'CENTRE', host: '127.0.0.1', port, acts: [], asks: ['send', 'forward'], description: '', active: true },
      forwarded_to: new Date(Date.now() - 5_000),
    })
    .execute();
  // Behind the mark by more than what is looked at again.
  await front.server.kernel.db
    .updateTable('imaging_instance')
    .set({ received_at: new Date(Date.now() - 3_600_000) })
    .execute();
  for (const number of [1, 2]) await arrive('7002', number);
  await rested();
  const jobs = () => keeper.api.dicom.transfers();
  // The centre is away: the job waits and says why, and is tried again.
  const waiting = await vi.waitFor(
    async () => {
      const [job] = await jobs();
      expect(job).toMatchObject({ auto: true, aet: 'CENTRE', state: 'waiting', total: 2 });
      return job;
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(waiting?.problem).not.toBeNull();
  const there = await startCentre();
  await front.server.kernel.db.updateTable('dicom_transfer').set({ next_at: new Date() }).execute();
  await vi.waitFor(async () => expect((await jobs())[0]?.state).toBe('done'), { timeout: 20_000, interval: 100 });
  expect(await at(there)).toBe(2);
  // What comes later makes a job of its own; nothing goes twice.
  await arrive('7002', 3);
  await rested();
  await vi.waitFor(async () => expect(await at(there)).toBe(3), { timeout: 20_000, interval: 100 });
  expect((await jobs()).map(({ total, refused }) => [total, refused])).toContainEqual([1, 0]);
  const trail = await front.server.kernel.db
    .selectFrom('audit')
    .select('subject')
    .where('act', '=', 'dicom.forward')
    .execute();
  expect(trail.length).toBeGreaterThanOrEqual(2);
}, 90_000);
