// DICOM over TLS with dcmtk's programs, both ways: they call us and we call them, with certificates that are trusted and ones that are not.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chestFilm } from '../../../../test/support/chest-film.ts';
import { all, instance } from '../../../../test/support/dicom-pair.ts';
import { type DcmtkTls, dcmtkHasTls, dcmtkTls, tlsWorld, trusting } from '../../../../test/support/dicom-tls.ts';
import {
  explicitLittle,
  identifier,
  implicitLittle,
  type Kept,
  keeping,
  models,
  type RunningTool,
  runTool,
  startTool,
  testServer,
} from '../../../../test/support/dicom-tools.ts';
import { pemOf, tlsPairOf } from '../../../../test/support/pki.ts';
import type { DicomServer } from '../scp.ts';
import { openClient, type RetrieveProgress } from '../scu/client.ts';
import { fileInstance } from '../scu/file.ts';
import { systemTimers } from '../ul/timers.ts';
import type { Trust } from './accept.ts';
import { type ClientTls, TlsError } from './connect.ts';

const ct = '1.2.840.10008.5.1.4.1.1.2';
const verification = '1.2.840.10008.1.1';
const study = '1.2.826.0.1.3680043.9.7.2';
const uids = [`${study}.1`, `${study}.2`];
const dataSet = (uid: string): Uint8Array =>
  identifier(
    [
      [0x00080016, 'UI', ct],
      [0x00080018, 'UI', uid],
      [0x00080060, 'CS', 'CT'],
      [0x00100020, 'LO', 'P1'],
      [0x0020000d, 'UI', study],
      [0x0020000e, 'UI', `${study}.0`],
    ],
    explicitLittle,
  );
const outgoing = uids.map((uid) => instance(dataSet(uid), uid));

