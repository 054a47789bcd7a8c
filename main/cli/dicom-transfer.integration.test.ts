// `yishu dicom send` and `fetch` as programs, against dcmtk's peers, with images of real machines: what arrives is what was there, pixel for pixel.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tagNamed } from '../../core/dicom/dictionary.ts';
import { readPart10 } from '../../core/dicom/read.ts';
import type { PeerAsk } from '../../core/imaging/peer-acts.ts';
import { inflate, issueToken } from '../../server/areas/imaging/module.ts';
import type { PeerAct } from '../../server/interfaces/dicom/services/peers.ts';
import { chestFilm } from '../../test/support/chest-film.ts';
import { startDcmqrscp } from '../../test/support/dcmqrscp.ts';
import { tlsWorld, trustAuthority } from '../../test/support/dicom-tls.ts';
import { hasTool, type RunningTool, runTool, startTool } from '../../test/support/dicom-tools.ts';
import { tlsPairOf } from '../../test/support/pki.ts';
import { addPeople, startTestServer, type TestServer, testPassword } from '../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../test/support/shared-data.ts';
import { tlsInFront, tlsOnItsWay } from '../../test/support/tls-relay.ts';

const program = fileURLToPath(new URL('./yishu.ts', import.meta.url));
const tools = ['storescp', 'dcmqrscp', 'storescu'];
const missing = tools.filter((name) => !hasTool(name));

interface Image {
  file: string;
  study: string;
  accession: string;
  sop: string;
  pixels: string;
}

function imageOf(file: string): Image {
  const { dataSet } = readPart10(readFileSync(file), { inflate });
  return {
    file,
    study: dataSet.text('StudyInstanceUID') ?? '',
    accession: dataSet.text('AccessionNumber') ?? '',
    sop: dataSet.text('SOPInstanceUID') ?? '',
    pixels: createHash('sha256')
      .update(dataSet.bytes(tagNamed('PixelData') ?? 0) ?? new Uint8Array())
      .digest('hex'),
  };
}
const filesIn = (folder: string, most = Number.POSITIVE_INFINITY) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(txt|md|tsv|json|dat|idx)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .slice(0, most);
const content = (images: readonly Image[]) => images.map(({ sop, pixels }) => `${sop} ${pixels}`).toSorted();

