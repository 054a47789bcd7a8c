// Decisions about a study while its images still come: images are no objection to matching it, another decision is.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chestFilm } from '../../../test/support/chest-film.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../test/support/server.ts';
import { type Archive, openArchive } from './archive.ts';

let started: TestServer;
let archive: Archive;
let manager: Browser;

beforeAll(async () => {
  started = await startTestServer();
  archive = await openArchive(started.server.kernel, started.dataDir, async () => null);
  await addPeople(started.server, ['radiology-manager']);
  manager = await loggedIn(started.server, 'radiology-manager');
});
afterAll(async () => {
  await archive.stop();
  await started.close();
});

async function comes(study: string, number: number): Promise<void> {
  const film = chestFilm({ study, accession: '', patientId: `D-${study}`, name: '宋未登', number });
  const data = (async function* () {
    yield film;
  })();
  await archive.receive({ prefix: new Uint8Array(), data, source: 'import' });
  await archive.announce();
}

async function looked(study: string) {
  const studies = await manager.api.imaging.studies({ limit: 100 });
  const found = studies.find(({ patientId }) => patientId === `D-${study}`);
  if (!found) throw new Error(`study ${study} is not there`);
  return found;
}

const decision = (studyUid: string, expectedRevision: number) => ({
  command: command(started.clock),
  studyUid,
  expectedRevision,
  reason: '补登记',
});

test('an image that came since the person looked does not refuse the match; a decision of another person does', async () => {
  await comes('91', 1);
  const seen = await looked('91');
  await comes('91', 2);
  expect((await looked('91')).revision).toBeGreaterThan(seen.revision);
  const { imaging } = manager.api;
  const matched = await imaging.reconcile({ ...decision(seen.uid, seen.revision), examId: null });
  expect(matched.instanceCount).toBe(2);
  await comes('91', 3);
  expect(await codeOf(imaging.reconcile({ ...decision(seen.uid, seen.revision), examId: null }))).toBe(
    'VERSION_CONFLICT',
  );
  expect((await imaging.undoReconcile(decision(seen.uid, matched.revision))).instanceCount).toBe(3);
  expect(await codeOf(imaging.undoReconcile(decision(seen.uid, matched.revision + 100)))).toBe('VERSION_CONFLICT');
});

test('a study is removed only as it was seen: not with images that came since', async () => {
  await comes('92', 1);
  const seen = await looked('92');
  await comes('92', 2);
  expect(await codeOf(manager.api.imaging.remove(decision(seen.uid, seen.revision)))).toBe('VERSION_CONFLICT');
  const now = await looked('92');
  expect((await manager.api.imaging.remove(decision(now.uid, now.revision))).removedAt).not.toBeNull();
});
