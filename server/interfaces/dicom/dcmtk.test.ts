// Our server and our client against dcmtk's programs: bytes arrive as they were sent, queries and retrievals are understood.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDcmqrscp } from '../../../test/support/dcmqrscp.ts';
import {
  explicitLittle,
  hasTool,
  identifier,
  implicitLittle,
  type Kept,
  keeping,
  models,
  type RunningTool,
  runTool,
  startTool,
  testServer,
} from '../../../test/support/dicom-tools.ts';
import { hasSharedData, sharedDataPath } from '../../../test/support/shared-data.ts';
import type { DicomServer } from './scp.ts';
import { openClient } from './scu/client.ts';
import { type FileInstance, FileRefused, fileInstance } from './scu/file.ts';
import { sendFiles } from './scu/send-files.ts';
import { systemTimers } from './ul/timers.ts';

const dcmtk = hasTool('storescu');
const withData = dcmtk && hasSharedData;
const timers = systemTimers;
const local = { host: '127.0.0.1', callingAe: 'YISHU', calledAe: 'PEER', timers };

/** Data set bytes of a file: what follows its group 0002, with the NUL that a deflated one of odd length gets on its way. */
async function dataSetOf(path: string): Promise<Uint8Array> {
  const instance = await fileInstance(path);
  const bytes = new Uint8Array(instance.length + (instance.length % 2));
  bytes.set(readFileSync(path).subarray(-instance.length));
  return bytes;
}

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function syntaxFiles(): Promise<FileInstance[]> {
  const root = sharedDataPath('imaging/syntax');
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dcm'));
  const bySyntax = new Map<string, FileInstance>();
  for (const name of paths.sort()) {
    // One file of the set has no SOP instance UID: nothing could send it.
    if (name === 'JLSN_RGB_ILV0.dcm') continue;
    const instance = await fileInstance(join(root, name));
    const syntax = instance.transferSyntaxUids[0] ?? '';
    const other = bySyntax.get(syntax);
    if (!other || other.length > instance.length) bySyntax.set(syntax, instance);
  }
  return [...bySyntax.values()];
}

let folder: string;
let server: DicomServer;
const kept = new Map<string, Kept>();
let tools: RunningTool[] = [];
const tool = async (name: string, args: (port: number) => readonly string[]): Promise<RunningTool> => {
  const running = await startTool(name, args, folder);
  tools.push(running);
  return running;
};

function makeFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

const study = '1.2.826.0.1.3680043.9.7.1';
const ct = '1.2.840.10008.5.1.4.1.1.2';
const instances = ['1.2.826.0.1.3680043.9.7.1.1', '1.2.826.0.1.3680043.9.7.1.2', '1.2.826.0.1.3680043.9.7.1.3'];
const dataSet = (uid: string): Uint8Array =>
  identifier(
    [
      [0x00080016, 'UI', ct],
      [0x00080018, 'UI', uid],
      [0x00080060, 'CS', 'CT'],
      [0x00100010, 'PN', 'Test^Patient'],
      [0x00100020, 'LO', 'P1'],
      [0x0020000d, 'UI', study],
      [0x0020000e, 'UI', `${study}.0`],
    ],
    explicitLittle,
  );
