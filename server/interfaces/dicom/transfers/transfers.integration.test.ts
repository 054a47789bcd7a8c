// Studies to and from Orthanc by DIMSE, as people ask for it: sent, committed, found, fetched by C-MOVE and by C-GET; what goes wrong is told.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readPart10 } from '../../../../core/dicom/read.ts';
import { writeDataSet } from '../../../../core/dicom/write.ts';
import type { PeerAsk } from '../../../../core/imaging/peer-acts.ts';
import type { Transfer } from '../../../../core/imaging/transfer-contract.ts';
import { chestFilm } from '../../../../test/support/chest-film.ts';
import { freePort, testServer } from '../../../../test/support/dicom-tools.ts';
import { hasOrthanc, type Orthanc, startOrthanc } from '../../../../test/support/orthanc.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../../test/support/server.ts';
import { inflate, issueToken } from '../../../areas/imaging/module.ts';
import type { PeerAct } from '../services/peers.ts';

const root = '1.2.826.0.1.3680043.10.1338.7';
const film = (study: string, number = 1) =>
  chestFilm({ study, accession: `T${study}`, patientId: `P${study}`, name: '欧阳^小明', number });

let started: TestServer;
let keeper: Browser;
let token: string;

beforeAll(async () => {
  started = await startTestServer({ dicom: { port: 0, aet: 'YISHU', anyLoopback: false } });
  await addPeople(started.server, ['radiology-manager', 'radiographer']);
  keeper = await loggedIn(started.server, 'radiology-manager');
  token = await issueToken(started.server.kernel, {
    ...{ label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 },
  });
});
afterAll(() => started.close());