describe.skipIf(!(await dcmtkHasTls()))('dcmtk over TLS (skipped where it is absent or made without TLS)', () => {
  const world = tlsWorld();
  const kept = new Map<string, Kept>();
  const tools: RunningTool[] = [];
  let folder: string;
  let server: DicomServer;
  let trust: Trust = trusting([world.authority], { clientCertificates: 'required' });
  let movePort = 0;
  let moveName = '';
  let options: DcmtkTls;
  let device: string[];
  const ourTls: ClientTls = {
    ...{ anchors: [pemOf(world.authority)], fingerprints: [], name: '', identity: tlsPairOf(world.archive) },
  };
  const folderOf = (name: string): string => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  };
  const at = () => ['127.0.0.1', String(server.tlsPort)];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dicom-tls-'));
    options = await dcmtkTls(folder, world);
    device = options.as(world.device);
    server = await testServer(
      {
        store: keeping(kept),
        async *find({ transferSyntaxUid }) {
          for (const patient of ['P1', 'P2'])
            yield identifier(
              [
                [0x00080052, 'CS', 'STUDY'],
                [0x00100020, 'LO', patient],
                [0x0020000d, 'UI', study],
              ],
              transferSyntaxUid,
            );
        },
        get: async () => ({ instances: outgoing }),
        move: async () => ({
          instances: outgoing,
          destination: { host: '127.0.0.1', port: movePort, callingAe: 'YISHU', tls: { ...ourTls, name: moveName } },
        }),
      },
      {
        listen: { host: '127.0.0.1', port: null, tls: { port: 0, identity: tlsPairOf(world.archive) } },
        trust: async () => trust,
      },
    );
  });
  afterAll(async () => {
    for (const running of tools) await running.stop();
    await server?.stop(0);
    rmSync(folder, { recursive: true, force: true });
  });
  const receiver = async (into: string, pair: readonly string[]): Promise<RunningTool> => {
    const running = await startTool('storescp', (port) => [...pair, '+B', '+xa', '-od', into, String(port)], folder);
    tools.push(running);
    return running;
  };

  test('echoscu, findscu and storescu, each with its certificate', async () => {
    const echo = await runTool('echoscu', ['-v', ...device, ...at()]);
    expect(echo.output).toContain('Received Echo Response (Success)');
    const keys = ['-k', 'QueryRetrieveLevel=STUDY', '-k', 'PatientID', '-k', `StudyInstanceUID=${study}`];
    const find = await runTool('findscu', ['-S', '-v', ...device, ...at(), ...keys]);
    expect(find.output.match(/\[P[12]\s*\]/g)).toHaveLength(2);
    const file = join(folder, 'film.dcm');
    writeFileSync(file, chestFilm({ study: '7', accession: 'T7', patientId: 'P7', name: '欧阳^小明' }));
    kept.clear();
    const store = await runTool('storescu', ['-v', ...device, ...at(), file]);
    expect(store.code, store.output).toBe(0);
    const lies = await fileInstance(file);
    const sent = readFileSync(file).subarray(-lies.length);
    expect(Buffer.from(kept.get(lies.sopInstanceUid)?.bytes ?? []).equals(sent)).toBe(true);
  });

  // getscu and movescu of this dcmtk have no TLS: our own client asks, storescp is the destination.
  test('C-GET on the secured association; C-MOVE to a storescp over TLS, and never to one with another name', async () => {
    const gotten = new Map<string, Kept>();
    const client = await openClient({
      ...{ host: '127.0.0.1', port: server.tlsPort ?? 0, callingAe: 'CT1', calledAe: 'YISHU', timers: systemTimers },
      contexts: [ct, models.studyGet, models.studyMove].map((abstractSyntax) => ({
        ...{ abstractSyntax, transferSyntaxes: [explicitLittle] },
      })),
      roles: [{ sopClassUid: ct, scu: true, scp: true }],
      services: { store: keeping(gotten) },
      tls: { ...ourTls, identity: tlsPairOf(world.device) },
    });
    const key = identifier(
      [
        [0x00080052, 'CS', 'STUDY'],
        [0x0020000d, 'UI', study],
      ],
      explicitLittle,
    );
    const last = async (progress: AsyncIterable<RetrieveProgress>) => (await all(progress)).at(-1);
    expect(await last(client.get(models.studyGet, key))).toMatchObject({ status: 0, completed: 2 });
    expect(gotten.get(uids[0] ?? '')?.bytes).toEqual(dataSet(uids[0] ?? ''));
    const into = folderOf('move');
    movePort = (await receiver(into, device)).port;
    expect(await last(client.move(models.studyMove, 'DEST', key))).toMatchObject({ status: 0xa702, failed: 2 });
    expect(readdirSync(into)).toEqual([]);
    moveName = 'ct1.test';
    expect(await last(client.move(models.studyMove, 'DEST', key))).toMatchObject({ status: 0, completed: 2 });
    expect(readdirSync(into)).toHaveLength(2);
    await client.release();
  });

  test('no certificate, another CA, one that is over, no TLS at all: none of them gets an association', async () => {
    for (const pair of [options.anonymous, options.as(world.strange), options.as(world.expired), []]) {
      const { code, output } = await runTool('echoscu', ['-v', ...pair, ...at()]);
      expect(code, output).not.toBe(0);
      expect(output).not.toContain('Received Echo Response (Success)');
    }
    trust = trusting([world.authority]);
    const { output } = await runTool('echoscu', ['-v', ...options.anonymous, ...at()]);
    expect(output).toContain('Received Echo Response (Success)');
  });

  test('storescp with a certificate: echo and images go to it; a CA that is not ours, and a plain storescp, are refused', async () => {
    const call = (port: number, tls: Partial<ClientTls> = {}) =>
      openClient({
        ...{ host: '127.0.0.1', port, callingAe: 'YISHU', calledAe: 'STORE', timers: systemTimers },
        contexts: [verification, ct].map((abstractSyntax) => ({
          ...{ abstractSyntax, transferSyntaxes: [explicitLittle, implicitLittle] },
        })),
        tls: { ...ourTls, name: 'ct1.test', ...tls },
      });
    const into = folderOf('sent');
    const { port } = await receiver(into, device);
    const client = await call(port);
    expect(client.channel).toMatch(/^TLSv1\.[23] /);
    expect((await client.echo()).status).toBe(0);
    for (const one of outgoing) expect(await client.store(one)).toMatchObject({ status: 0 });
    await client.release();
    expect(readdirSync(into)).toHaveLength(2);
    const problem = (opening: Promise<unknown>) =>
      opening.then(
        () => 'none',
        (error: unknown) => (error instanceof TlsError ? error.problem : String(error)),
      );
    expect(await problem(call(port, { anchors: [pemOf(world.stranger)] }))).toBe('tls-untrusted');
    // It asks for a certificate of ours and does not know who issued this one.
    expect(await problem(call(port, { identity: tlsPairOf(world.strange) }))).toBe('tls-refused');
    const plain = await receiver(folderOf('plain'), []);
    expect(await problem(call(plain.port))).toBe('tls-handshake');
  });
});
