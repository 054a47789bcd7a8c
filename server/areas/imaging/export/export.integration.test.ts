// Exports end to end on real studies: fetched as a zip, unpacked by another program, read by dcmtk, taken in again by our own importer.
import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPart10 } from '../../../../core/dicom/read.ts';
import { hasTool, runTool } from '../../../../test/support/dicom-tools.ts';
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
import { type Archive, openArchive } from '../archive.ts';
import { inflate } from '../objects/inflate.ts';

const none = new Uint8Array();
const basic = {
  shiftDates: false,
  keepCharacteristics: false,
  cleanDescriptors: false,
  includeBurnedIn: false,
  index: true,
  fileSetId: 'TEST 1',
};

describe.skipIf(!hasSharedData || !hasTool('dcmdump') || spawnSync('unzip', ['-v']).status !== 0)(
  'exports of real studies',
  () => {
    let started: TestServer;
    let archive: Archive;
    let manager: Browser;
    let folder: string;
    const originals = new Map<string, string>();

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'yishu-export-'));
      started = await startTestServer();
      archive = await openArchive(started.server.kernel, started.dataDir, async () => null);
      await addPeople(started.server, ['radiology-manager', 'radiologist']);
      manager = await loggedIn(started.server, 'radiology-manager');
      const files = [
        ...(await some('ct-head-philips', 4)),
        ...(await some('single', 200)),
        ...(await some('syntax', 200)),
        ...(await some('nonimage', 60)),
        ...(await some('charset', 60)),
      ];
      for (const file of files) {
        const received = await archive
          .receive({ prefix: none, data: createReadStream(file), source: 'import' })
          .catch(() => null);
        if (received?.outcome === 'stored') originals.set(received.sopInstanceUid, file);
      }
      await archive.announce();
    }, 120_000);
    afterAll(async () => {
      await archive.stop();
      await started.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function some(name: string, most: number): Promise<string[]> {
      const entries = await readdir(sharedDataPath(`imaging/${name}`), { recursive: true, withFileTypes: true }).catch(
        () => [],
      );
      return entries
        .filter((entry) => entry.isFile() && !/\.(txt|md|tsv|json)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .slice(0, most);
    }

    async function unpacked(url: string, name: string): Promise<string> {
      const response = await manager.fetch(url);
      expect(response.status).toBe(200);
      const zip = join(folder, `${name}.zip`);
      await writeFile(zip, Buffer.from(await response.arrayBuffer()));
      const to = join(folder, name);
      const { code, output } = await runTool('unzip', ['-q', zip, '-d', to]);
      expect(output).toBe('');
      expect(code).toBe(0);
      return to;
    }

    async function filesBelow(root: string): Promise<string[]> {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }

    async function studies(): Promise<string[]> {
      return (await manager.api.imaging.studies({ limit: 1000 })).map(({ uid }) => uid);
    }

    const pixelBytes = (bytes: Uint8Array) => {
      const object = readPart10(bytes, { inflate });
      const element = object.dataSet.element('PixelData') ?? object.dataSet.element('FloatPixelData');
      if (element?.kind === 'encapsulated')
        return Buffer.concat(element.fragments.map((each) => each.bytes)).toString('hex');
      return element?.kind === 'bytes' ? Buffer.from(object.dataSet.littleEndianBytes(element)).toString('hex') : '';
    };

    test('anonymised: no value of a person is left, the pixels are the same bit for bit, dcmdump reads every file', async () => {
      const all = (await studies()).slice(0, 100);
      const plan = await manager.api.imaging.startExport({
        command: command(started.clock),
        kind: 'anonymised',
        studyUids: all,
        options: basic,
        reason: 'teaching',
      });
      const reasons = new Set(plan.leftOut.map(({ reason }) => reason));
      expect(reasons.has('not-an-image')).toBe(true);
      expect(reasons.has('burned-in-likely')).toBe(true);
      const to = await unpacked(plan.url, 'anonymised');
      const made = (await filesBelow(to)).filter((file) => file.endsWith('.dcm'));
      expect(made.length).toBe(plan.objects);
      expect(made.length).toBeGreaterThan(50);
      const pixels = new Set<string>();
      for (const file of originals.values()) {
        const bytes = await readFile(file);
        try {
          pixels.add(pixelBytes(bytes));
        } catch {
          // Damaged beyond reading: it cannot be among the exported ones either.
        }
      }
      for (const file of made) {
        const bytes = await readFile(file);
        const object = readPart10(bytes, { inflate });
        expect(object.dataSet.string('PatientName')).toMatch(/^ANON-/);
        expect(object.dataSet.string('PatientIdentityRemoved')).toBe('YES');
        expect(originals.has(object.dataSet.string('SOPInstanceUID') ?? '')).toBe(false);
        expect(object.meta.string('MediaStorageSOPInstanceUID')).toBe(object.dataSet.string('SOPInstanceUID'));
        expect(pixels.has(pixelBytes(bytes)), file).toBe(true);
      }
      const dump = await runTool('dcmdump', ['+P', '0010,0010', ...made]);
      expect(dump).toMatchObject({ code: 0, output: expect.not.stringMatching(/^[EF]:/m) });
      // Our own archive takes them as new studies.
      let stored = 0;
      for (const file of made) {
        const received = await archive.receive({ prefix: none, data: createReadStream(file), source: 'import' });
        if (received.outcome === 'stored') stored += 1;
      }
      expect(stored).toBe(made.length);
      await archive.announce();
    }, 120_000);

    test('the same selection again has other UIDs: two exports cannot be joined', async () => {
      const [uid = ''] = await studies();
      const uids = new Set<string>();
      for (const name of ['first', 'second']) {
        const options = { ...basic, includeBurnedIn: true };
        const plan = await manager.api.imaging.startExport({
          command: command(started.clock),
          kind: 'anonymised',
          studyUids: [uid],
          options,
          reason: 'research',
        });
        const [file = ''] = (await filesBelow(await unpacked(plan.url, name))).filter((one) => one.endsWith('.dcm'));
        uids.add(readPart10(await readFile(file), { inflate }).dataSet.string('StudyInstanceUID') ?? '');
      }
      expect(uids.size).toBe(2);
      expect(uids.has(uid)).toBe(false);
    });

    test('burn-ready: DICOMDIR names every file, dcmtk reads it without a warning, the objects come back as they were', async () => {
      const before = await studies();
      const plan = await manager.api.imaging.startExport({
        command: command(started.clock),
        kind: 'media',
        studyUids: before.slice(0, 100),
        options: basic,
        reason: 'for the patient',
      });
      const to = await unpacked(plan.url, 'media');
      const names = (await filesBelow(to)).map((file) => file.slice(to.length + 1));
      const objects = names.filter((name) => name.startsWith('DICOM/'));
      expect(objects.length).toBe(plan.objects);
      for (const name of objects) expect(name).toMatch(/^DICOM(\/[A-Z0-9_]{1,8}){3}$/);
      expect(names).toEqual(expect.arrayContaining(['DICOMDIR', 'README.TXT', 'LABEL.TXT', 'INDEX.HTM']));
      // Names for people, not as they stand in a data set; the number behind them stays as it is.
      expect(await readFile(join(to, 'LABEL.TXT'), 'utf8')).not.toMatch(/^[^(]*\p{L}[\^=]\p{L}/mu);
      const directory = readPart10(await readFile(join(to, 'DICOMDIR')));
      const referenced = directory.dataSet
        .items('DirectoryRecordSequence')
        .flatMap((item) => (item.has('ReferencedFileID') ? [item.strings('ReferencedFileID').join('/')] : []));
      expect(referenced.sort()).toEqual(objects.sort());
      // dcmtk follows the offsets of the records.
      const dump = await runTool('dcmdump', [join(to, 'DICOMDIR')]);
      expect(dump.code).toBe(0);
      expect(dump.output).not.toMatch(/^[EW]:/m);
      expect(dump.output).toContain('(0004,1130) CS [TEST 1]');
      const importer = await openArchive(started.server.kernel, started.dataDir, async () => null);
      for (const name of objects) {
        const again = await importer.receive({
          prefix: none,
          data: createReadStream(join(to, name)),
          source: 'import',
        });
        expect(again.outcome, name).toBe('duplicate');
      }
      await importer.stop();
    }, 120_000);

    test('only the person who asked, only with the right, only within the hour', async () => {
      const [uid = ''] = await studies();
      const reader = await loggedIn(started.server, 'radiologist');
      const input = { kind: 'media' as const, studyUids: [uid], options: basic, reason: 'no right' };
      expect(await codeOf(reader.api.imaging.startExport({ command: command(started.clock), ...input }))).toBe(
        'RIGHT_MISSING',
      );
      const plan = await manager.api.imaging.startExport({ command: command(started.clock), ...input });
      expect((await reader.fetch(plan.url)).status).toBe(403);
      const rows = await started.server.kernel.db
        .selectFrom('audit')
        .select(['act', 'subject'])
        .where('act', 'in', ['imaging.startExport', 'imaging.export'])
        .execute();
      expect(rows.some(({ act, subject }) => act === 'imaging.startExport' && subject === uid)).toBe(true);
      expect(rows.some(({ act }) => act === 'imaging.export')).toBe(true);
    });
  },
);
