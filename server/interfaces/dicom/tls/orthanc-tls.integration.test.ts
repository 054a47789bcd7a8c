// Two archives that speak TLS alone, Orthanc and ours: storage commitment, queries and retrievals both ways; and nothing of it by a wrong certificate.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { PeerAsk } from '../../../../core/imaging/peer-acts.ts';
import { chestFilm } from '../../../../test/support/chest-film.ts';
import { tlsWorld, trustAuthority } from '../../../../test/support/dicom-tls.ts';
import { hasOrthanc, type Orthanc, startOrthanc } from '../../../../test/support/orthanc.ts';
import { tlsPairOf } from '../../../../test/support/pki.ts';
import {
  addPeople,
  type Browser,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../../test/support/server.ts';
import { issueToken } from '../../../areas/imaging/module.ts';

const root = '1.2.826.0.1.3680043.10.1338.7';
const film = (study: string, number = 1) =>
  chestFilm({ study, accession: `T${study}`, patientId: `P${study}`, name: '欧阳^小明', number });

describe.skipIf(!hasOrthanc)('with Orthanc over TLS (skipped where it is absent)', () => {
  const world = tlsWorld();
  let started: TestServer;
  let orthanc: Orthanc;
  let keeper: Browser;
  let token: string;

  beforeAll(async () => {
    started = await startTestServer({
      dicom: { port: null, aet: 'YISHU', anyLoopback: false, tls: { port: 0, ...tlsPairOf(world.archive) } },
    });
    await addPeople(started.server, ['radiology-manager']);
    keeper = await loggedIn(started.server, 'radiology-manager');
    const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
    token = await issueToken(started.server.kernel, grant);
    const port = Number(started.server.listeners.dicomTls?.split(':')[1]);
    orthanc = await startOrthanc({
      ...{ aet: 'ORTHANC', peers: { yishu: { aet: 'YISHU', port } } },
      tls: { own: world.device, authority: world.authority },
    });
    await trustAuthority(started.server.kernel.db, world.authority);
    await started.server.kernel.db
      .insertInto('dicom_peer')
      .values({
        ...{ aet: 'ORTHANC', host: '127.0.0.1', port: orthanc.dicomPort, description: '', active: true },
        ...{ acts: ['store', 'query', 'retrieve', 'commitment'], asks: ['send', 'commitment', 'find', 'move'] },
        ...{ tls: true, certificate_name: 'ct1.test', incoming: 'certificate' },
      })
      .execute();
  });
  afterAll(async () => {
    await orthanc?.close();
    await started?.close();
  });

  const meta = () => ({ command: command(started.clock) });
  async function stow(file: Uint8Array): Promise<void> {
    const answer = await fetch(`${started.server.url}/dicom-web/studies`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
      body: Buffer.from(file),
    });
    expect(answer.status).toBe(200);
  }
  async function theirs(study: string): Promise<number> {
    const query = { Level: 'Instance', Query: { StudyInstanceUID: `${root}.${study}` } };
    const found = await orthanc.rest('/tools/find', query);
    return Array.isArray(found) ? found.length : -1;
  }
  async function ours(study: string): Promise<number> {
    const rows = await started.server.kernel.db
      .selectFrom('imaging_instance')
      .select('sop_uid')
      .where('study_uid', '=', `${root}.${study}`)
      .execute();
    return rows.length;
  }
  /** What is said of the peer: its name in certificates, and what may be asked of it. */
  const agree = (wishes: { certificate_name?: string; asks?: PeerAsk[] }) =>
    started.server.kernel.db.updateTable('dicom_peer').set(wishes).where('aet', '=', 'ORTHANC').execute();
  const transfer = async (transferId: string) => (await keeper.api.dicom.transfer({ transferId })).transfer;
  const until = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 15_000, interval: 50 });
  const fetching = (study: string) =>
    keeper.api.dicom.fetchStudies({
      ...{ ...meta(), aet: 'ORTHANC', studies: [{ uid: `${root}.${study}`, patientId: `P${study}`, label: study }] },
    });
  /** Orthanc has us send a study of ours to it. */
  async function moveOut(study: string): Promise<void> {
    const asked = await orthanc.rest('/modalities/yishu/query', {
      Level: 'Study',
      Query: { StudyInstanceUID: `${root}.${study}` },
    });
    const { ID } = Object(asked) as { ID: string };
    await orthanc.rest(`/queries/${ID}/answers/0/retrieve`, { TargetAet: 'ORTHANC', Synchronous: true });
  }
  /** Orthanc asks whether we keep an instance of ours. @returns the address of the answer that is to come */
  async function askUs(study: string): Promise<string> {
    const [instances] = [[['1.2.840.10008.5.1.4.1.1.1.1', `${root}.${study}.1.1`]]];
    const asked = await orthanc.rest('/modalities/yishu/storage-commitment', { DicomInstances: instances });
    return String((Object(asked) as { Path: string }).Path);
  }
  const commitmentOf = async (path: string) => (Object(await orthanc.rest(path)) as { Status: string }).Status;

  test('a study is sent, and it says by a call of its own that it keeps it', async () => {
    for (const number of [1, 2]) await stow(film('9501', number));
    const begun = await keeper.api.dicom.sendStudies({
      ...{ ...meta(), aet: 'ORTHANC', studyUids: [`${root}.9501`] },
    });
    await until(async () =>
      expect(await transfer(begun.id)).toMatchObject({ state: 'done', sent: 2, commitment: 'confirmed' }),
    );
    expect(await theirs('9501')).toBe(2);
  });

  test('what lies there is found, and fetched by C-MOVE and by C-GET', async () => {
    for (const study of ['9502', '9503']) expect(await orthanc.store(film(study))).toBe(true);
    const found = await keeper.api.dicom.findAt({ aet: 'ORTHANC', accession: 'T9502' });
    expect(found).toMatchObject({ problem: null, studies: [{ uid: `${root}.9502`, here: 0 }] });
    const moved = await fetching('9502');
    await until(async () => expect(await transfer(moved.id)).toMatchObject({ state: 'done', sent: 1 }));
    await agree({ asks: ['send', 'commitment', 'find', 'get'] });
    const gotten = await fetching('9503');
    await until(async () => expect(await transfer(gotten.id)).toMatchObject({ state: 'done', sent: 1 }));
    expect([await ours('9502'), await ours('9503')]).toEqual([1, 1]);
  });

  test('it finds here, has us send to it, and is told on a call of ours that we keep an object', async () => {
    await stow(film('9504'));
    await moveOut('9504');
    expect(await theirs('9504')).toBe(1);
    const path = await askUs('9504');
    await until(async () => expect(await commitmentOf(path)).toBe('Success'));
  });

  test('by a name that is not in its certificate, nothing is asked, sent or reported, and the reason is told', async () => {
    await agree({ certificate_name: 'pacs.elsewhere.test', asks: ['send', 'find', 'move'] });
    // What is believed of a peer is looked up anew after two seconds.
    started.clock.pass(3000);
    await stow(film('9505'));
    const { problem } = await keeper.api.dicom.findAt({ aet: 'ORTHANC', accession: 'T9502' });
    expect(problem).toMatchObject({ code: 'tls-name', what: expect.stringContaining('ct1.test') });
    const begun = await keeper.api.dicom.sendStudies({
      ...{ ...meta(), aet: 'ORTHANC', studyUids: [`${root}.9505`] },
    });
    await until(async () =>
      expect(await transfer(begun.id)).toMatchObject({ state: 'waiting', sent: 0, problem: { code: 'tls-name' } }),
    );
    await keeper.api.dicom.cancelTransfer({ ...meta(), transferId: begun.id });
    await moveOut('9505').catch(() => undefined);
    expect(await theirs('9505')).toBe(0);
    const path = await askUs('9504');
    const unreported = () => started.logged.find((line) => line.includes('could not be reported'));
    await until(async () => expect(unreported()).toContain('another name'));
    expect(await commitmentOf(path)).toBe('Pending');
  });

  test('a CA that is taken back is believed neither as caller nor as called', async () => {
    await agree({ certificate_name: 'ct1.test' });
    await started.server.kernel.db.deleteFrom('dicom_authority').execute();
    started.clock.pass(3000);
    expect((await keeper.api.dicom.findAt({ aet: 'ORTHANC', accession: 'T9502' })).problem?.code).toBe('tls-untrusted');
    await expect(orthanc.rest('/modalities/yishu/echo', {})).rejects.toThrow('Orthanc /modalities/yishu/echo');
  });
});