async function stow(file: Uint8Array): Promise<void> {
  const answer = await fetch(`${started.server.url}/dicom-web/studies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
    body: Buffer.from(file),
  });
  expect(answer.status).toBe(200);
}
const addPeer = (aet: string, port: number, asks: PeerAsk[], acts: PeerAct[] = []) =>
  started.server.kernel.db
    .insertInto('dicom_peer')
    .values({ aet, host: '127.0.0.1', port, acts, asks, description: '', active: true })
    .execute();
const meta = () => ({ command: command(started.clock) });
async function ended(transfer: Transfer, states: Transfer['state'][] = ['done', 'failed', 'cancelled']) {
  return vi.waitFor(
    async () => {
      const now = await keeper.api.dicom.transfer({ transferId: transfer.id });
      expect(states).toContain(now.transfer.state);
      return now;
    },
    { timeout: 15_000, interval: 50 },
  );
}
const send = (aet: string, ...studies: string[]) =>
  keeper.api.dicom.sendStudies({ ...meta(), aet, studyUids: studies.map((one) => `${root}.${one}`) });
const fetchFrom = (aet: string, study: string) =>
  keeper.api.dicom.fetchStudies({
    ...{ ...meta(), aet, studies: [{ uid: `${root}.${study}`, patientId: `P${study}`, label: study }] },
  });
const acts = async (act: string) =>
  started.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'person_name', 'detail', 'outcome'])
    .where('act', '=', act)
    .execute();

describe.skipIf(!hasOrthanc)('with Orthanc (skipped where it is absent)', () => {
  let orthanc: Orthanc;
  const theirAsks: PeerAsk[] = ['send', 'commitment', 'find', 'move'];
  const theirs = async (study: string): Promise<number> => {
    const found = await orthanc.rest('/tools/find', {
      Level: 'Instance',
      Query: { StudyInstanceUID: `${root}.${study}` },
    });
    return Array.isArray(found) ? found.length : -1;
  };

  beforeAll(async () => {
    const port = Number(started.server.listeners.dicom?.split(':')[1]);
    orthanc = await startOrthanc({ aet: 'ORTHANC', peers: { yishu: { aet: 'YISHU', port } } });
    await addPeer('ORTHANC', orthanc.dicomPort, theirAsks, ['store']);
  });
  afterAll(() => orthanc.close());

  test('chosen studies are sent, counted, committed and on record', async () => {
    for (const number of [1, 2, 3]) await stow(film('9101', number));
    await stow(film('9102'));
    const begun = await send('ORTHANC', '9101', '9102');
    expect(begun).toMatchObject({ kind: 'send', state: 'queued', total: 4, sent: 0, commitment: 'none' });
    expect(begun.studies[0]).toContain('欧阳^小明');
    const { transfer, items } = await ended(begun);
    expect(transfer).toMatchObject({ state: 'done', total: 4, sent: 4, refused: 0, problem: null });
    expect(items.map(({ outcome, status }) => [outcome, status])).toEqual(Array(4).fill(['sent', 0]));
    expect([await theirs('9101'), await theirs('9102')]).toEqual([3, 1]);
    // Orthanc calls back on an association of its own.
    await vi.waitFor(
      async () =>
        expect((await keeper.api.dicom.transfers()).find(({ id }) => id === begun.id)?.commitment).toBe('confirmed'),
      { timeout: 10_000, interval: 100 },
    );
    expect((await acts('dicom.sendStudies')).map(({ subject }) => subject).sort()).toEqual([
      `${root}.9101`,
      `${root}.9102`,
    ]);
    expect((await acts('dicom.transferEnded'))[0]).toMatchObject({ outcome: 'done' });
  });

  test('it gives by C-GET on the association that asked, where it cannot call us', async () => {
    for (const number of [1, 2]) expect(await orthanc.store(film('9105', number))).toBe(true);
    const agree = (asks: PeerAsk[]) =>
      started.server.kernel.db.updateTable('dicom_peer').set({ asks }).where('aet', '=', 'ORTHANC').execute();
    await agree(['get']);
    const { transfer } = await ended(await fetchFrom('ORTHANC', '9105'));
    await agree(theirAsks);
    expect(transfer).toMatchObject({ state: 'done', total: 2, sent: 2, refused: 0, problem: null });
    const rows = await started.server.kernel.db
      .selectFrom('imaging_instance')
      .select(['sop_uid', 'source', 'state'])
      .where('study_uid', '=', `${root}.9105`)
      .orderBy('sop_uid')
      .execute();
    expect(rows).toEqual(
      [1, 2].map((number) => ({ sop_uid: `${root}.9105.1.${number}`, source: 'ORTHANC', state: 'current' })),
    );
  });

  test('what lies there is found by number, name and accession, with what is here; fetched by C-MOVE', async () => {
    for (const number of [1, 2]) expect(await orthanc.store(film('9103', number))).toBe(true);
    const found = async (keys: object) => {
      const { studies, problem } = await keeper.api.dicom.findAt({ aet: 'ORTHANC', ...keys });
      expect(problem).toBeNull();
      return studies.map(({ uid, here, instanceCount }) => [uid, here, instanceCount]);
    };
    const there = [`${root}.9103`, 0, 2];
    expect(await found({ patientId: 'P9103' })).toEqual([there]);
    expect(await found({ accession: 'T9103' })).toEqual([there]);
    expect(await found({ patientId: 'P9101' })).toEqual([[`${root}.9101`, 3, 3]]);
    expect(await found({ patientName: '欧阳' })).toContainEqual(there);
    expect(await found({ from: '20010101', to: '20010102' })).toEqual([]);
    expect(await codeOf(keeper.api.dicom.findAt({ aet: 'ORTHANC' }))).toBe('INPUT_INVALID');

    const { transfer, items } = await ended(await fetchFrom('ORTHANC', '9103'));
    expect(transfer).toMatchObject({ state: 'done', total: 2, sent: 2, refused: 0 });
    expect(items).toMatchObject([{ outcome: 'sent', status: 0 }]);
    const rows = await started.server.kernel.db
      .selectFrom('imaging_instance')
      .select('source')
      .where('study_uid', '=', `${root}.9103`)
      .execute();
    expect(rows).toEqual([{ source: 'ORTHANC' }, { source: 'ORTHANC' }]);
  });

  test('a study that is not there is told, not counted as fetched', async () => {
    const { transfer, items } = await ended(await fetchFrom('ORTHANC', '9999'));
    expect(transfer.state).toBe('failed');
    expect(items[0]?.outcome).not.toBe('sent');
  });

  test('a title that is wrong fails at once and says which; what was mended is tried again', async () => {
    await addPeer('ORTANC', orthanc.dicomPort, ['send', 'find']);
    const { transfer } = await ended(await send('ORTANC', '9102'));
    expect(transfer).toMatchObject({ state: 'failed', problem: { code: 'called-ae' }, attempts: 0 });
    const found = await keeper.api.dicom.findAt({ aet: 'ORTANC', patientId: 'P9101' });
    expect(found).toMatchObject({ studies: [], problem: { code: 'called-ae' } });
  });
});

test('a peer that is away: waits and is tried again, cancelled by a person, tried again by a person', async () => {
  await stow(film('9201'));
  await addPeer('AWAY', await freePort(), ['send']);
  const begun = await send('AWAY', '9201');
  const { transfer } = await ended(begun, ['waiting']);
  expect(transfer).toMatchObject({ problem: { code: 'unreachable' }, attempts: 1, sent: 0, total: 1 });
  expect(transfer.nextAt).not.toBeNull();
  expect(await keeper.api.dicom.cancelTransfer({ ...meta(), transferId: begun.id })).toMatchObject({
    state: 'cancelled',
  });
  expect(await codeOf(keeper.api.dicom.cancelTransfer({ ...meta(), transferId: begun.id }))).toBe('STATE_REFUSED');
  const peer = await testServer({ store: async () => ({ status: 0 }) });
  await started.server.kernel.db.updateTable('dicom_peer').set({ port: peer.port }).where('aet', '=', 'AWAY').execute();
  await keeper.api.dicom.retryTransfer({ ...meta(), transferId: begun.id });
  expect((await ended(begun)).transfer).toMatchObject({ state: 'done', sent: 1 });
  await peer.stop(0);
});

test('each object with its own answer: taken, there already, with a remark, refused; only what was refused goes again', async () => {
  for (const number of [1, 2, 3, 4]) await stow(film('9202', number));
  const answers = new Map([
    [`${root}.9202.1.2`, 0x0111],
    [`${root}.9202.1.3`, 0xb000],
    [`${root}.9202.1.4`, 0xc123],
  ]);
  const came: string[] = [];
  const peer = await testServer({
    async store({ data, sopInstanceUid }) {
      for await (const _ of data);
      came.push(sopInstanceUid);
      return { status: answers.get(sopInstanceUid) ?? 0, comment: 'as the test says' };
    },
  });
  await addPeer('PICKY', peer.port, ['send', 'commitment']);
  const begun = await send('PICKY', '9202');
  const { transfer, items } = await ended(begun);
  expect(transfer).toMatchObject({ state: 'failed', total: 4, sent: 3, known: 1, warnings: 1, refused: 1 });
  const of = (number: number) => items.find(({ uid }) => uid.endsWith(`.${number}`));
  expect([1, 2, 3, 4].map((number) => of(number)?.outcome)).toEqual(['sent', 'known', 'warning', 'refused']);
  expect(items[0]).toMatchObject({ uid: `${root}.9202.1.4`, status: 0xc123, comment: 'as the test says' });
  // Nothing at the peer takes the request for commitment.
  await vi.waitFor(async () =>
    expect((await keeper.api.dicom.transfer({ transferId: begun.id })).transfer.commitment).toBe('unanswered'),
  );
  answers.clear();
  came.length = 0;
  await keeper.api.dicom.retryTransfer({ ...meta(), transferId: begun.id });
  expect((await ended(begun, ['done'])).transfer).toMatchObject({ sent: 4, refused: 0 });
  expect(came).toEqual([`${root}.9202.1.4`]);
  await peer.stop(0);
});

test('a peer that is set so is asked by C-GET, and what comes goes through the same door of the archive', async () => {
  const syntax = '1.2.840.10008.1.2.1';
  const { dataSet } = readPart10(film('9203'), { inflate });
  const peer = await testServer({
    get: async () => ({
      instances: [
        {
          ...{ sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: `${root}.9203.1.1` },
          transferSyntaxUids: [syntax],
          async *open() {
            yield writeDataSet(dataSet, { transferSyntax: syntax, characterSet: ['ISO_IR 192'] });
          },
        },
      ],
    }),
  });
  await addPeer('GETTER', peer.port, ['get']);
  expect((await ended(await fetchFrom('GETTER', '9203'))).transfer).toMatchObject({ state: 'done', sent: 1, total: 1 });
  const row = await started.server.kernel.db
    .selectFrom('imaging_instance')
    .select(['source', 'state'])
    .where('sop_uid', '=', `${root}.9203.1.1`)
    .executeTakeFirst();
  expect(row).toEqual({ source: 'GETTER', state: 'current' });
  await peer.stop(0);
});

test('objects of one class that lie at the peer in several syntaxes all come by C-GET; what lies in one that nobody proposes is named', async () => {
  const [plain, jpeg, jpeg2000, rle, bigEndian] = ['.1', '.4.50', '.4.90', '.5', '.2'].map(
    (end) => `1.2.840.10008.1.2${end}`,
  ) as [string, string, string, string, string];
  const held: Record<string, string[]> = { 9205: [plain, jpeg, jpeg2000, rle], 9206: [jpeg2000, bigEndian] };
  let asked = 0;
  const instance = (study: string, at: number, syntax: string) => ({
    ...{ sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: `${root}.${study}.1.${at + 1}` },
    transferSyntaxUids: [syntax],
    async *open() {
      const dataSet = readPart10(film(study, at + 1), { inflate }).dataSet.copy();
      dataSet.delete(0x7fe00010);
      yield writeDataSet(dataSet, { transferSyntax: syntax, characterSet: ['ISO_IR 192'] });
    },
  });
  const peer = await testServer({
    async get(_request, identifier) {
      asked += 1;
      const study = Object.keys(held).find((one) => Buffer.from(identifier).includes(`${root}.${one}`)) ?? '';
      return { instances: (held[study] ?? []).map((syntax, at) => instance(study, at, syntax)) };
    },
  });
  await addPeer('MIXED', peer.port, ['get']);
  const whole = await ended(await fetchFrom('MIXED', '9205'));
  expect(whole.transfer).toMatchObject({ state: 'done', sent: 4, total: 4, refused: 0 });
  expect(asked).toBe(2);
  const rows = await started.server.kernel.db
    .selectFrom('imaging_instance')
    .select('transfer_syntax')
    .where('study_uid', '=', `${root}.9205`)
    .orderBy('sop_uid')
    .execute();
  expect(rows.map(({ transfer_syntax }) => transfer_syntax)).toEqual(held['9205']);
  const part = await ended(await fetchFrom('MIXED', '9206'));
  expect(part.transfer).toMatchObject({ state: 'failed', sent: 1, total: 2, refused: 1 });
  expect(part.items).toMatchObject([{ outcome: 'refused', status: 0xb000 }]);
  await peer.stop(0);
});

test('only who keeps the archive, only what is agreed with the peer', async () => {
  const radiographer = await loggedIn(started.server, 'radiographer');
  expect(await codeOf(radiographer.api.dicom.transferPeers())).toBe('RIGHT_MISSING');
  expect(
    await codeOf(radiographer.api.dicom.sendStudies({ ...meta(), aet: 'AWAY', studyUids: [`${root}.9201`] })),
  ).toBe('RIGHT_MISSING');
  await addPeer('SILENT', 1, [], ['store', 'query']);
  await addPeer('MOVER', 1, ['move']);
  const peers = (await keeper.api.dicom.transferPeers()).map(({ aet }) => aet);
  expect(peers).not.toContain('SILENT');
  expect(peers).toContain('MOVER');
  expect((await ended(await send('SILENT', '9201'))).transfer).toMatchObject({
    ...{ state: 'failed', problem: { code: 'not-allowed' } },
  });
  // It would send to us, but nobody allowed it to store here.
  expect((await ended(await fetchFrom('MOVER', '9201'))).transfer.problem).toEqual({
    ...{ code: 'not-allowed', what: 'MOVER: store' },
  });
  expect(await codeOf(send('SILENT', '404'))).toBe('NOT_FOUND');
});
