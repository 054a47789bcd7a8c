// Orthanc as an archive of others: what lies there is found, opened and shown as our own archive shows the same files; its failures are told.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPart10 } from '../../../../core/dicom/read.ts';
import type { InstanceDescriptor, StudyManifest } from '../../../../core/imaging/descriptor.ts';
import { hasOrthancWeb, type Orthanc, startOrthanc } from '../../../../test/support/orthanc.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../../../test/support/shared-data.ts';
import { inflate } from '../objects/inflate.ts';
import { frameHeaderBytes } from '../pixels/stream.ts';
import { issueToken } from '../tokens.ts';

const imaging = (path: string) => sharedDataPath(`imaging/${path}`);

/** The image of `ct-one-image` once in each transfer syntax, each with a UID of its own of the same length. */
async function inEachSyntax(): Promise<Buffer[]> {
  const files: Buffer[] = [];
  // What Orthanc gives no frames of stands last: it turns a series to whole objects.
  const hard = /BigEndian|Process10|Process6_8/;
  const names = (await readdir(imaging('syntax/ct-one-image'))).filter((name) => !name.startsWith('Deflated'));
  for (const name of names.sort((left, right) => Number(hard.test(left)) - Number(hard.test(right)))) {
    const file = await readFile(imaging(`syntax/ct-one-image/${name}`));
    const uid = readPart10(file, { inflate }).dataSet.string('SOPInstanceUID') ?? '';
    const other = `${uid.slice(0, -2)}${10 + files.length}`;
    for (let at = file.indexOf(uid); at >= 0; at = file.indexOf(uid, at + 1)) file.write(other, at, 'latin1');
    files.push(file);
  }
  files.push(await readFile(imaging('syntax/ct-one-image/DeflatedExplicitVRLittleEndian_1.2.840.10008.1.2.1.99.dcm')));
  return files;
}

async function filesOf(folder: string, most = 1_000): Promise<Buffer[]> {
  const entries = await readdir(imaging(folder), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).slice(0, most);
  return Promise.all(names.map(({ name }) => readFile(imaging(`${folder}/${name}`))));
}

async function ctFiles(): Promise<Buffer[]> {
  const folder = imaging('ct-prior-pair');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.dcm'));
  return Promise.all(paths.map(({ parentPath, name }) => readFile(join(parentPath, name))));
}

interface Shown {
  status: number;
  kind: string | null;
  bytes: Buffer;
}