const outgoing = instances.map((sopInstanceUid) => ({
  sopClassUid: ct,
  sopInstanceUid,
  transferSyntaxUids: [explicitLittle],
  async *open() {
    yield dataSet(sopInstanceUid);
  },
}));
let movePort = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dicom-net-'));
  server = await testServer({
    store: keeping(kept),
    async *find({ transferSyntaxUid }) {
      for (const patient of ['P1', 'P2', 'P3']) {
        yield identifier(
          [
            [0x00080052, 'CS', 'STUDY'],
            [0x00100020, 'LO', patient],
            [0x0020000d, 'UI', study],
          ],
          transferSyntaxUid,
        );
      }
    },
    move: async () => ({
      instances: outgoing,
      destination: { host: '127.0.0.1', port: movePort, callingAe: 'YISHU', tls: null },
    }),
    get: async () => ({ instances: outgoing }),
  });
});
afterAll(async () => {
  // The programs first: they must not outlive a run in which the server did not even start.
  for (const running of tools) await running.stop();
  tools = [];
  await server.stop(0);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!dcmtk)('dcmtk calls us (skipped where dcmtk is absent)', () => {
  test('echoscu', async () => {
    const { code, output } = await runTool('echoscu', ['-v', '127.0.0.1', String(server.port)]);
    expect(output).toContain('Received Echo Response (Success)');
    expect(code).toBe(0);
  });

  test('findscu reads every match', async () => {
    const { code, output } = await runTool('findscu', [
      ...['-S', '-v', '127.0.0.1', String(server.port)],
      ...['-k', 'QueryRetrieveLevel=STUDY', '-k', 'PatientID', '-k', 'StudyInstanceUID'],
    ]);
    expect(code).toBe(0);
    expect(output.match(/\[P[123]\s*\]/g)).toHaveLength(3);
    expect(output).toMatch(/Final Find Response \(Success\)/);
  });

  test('getscu gets the instances on its own association, as they are', async () => {
    const into = makeFolder('get');
    const { code, output } = await runTool('getscu', [
      ...['-v', '+B', '-od', into, '-S', '127.0.0.1', String(server.port)],
      ...['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${study}`],
    ]);
    expect(output, output).toMatch(/Number of Completed Suboperations\s*: 3/);
    expect(code).toBe(0);
    for (const name of readdirSync(into)) {
      const uid = instances.find((one) => name.endsWith(one));
      expect(Buffer.from(await dataSetOf(join(into, name)))).toEqual(Buffer.from(dataSet(uid ?? '')));
    }
    expect(readdirSync(into)).toHaveLength(3);
  });

  test('movescu has them sent to the destination', async () => {
    const into = makeFolder('move');
    const receiver = await tool('storescp', (port) => ['+B', '+xa', '-od', into, String(port)]);
    movePort = receiver.port;
    const { code, output } = await runTool('movescu', [
      ...['-v', '-S', '-aem', 'DEST', '127.0.0.1', String(server.port)],
      ...['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${study}`],
    ]);
    expect(output).toMatch(/Received Final Move Response \(Success\)/);
    expect(code).toBe(0);
    expect(readdirSync(into)).toHaveLength(3);
  });

  test('a destination that does not answer is told as failed sub-operations', async () => {
    movePort = 1;
    const { output } = await runTool('movescu', [
      ...['-d', '-S', '-aem', 'DEST', '127.0.0.1', String(server.port)],
      ...['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${study}`],
    ]);
    expect(output).toMatch(/0xa702/i);
    expect(output).toContain(instances[2]);
  });
});

describe.skipIf(!withData)(
  'every transfer syntax of the shared data (skipped where dcmtk or the data is absent)',
  () => {
    test('dcmsend to us and to storescp: the same bytes', async () => {
      const into = makeFolder('reference');
      const receiver = await tool('storescp', (port) => ['+B', '+xa', '+uf', '-od', into, String(port)]);
      const files = await syntaxFiles();
      const ours: string[] = [];
      const twin = await testServer({
        async store(request) {
          const own = new Map<string, Kept>();
          await keeping(own)(request);
          for (const { bytes } of own.values()) ours.push(`${request.transferSyntaxUid} ${sha(bytes)}`);
          return { status: 0 };
        },
      });
      for (const { path } of files) {
        for (const port of [receiver.port, twin.port]) {
          await runTool('dcmsend', ['-dn', '-nuc', '127.0.0.1', String(port), path]);
        }
      }
      await twin.stop(1000);
      const theirs: string[] = [];
      for (const name of readdirSync(into)) {
        const { transferSyntaxUids } = await fileInstance(join(into, name));
        theirs.push(`${transferSyntaxUids[0]} ${sha(await dataSetOf(join(into, name)))}`);
      }
      expect(theirs.length).toBeGreaterThanOrEqual(12);
      expect(theirs.filter((one) => !ours.includes(one))).toEqual([]);
    });

    test('our client to us: the data set of the file, byte for byte, in the syntax in which it lies', async () => {
      const files = await syntaxFiles();
      kept.clear();
      for (const file of files) {
        const [result] = await sendFiles([file.path], { ...local, port: server.port });
        expect(result, file.path).toMatchObject({ outcome: 'answered', status: 0 });
        const got = kept.get(file.sopInstanceUid);
        expect(got?.request.transferSyntaxUid).toBe(file.transferSyntaxUids[0]);
        expect(Buffer.from(await dataSetOf(file.path)).equals(got?.bytes ?? new Uint8Array()), file.path).toBe(true);
      }
      expect(files.length).toBeGreaterThanOrEqual(15);
    });

    test('a file without SOP instance UID is refused before anything is sent', async () => {
      const path = sharedDataPath('imaging/syntax/JLSN_RGB_ILV0.dcm');
      await expect(fileInstance(path)).rejects.toThrow(FileRefused);
    });

    test('our client to storescp, several associations worth of syntaxes: the same bytes', async () => {
      const into = makeFolder('sent');
      const receiver = await tool('storescp', (port) => ['+B', '+xa', '+uf', '-od', into, String(port)]);
      const files = await syntaxFiles();
      const results = await sendFiles(
        files.map(({ path }) => path),
        { ...local, port: receiver.port },
      );
      const stored = results.filter((result) => result.outcome === 'answered' && result.status === 0);
      const refused = results.filter((result) => result.outcome !== 'answered');
      // What this dcmtk does not know (HTJ2K) it refuses in negotiation; nothing else may be missing.
      expect(refused.every((result) => result.outcome === 'no-context')).toBe(true);
      expect(stored.length).toBeGreaterThanOrEqual(12);
      const sent = await Promise.all(stored.map(async ({ path }) => sha(await dataSetOf(path))));
      const got = await Promise.all(readdirSync(into).map(async (name) => sha(await dataSetOf(join(into, name)))));
      expect(got.sort()).toEqual(sent.sort());
    });
  },
);

describe.skipIf(!dcmtk || !hasTool('dcmqrscp'))('our client calls dcmqrscp (skipped where it is absent)', () => {
  test('store, find, get, move', async () => {
    const archive = await startDcmqrscp(folder, ['QR'], { YISHUMOVE: server.port });
    tools.push(archive);
    const storage = { abstractSyntax: ct, transferSyntaxes: [explicitLittle] };
    const query = Object.values(models).map((abstractSyntax) => ({
      abstractSyntax,
      transferSyntaxes: [explicitLittle, implicitLittle],
    }));
    const gotten = new Map<string, Kept>();
    const client = await openClient({
      ...local,
      port: archive.port,
      calledAe: 'QR',
      contexts: [{ abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: [implicitLittle] }, storage, ...query],
      roles: [{ sopClassUid: ct, scu: true, scp: true }],
      services: { store: keeping(gotten) },
    });
    expect((await client.echo()).status).toBe(0);
    for (const instance of outgoing) expect(await client.store(instance)).toMatchObject({ status: 0 });
    const syntax = client.syntaxOf(models.studyFind) ?? '';
    const key = (level: string) =>
      identifier(
        [
          [0x00080052, 'CS', level],
          [0x00100020, 'LO', ''],
          [0x0020000d, 'UI', study],
        ],
        syntax,
      );
    const found: string[] = [];
    for await (const match of client.find(models.studyFind, key('STUDY'))) {
      found.push(Buffer.from(match.identifier).toString('latin1'));
    }
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('P1');

    let last = null;
    for await (const progress of client.get(models.studyGet, key('STUDY'))) last = progress;
    expect(last).toMatchObject({ status: 0, completed: 3 });
    expect([...gotten.keys()].sort()).toEqual(instances);
    expect(gotten.get(instances[0] ?? '')?.bytes).toEqual(dataSet(instances[0] ?? ''));

    kept.clear();
    for await (const progress of client.move(models.studyMove, 'YISHUMOVE', key('STUDY'))) last = progress;
    expect(last).toMatchObject({ status: 0, completed: 3 });
    expect([...kept.keys()].sort()).toEqual(instances);
    expect(kept.get(instances[0] ?? '')?.request.moveOriginator?.aeTitle).toBe('YISHU');
    await client.release();
  });
});