describe.skipIf(!hasSharedData || missing.length > 0)(`skipped where dcmtk is absent (${missing.join(', ')})`, () => {
  let started: TestServer;
  let folder: string;
  let token: string;
  const running: RunningTool[] = [];
  const world = tlsWorld();
  /** Head CT of a Philips; one examination of the pair of chests. */
  let here: Image[];
  let there: Image[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-transfer-'));
    started = await startTestServer({
      dicom: { port: 0, aet: 'YISHU', anyLoopback: false, tls: { port: 0, ...tlsPairOf(world.archive) } },
    });
    await addPeople(started.server, ['radiology-manager', 'radiographer']);
    const grant = { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 };
    token = await issueToken(started.server.kernel, grant);
    here = filesIn(sharedDataPath('imaging/ct-head-philips'), 5).map(imageOf);
    const pair = filesIn(sharedDataPath('imaging/ct-prior-pair')).map(imageOf);
    there = pair.filter(({ study }) => study === pair[0]?.study).slice(0, 6);
    for (const { file } of here) {
      const answer = await fetch(`${started.server.url}/dicom-web/studies`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
        body: readFileSync(file),
      });
      expect(answer.status).toBe(200);
    }
  }, 60_000);
  afterAll(async () => {
    for (const tool of running) await tool.stop();
    await started.close();
    rmSync(folder, { recursive: true });
  });

  const addPeer = (aet: string, port: number, asks: PeerAsk[], acts: PeerAct[] = []) =>
    started.server.kernel.db
      .insertInto('dicom_peer')
      .values({ aet, host: '127.0.0.1', port, acts, asks, description: '', active: true })
      .execute();

  /** As a person at a console starts it. */
  function yishu(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    return new Promise((resolve) => {
      const named = ['dicom', ...args, '--to', started.server.url];
      const env = { ...process.env, YISHU_PASSWORD: testPassword };
      const child = spawn(process.execPath, [program, ...named], { env });
      const said = { out: '', err: '' };
      child.stdout.on('data', (text) => {
        said.out += text;
      });
      child.stderr.on('data', (text) => {
        said.err += text;
      });
      child.on('close', (code) => resolve({ code: code ?? -1, ...said }));
    });
  }
  const asManager = ['--user', 'radiology-manager'];

  const ourPort = (name: 'dicom' | 'dicomTls') => Number(started.server.listeners[name]?.split(':')[1]);
  /** dcmtk's archive, which calls us at that port. */
  async function archiveWith(port: number, ...titles: string[]): Promise<RunningTool> {
    const archive = await startDcmqrscp(folder, titles, { YISHU: port });
    running.push(archive);
    return archive;
  }
  async function fill(title: string, port: number, images: readonly Image[]): Promise<void> {
    const files = images.map(({ file }) => file);
    const { code, output } = await runTool('storescu', ['-aec', title, '127.0.0.1', String(port), ...files]);
    expect(code, output).toBe(0);
  }
  /** What our archive now has of a study, read back from it. */
  async function kept(study: string): Promise<Image[]> {
    const { db } = started.server.kernel;
    const rows = await db
      .selectFrom('imaging_instance')
      .select(['sop_uid', 'series_uid'])
      .where('study_uid', '=', study)
      .execute();
    return Promise.all(
      rows.map(async ({ sop_uid, series_uid }, at) => {
        const answer = await fetch(
          `${started.server.url}/dicom-web/~${token}/studies/${study}/series/${series_uid}/instances/${sop_uid}`,
          { headers: { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' } },
        );
        const body = Buffer.from(await answer.arrayBuffer());
        const from = body.indexOf('\r\n\r\n') + 4;
        const file = join(folder, `kept-${at}.dcm`);
        writeFileSync(file, body.subarray(from, body.lastIndexOf('\r\n--')));
        return imageOf(file);
      }),
    );
  }

  test('a study is sent to storescp and lies there as it is here', async () => {
    const into = join(folder, 'sink');
    mkdirSync(into);
    const sink = await startTool('storescp', (port) => ['+xa', '-aet', 'SINK', '-od', into, String(port)], folder);
    running.push(sink);
    await addPeer('SINK', sink.port, ['send']);
    const [first] = here;
    const { code, out, err } = await yishu('send', first?.study ?? '', '--peer', 'SINK', ...asManager, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const said = JSON.parse(out);
    expect(said).toMatchObject({ transfer: { state: 'done', total: here.length, sent: here.length }, notTaken: [] });
    expect(content(filesIn(into).map(imageOf))).toEqual(content(here));
  }, 60_000);

  test('a study is fetched by C-MOVE, and one by C-GET, from dcmqrscp', async () => {
    const archive = await archiveWith(ourPort('dicom'), 'QRMOVE', 'QRGET');
    const [first] = there;
    const study = first?.study ?? '';
    await fill('QRMOVE', archive.port, there.slice(0, 3));
    await fill('QRGET', archive.port, there);
    await addPeer('QRMOVE', archive.port, ['find', 'move'], ['store']);
    await addPeer('QRGET', archive.port, ['find', 'get']);
    const moved = await yishu('fetch', study, '--peer', 'QRMOVE', ...asManager);
    expect(moved).toMatchObject({ code: 0, err: '' });
    expect(moved.out).toContain('完成 / done');
    expect(content(await kept(study))).toEqual(content(there.slice(0, 3)));
    const got = await yishu('fetch', study, '--peer', 'QRGET', ...asManager, '--json');
    expect({ code: got.code, err: got.err }, got.out).toEqual({ code: 0, err: '' });
    expect(JSON.parse(got.out)).toMatchObject({ transfer: { state: 'done' }, notTaken: [] });
    expect(content(await kept(study))).toEqual(content(there));
  }, 60_000);

  test('over TLS, which dcmqrscp has from relays: found, moved and gotten once its certificate is believed, until then nothing', async () => {
    const { db } = started.server.kernel;
    const way = await tlsOnItsWay(ourPort('dicomTls'), world.device, world.authority);
    const archive = await archiveWith(way.port, 'QRTLS');
    const front = await tlsInFront(archive.port, world.device, world.authority);
    running.push({ port: 0, stop: way.close }, { port: 0, stop: front.close });
    const films = [1, 2, 3].map((number) => {
      const file = join(folder, `tls-${number}.dcm`);
      writeFileSync(file, chestFilm({ study: '9401', accession: 'TLS9401', patientId: 'P9401', name: '安全', number }));
      return imageOf(file);
    });
    await fill('QRTLS', archive.port, films.slice(0, 2));
    await addPeer('QRTLS', front.port, ['find', 'move'], ['store']);
    const set = (wishes: { certificate_name?: string; asks?: PeerAsk[] }) =>
      db
        .updateTable('dicom_peer')
        .set({ tls: true, incoming: 'certificate', ...wishes })
        .where('aet', '=', 'QRTLS')
        .execute();
    async function fetching(name: string): Promise<unknown> {
      const { out } = await yishu('fetch', name, '--peer', 'QRTLS', ...asManager, '--json');
      return JSON.parse(out);
    }

    await set({ certificate_name: 'ct1.test' });
    expect(await fetching('TLS9401')).toMatchObject({ error: { code: 'tls-untrusted' } });
    await trustAuthority(db, world.authority);
    await set({ certificate_name: 'pacs.elsewhere.test' });
    expect(await fetching('TLS9401')).toMatchObject({ error: { code: 'tls-name' } });
    // The program behind saw neither of the two.
    expect([front.secured(), way.secured()]).toEqual([0, 0]);

    await set({ certificate_name: 'ct1.test' });
    expect(await fetching('TLS9401')).toMatchObject({ transfer: { state: 'done', sent: 2, total: 2 }, notTaken: [] });
    const study = films[0]?.study ?? '';
    expect(content(await kept(study))).toEqual(content(films.slice(0, 2)));
    // The images came by the way that is secured: the plain one is shut for this peer.
    expect(way.secured()).toBe(1);
    await fill('QRTLS', archive.port, films.slice(2));
    await set({ asks: ['find', 'get'] });
    expect(await fetching(study)).toMatchObject({ transfer: { state: 'done' }, notTaken: [] });
    expect(content(await kept(study))).toEqual(content(films));
    expect(way.secured()).toBe(1);
  }, 60_000);

  test('what cannot be done is said and ends with another code: no such peer, study or right', async () => {
    const study = here[0]?.study ?? '';
    const nobody = await yishu('send', study, '--peer', 'NOBODY', ...asManager);
    expect(nobody.code).not.toBe(0);
    expect(nobody.out + nobody.err).toContain('NOBODY');
    const unknown = await yishu('send', 'NO-SUCH-NUMBER', '--peer', 'SINK', ...asManager);
    expect(unknown.code).not.toBe(0);
    expect(unknown.err).toContain('no study “NO-SUCH-NUMBER”');
    const elsewhere = await yishu('fetch', 'NO-SUCH-NUMBER', '--peer', 'QRGET', ...asManager);
    expect(elsewhere.code).not.toBe(0);
    expect(elsewhere.err).toContain('QRGET has no accession number');
    const refused = await yishu('send', study, '--peer', 'SINK', '--user', 'radiographer', '--json');
    expect(refused.code).not.toBe(0);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code: 'RIGHT_MISSING' } });
    await running.shift()?.stop();
    const away = await yishu('send', study, '--peer', 'SINK', ...asManager);
    expect(away).toMatchObject({ code: 3 });
    expect(away.out).toContain('对方暂不可用');
  }, 60_000);
});