describe.skipIf(!hasOrthancWeb || !hasSharedData)('Orthanc', () => {
  let started: TestServer;
  let orthanc: Orthanc;
  let reader: Browser;
  let manager: Browser;
  let id: string;
  let token: string;
  const sent: Buffer[] = [];

  beforeAll(async () => {
    orthanc = await startOrthanc();
    started = await startTestServer();
    await addPeople(started.server, ['radiologist', 'system-admin']);
    reader = await loggedIn(started.server, 'radiologist');
    manager = await loggedIn(started.server, 'system-admin');
    token = await issueToken(started.server.kernel, {
      label: 'test',
      studyUid: null,
      createdBy: null,
      lifeMs: 3_600_000,
    });
    const saved = await manager.api.imaging.saveExternalArchive({
      command: command(started.clock),
      ...{ id: null, name: '影像中心', url: `${orthanc.web}/`, login: 'basic', user: orthanc.user, active: true },
      password: orthanc.password,
    });
    id = saved.id;
    const files = [
      ...(await inEachSyntax()),
      ...(await filesOf('single')),
      ...(await filesOf('syntax')),
      ...(await filesOf('charset')),
      ...(await filesOf('charset/generated')),
    ];
    for (const file of files) if (await orthanc.store(file)) sent.push(file);
    for (const file of await ctFiles()) expect(await orthanc.store(file)).toBe(true);
    expect(await orthanc.store(await readFile(imaging('nonimage/test-SR.dcm')))).toBe(true);
  }, 120_000);
  afterAll(async () => {
    await orthanc.close();
    await started.close();
  });

  const headers = () => ({ authorization: `Bearer ${token}` });
  const manifestOf = (studyUid: string) => reader.api.imaging.manifest({ studyUid });
  async function frame(study: string, series: string, sop: string, number: number): Promise<Shown> {
    const path = `/imaging/pixels/${study}/${series}/${sop}/${number}`;
    const answer = await fetch(`${started.server.url}${path}`, { headers: headers() });
    const kind = answer.headers.get('x-pixel-kind');
    return { status: answer.status, kind, bytes: Buffer.from(await answer.arrayBuffer()) };
  }
  /** First, middle and last frame of every image. */
  async function pictures({ studyInstanceUid, series }: StudyManifest): Promise<Map<string, Shown>> {
    const found = new Map<string, Shown>();
    for (const { seriesInstanceUid, instances } of series) {
      for (const { sopInstanceUid, image } of instances) {
        if (!image) continue;
        for (const number of new Set([1, Math.ceil(image.frames / 2), image.frames])) {
          const key = `${sopInstanceUid} ${number}`;
          found.set(key, await frame(studyInstanceUid, seriesInstanceUid, sopInstanceUid, number));
        }
      }
    }
    return found;
  }

  test('is set up without its password being seen again, and tried', async () => {
    const [shown] = await manager.api.imaging.externalArchives();
    expect(shown).toEqual({
      ...{ id, name: '影像中心', url: orthanc.web, login: 'basic', user: orthanc.user, active: true },
      hasSecret: true,
    });
    const row = await started.server.kernel.db
      .selectFrom('imaging_external_archive')
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(orthanc.password);
    expect(await manager.api.imaging.tryExternalArchive({ id })).toMatchObject({ answered: true, code: '' });
    expect(await codeOf(reader.api.imaging.externalArchives())).toBe('RIGHT_MISSING');
    expect(await codeOf(reader.api.imaging.tryExternalArchive({ id }))).toBe('RIGHT_MISSING');
    // A stored password does not follow to another address.
    const moved = manager.api.imaging.saveExternalArchive({
      command: command(started.clock),
      ...{ ...(shown as NonNullable<typeof shown>), url: 'http://127.0.0.1:1/web', password: null },
    });
    expect(await codeOf(moved)).toBe('INPUT_INVALID');
  });

  test('with a wrong password it says so, by code', async () => {
    const wrong = await manager.api.imaging.saveExternalArchive({
      command: command(started.clock),
      ...{ id: null, name: 'B', url: orthanc.web, login: 'basic', user: orthanc.user, password: 'x', active: false },
    });
    const tried = await manager.api.imaging.tryExternalArchive({ id: wrong.id });
    expect(tried).toMatchObject({ answered: false, code: 'EXTERNAL_ARCHIVE_LOGIN' });
    await manager.api.imaging.removeExternalArchive({ command: command(started.clock), id: wrong.id });
  });

  test('is searched by name and by the exact number of a patient; looks are on record', async () => {
    const [byName] = await reader.api.imaging.externalStudies({ text: 'wang' });
    expect(byName).toMatchObject({ source: { id, name: '影像中心' }, problem: null, more: false });
    // Orthanc's index keeps Latin letters only; the objects' own metadata say the name as it is.
    const wang = byName?.studies.find(({ patientName }) => patientName.startsWith('Wang'));
    expect((await manifestOf(wang?.uid ?? '')).patientName).toContain('王');
    const ct = await ctFiles();
    const { dataSet } = readPart10(ct[0] ?? Buffer.alloc(0), { inflate });
    const patientId = dataSet.string('PatientID') ?? '';
    const [byId] = await reader.api.imaging.externalStudies({ patientIds: [patientId] });
    expect(byId?.studies).toHaveLength(2);
    expect(byId?.studies[0]).toMatchObject({ patientId, modalities: ['CT'], seriesCount: 2 });
    const [described] = await reader.api.imaging.externalStudies({ text: '1CT1' });
    expect(described?.studies.map(({ description }) => description)).toContain('e+1');
    const [parts] = await reader.api.imaging.externalStudies({ text: 'wang xiao' });
    expect(parts?.studies.map(({ uid }) => uid)).toContain(wang?.uid);
    expect(await reader.api.imaging.externalStudies({ text: '*' })).toEqual([]);
    const acts = await started.server.kernel.db
      .selectFrom('audit')
      .select(['act', 'subject', 'person_id'])
      .where('act', '=', 'imaging.externalStudies')
      .execute();
    expect(acts.map(({ subject }) => subject)).toContain(patientId);
  });

  test('streams a series as it is read, and shows a report', async () => {
    const [file] = await ctFiles();
    const { dataSet } = readPart10(file ?? Buffer.alloc(0), { inflate });
    const manifest = await manifestOf(dataSet.string('StudyInstanceUID') ?? '');
    const [series] = manifest.series;
    const answer = await fetch(`${started.server.url}/imaging/stream/${series?.seriesInstanceUid}`, {
      headers: headers(),
    });
    expect(answer.headers.get('x-frames')).toBe(String(series?.instances.length));
    const { rows = 0, columns = 0 } = series?.instances[0]?.image ?? {};
    const bytes = (await answer.arrayBuffer()).byteLength;
    expect(bytes).toBe((series?.instances.length ?? 0) * (frameHeaderBytes + rows * columns * 2));
    const sr = readPart10(await readFile(imaging('nonimage/test-SR.dcm')), { inflate }).dataSet;
    const shown = await fetch(`${started.server.url}/imaging/objects/${sr.string('SOPInstanceUID')}`, {
      headers: headers(),
    });
    expect(await shown.json()).toMatchObject({ kind: 'report' });
    const looks = await started.server.kernel.db
      .selectFrom('audit')
      .select(['act', 'detail'])
      .where('subject', '=', manifest.studyInstanceUid)
      .execute();
    expect(looks).toContainEqual({ act: 'imaging.open', detail: 'from 影像中心' });
    expect(looks.map(({ act }) => act)).toContain('imaging.pixels');
  });

  test('shows every study as our own archive shows the same files', { timeout: 240_000 }, async () => {
    const studies = [...new Set(sent.map((file) => readPart10(file, { inflate }).dataSet.string('StudyInstanceUID')))];
    const outside = new Map<string, { manifest: StudyManifest; pictures: Map<string, Shown> }>();
    for (const uid of studies) {
      if (!uid) continue;
      const manifest = await manifestOf(uid);
      expect(manifest.source).toEqual({ id, name: '影像中心' });
      outside.set(uid, { manifest, pictures: await pictures(manifest) });
    }
    for (const file of sent) {
      const answer = await fetch(`${started.server.url}/dicom-web/studies`, {
        method: 'POST',
        headers: { ...headers(), 'content-type': 'application/dicom' },
        body: new Uint8Array(file),
      });
      await answer.body?.cancel();
    }
    // Orthanc loses letters of the samples of character sets (ISO 2022, GB18030); of their pictures it loses nothing.
    const samples = [...(await filesOf('charset')), ...(await filesOf('charset/generated'))];
    const odd = new Set(samples.map((file) => readPart10(file, { inflate }).dataSet.string('StudyInstanceUID')));
    let compared = 0;
    const differences: string[] = [];
    for (const [uid, { manifest, pictures: theirs }] of outside) {
      const own = await manifestOf(uid);
      expect(own.source).toBeUndefined();
      const ours = await pictures(own);
      const described = ({ series }: StudyManifest) =>
        new Map(series.flatMap(({ instances }) => instances).map((one) => [one.sopInstanceUid, one]));
      const mine = described(own);
      for (const key of ['patientId', 'patientName', 'sex', 'birthDate', 'date', 'accession', 'description'] as const) {
        if (!odd.has(uid) && own[key] !== manifest[key])
          differences.push(`${uid} ${key}: ${own[key]} / ${manifest[key]}`);
      }
      for (const [sop, other] of described(manifest)) {
        const same = mine.get(sop);
        if (!same) continue;
        differences.push(...differing(sop, same, other));
      }
      for (const [key, shown] of theirs) {
        const same = ours.get(key);
        if (!same) continue;
        if (same.status === 200) compared += 1;
        if (same.status !== shown.status) differences.push(`${key}: ${same.status}, there ${shown.status}`);
        else if (same.status !== 200) continue;
        else if (same.kind !== shown.kind || !same.bytes.equals(shown.bytes)) differences.push(`${key}: other pixels`);
      }
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(60);
  });

  test('frozen or killed it is told as such, nothing hangs, and our own archive goes on', {
    timeout: 60_000,
  }, async () => {
    const [own] = (await reader.api.imaging.studies({})).filter(({ modalities }) => modalities.includes('CT'));
    const [file] = await ctFiles();
    const { dataSet } = readPart10(file ?? Buffer.alloc(0), { inflate });
    const study = dataSet.string('StudyInstanceUID') ?? '';
    const patientId = dataSet.string('PatientID') ?? '';
    const [series] = (await manifestOf(study)).series;
    orthanc.freeze();
    const stuck = frame(study, series?.seriesInstanceUid ?? '', series?.instances[0]?.sopInstanceUid ?? '', 1);
    expect((await manifestOf(own?.uid ?? '')).series.length).toBeGreaterThan(0);
    const answer = await stuck;
    expect([answer.status, JSON.parse(String(answer.bytes)).code]).toEqual([424, 'EXTERNAL_ARCHIVE_SLOW']);
    orthanc.thaw();
    started.clock.pass(60_000);
    expect((await manifestOf(study)).series.length).toBeGreaterThan(0);
    // Killed while a series streams: each frame that is missing says why.
    await orthanc.kill();
    const stream = await fetch(`${started.server.url}/imaging/stream/${series?.seriesInstanceUid}`, {
      headers: headers(),
    });
    const text = Buffer.from(await stream.arrayBuffer()).toString('latin1');
    expect(text.split('EXTERNAL_ARCHIVE_UNREACHABLE')).toHaveLength(1 + (series?.instances.length ?? 0));
    const [found] = await reader.api.imaging.externalStudies({ patientIds: [patientId] });
    expect(found).toMatchObject({ studies: [], problem: { code: 'EXTERNAL_ARCHIVE_UNREACHABLE' } });
    started.clock.pass(60_000);
    expect(await codeOf(manifestOf(study))).toBe('EXTERNAL_ARCHIVE_UNREACHABLE');
    expect(await manager.api.imaging.tryExternalArchive({ id })).toMatchObject({
      answered: false,
      code: 'EXTERNAL_ARCHIVE_UNREACHABLE',
    });
    expect((await manifestOf(own?.uid ?? '')).source).toBeUndefined();
    await manager.api.imaging.removeExternalArchive({ command: command(started.clock), id });
    expect(await codeOf(manifestOf(study))).toBe('NOT_FOUND');
  });
});

/** What the two descriptors of one image do not agree about. */
function differing(sop: string, own: InstanceDescriptor, other: InstanceDescriptor): string[] {
  return Object.keys(own.image ?? {}).flatMap((key) => {
    const [left, right]: unknown[] = [own, other].map(({ image }) => image && Reflect.get(image, key));
    const shown = () => [left, right].map((value) => JSON.stringify(value).slice(0, 300)).join(' / ');
    return isDeepStrictEqual(left, right) ? [] : [`${sop} ${own.transferSyntaxUid} ${key}: ${shown()}`];
  });
}
