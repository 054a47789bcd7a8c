// The archive against programs that nobody here wrote: dcmtk sends, asks, and fetches what it sent, bit for bit.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { hasSharedData, sharedDataPath } from '../../../test/support/shared-data.ts';

const run = promisify(execFile);
const hasDcmtk = existsSync('/usr/bin/storescu');

let started: TestServer;
let port: string;
let folder: string;

beforeAll(async () => {
  started = await startTestServer({ dicom: { port: 0, aet: 'YISHU', anyLoopback: true } });
  port = started.server.listeners.dicom?.split(':')[1] ?? '';
  folder = await mkdtemp(join(tmpdir(), 'yishu-dcmtk-'));
});
afterAll(async () => {
  await started.close();
  await rm(folder, { recursive: true, force: true });
});

const at = () => ['-aec', 'YISHU', '127.0.0.1', port];

async function dump(file: string): Promise<string> {
  const { stdout } = await run('dcmdump', ['+L', '-q', file], { maxBuffer: 1 << 28 });
  // The meta group is the writer's own, and storescu writes sequences with lengths of its liking: the values are what must be the same.
  return stdout
    .split('\n')
    .filter((line) => !line.startsWith('(0002,') && !line.startsWith('#') && !/\(fffe,| SQ /.test(line))
    .map((line) => line.replace(/\s+#.*$/, ''))
    .join('\n');
}

describe.skipIf(!hasDcmtk || !hasSharedData)('dcmtk', () => {
  const series = () => sharedDataPath('imaging/ct-head-philips');

  test('echoscu', async () => {
    await run('echoscu', at());
  });

  test('storescu sends a study; it is announced with all its images', async () => {
    await run('storescu', ['+sd', '+r', ...at(), series()]);
    const files = (await readdir(series(), { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
    const counted = async () => {
      const studies = await started.server.kernel.db.selectFrom('imaging_study').select('instance_count').execute();
      return studies.reduce((sum, one) => sum + one.instance_count, 0);
    };
    await expect.poll(counted, { timeout: 10_000 }).toBe(files.length);
  });

  test('findscu at every level, Chinese names in the asker’s character set', async () => {
    const chinese = sharedDataPath('imaging/charset/chrX2.dcm');
    await run('storescu', [...at(), chinese]);
    const { stdout, stderr } = await run('findscu', [
      '-S',
      ...at(),
      ...[
        '-k',
        '0008,0005=GB18030',
        '-k',
        '0008,0052=STUDY',
        '-k',
        '0010,0010=*',
        '-k',
        '0020,000d',
        '-k',
        '0008,0061',
      ],
    ]);
    const text = stdout + stderr;
    expect(text).toContain('GB18030');
    const study = /\(0020,000d\) UI \[([\d.]+)/.exec(text)?.[1] ?? '';
    const found = await run('findscu', [
      '-S',
      ...at(),
      ...['-k', '0008,0052=SERIES', '-k', `0020,000d=${study}`, '-k', '0020,000e', '-k', '0020,1209'],
    ]);
    expect(found.stdout + found.stderr).toMatch(/\(0020,1209\) IS \[\d+/);
    const patients = await run('findscu', ['-P', ...at(), '-k', '0008,0052=PATIENT', '-k', '0010,0020']);
    expect(patients.stdout + patients.stderr).toMatch(/\(0010,0020\) LO \[/);
  });

  test('getscu and movescu give back what was sent', async () => {
    const [study] = await started.server.kernel.db
      .selectFrom('imaging_study')
      .select(['uid', 'instance_count'])
      .orderBy('instance_count', 'desc')
      .execute();
    const out = join(folder, 'got');
    await mkdir(out);
    await run('getscu', ['-S', '-od', out, ...at(), '-k', '0008,0052=STUDY', '-k', `0020,000d=${study?.uid}`]);
    const got = await readdir(out);
    expect(got).toHaveLength(study?.instance_count ?? 0);
    const sent = (await readdir(series(), { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
    const [first] = sent;
    const original = join(first?.parentPath ?? '', first?.name ?? '');
    const uid = /\(0008,0018\) UI \[([\d.]+)/.exec(await dump(original))?.[1] ?? '';
    const twin = got.find((name) => name.includes(uid)) ?? '';
    expect(await dump(join(out, twin))).toBe(await dump(original));

    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    const address = free.address();
    const moved = typeof address === 'object' && address ? address.port : 0;
    await new Promise((resolve) => free.close(resolve));
    await started.server.kernel.db
      .insertInto('dicom_peer')
      .values({
        aet: 'VIEWER',
        host: '127.0.0.1',
        port: moved,
        acts: ['query', 'retrieve'],
        description: '',
        active: true,
      })
      .execute();
    const target = join(folder, 'moved');
    await mkdir(target);
    const scp = spawn('storescp', ['-od', target, '-aet', 'VIEWER', String(moved)], { stdio: 'ignore' });
    try {
      await expect
        .poll(
          () =>
            run('echoscu', ['127.0.0.1', String(moved)]).then(
              () => true,
              () => false,
            ),
          { timeout: 5000 },
        )
        .toBe(true);
      await run('movescu', ['-S', '-aem', 'VIEWER', ...at(), '-k', '0008,0052=STUDY', '-k', `0020,000d=${study?.uid}`]);
      expect(await readdir(target)).toHaveLength(study?.instance_count ?? 0);
      const unknown = run('movescu', [
        '-S',
        '-aem',
        'NOBODY',
        ...at(),
        '-k',
        '0008,0052=STUDY',
        '-k',
        `0020,000d=${study?.uid}`,
      ]);
      await expect(unknown).rejects.toThrow();
    } finally {
      scp.kill();
    }
  });

  test('a caller that nobody configured is refused', async () => {
    const strict = await startTestServer({ dicom: { port: 0, aet: 'STRICT', anyLoopback: false } });
    const strictPort = strict.server.listeners.dicom?.split(':')[1] ?? '';
    const echo = () => run('echoscu', ['-aet', 'CT1', '-aec', 'STRICT', '127.0.0.1', strictPort]);
    await expect(echo()).rejects.toThrow();
    await strict.server.kernel.db
      .insertInto('dicom_peer')
      .values({ aet: 'CT1', host: '127.0.0.1', port: 104, acts: ['query'], description: 'CT', active: true })
      .execute();
    await echo();
    const file = join(folder, 'one.dcm');
    await cp(sharedDataPath('imaging/single/CT_small.dcm'), file);
    await expect(run('storescu', ['-aet', 'CT1', '-aec', 'STRICT', '127.0.0.1', strictPort, file])).rejects.toThrow();
    await strict.close();
  });
});
