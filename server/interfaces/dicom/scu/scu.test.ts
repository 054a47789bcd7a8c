// What is proposed for a set of instances, and which files can be sent.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explicitLittle, identifier, type Kept, keeping, testServer } from '../../../../test/support/dicom-tools.ts';
import { systemTimers } from '../ul/timers.ts';
import { numbered, planTrips } from './contexts.ts';
import { FileRefused, fileInstance } from './file.ts';
import { sendFiles } from './send-files.ts';

const ct = '1.2.840.10008.5.1.4.1.1.2';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dicom-scu-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const body = identifier(
  [
    [0x00080016, 'UI', ct],
    [0x00080018, 'UI', '1.2.3'],
    [0x00080060, 'CS', 'CT'],
    [0x00100020, 'LO', 'P1'],
  ],
  explicitLittle,
);
const meta = (uid: string) =>
  identifier(
    [
      [0x00020002, 'UI', ct],
      [0x00020003, 'UI', uid],
      [0x00020010, 'UI', explicitLittle],
    ],
    explicitLittle,
  );
function file(name: string, ...parts: Uint8Array[]): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat(parts));
  return path;
}
const preamble = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]);

describe('contexts', () => {
  test('one per class and syntax, odd ids, a new association past 128', () => {
    const instances = Array.from({ length: 300 }, (_, index) => ({
      sopClassUid: `1.2.${index % 150}`,
      transferSyntaxUids: [explicitLittle],
    }));
    const trips = planTrips(instances);
    expect(trips.map((trip) => [trip.contexts.length, trip.instances.length])).toEqual([
      [128, 256],
      [22, 44],
    ]);
    const ids = numbered(trips[0]?.contexts ?? []).map(({ id }) => id);
    expect([ids[0], ids.at(-1), new Set(ids).size]).toEqual([1, 255, 128]);
    expect(() => numbered(Array(129).fill({ abstractSyntax: '1.2', transferSyntaxes: [] }))).toThrow(RangeError);
  });
});

describe('files', () => {
  test('with and without preamble and meta information: the same instance, the same bytes', async () => {
    const paths = [
      file('whole.dcm', preamble, meta('1.2.3'), body),
      file('no-preamble.dcm', meta('1.2.3'), body),
      file('bare.dcm', body),
    ];
    for (const path of paths) {
      const instance = await fileInstance(path);
      expect(instance).toMatchObject({
        sopClassUid: ct,
        sopInstanceUid: '1.2.3',
        transferSyntaxUids: [explicitLittle],
      });
      const chunks: Uint8Array[] = [];
      for await (const chunk of instance.open(explicitLittle)) chunks.push(chunk);
      expect(new Uint8Array(Buffer.concat(chunks)), path).toEqual(body);
    }
  });

  test('what is not DICOM, or ends too early, is refused by name', async () => {
    const text = file('text.dcm', Buffer.from('this is a letter to somebody, and quite a long one at that'));
    const cut = file('cut.dcm', preamble, meta('1.2.3').subarray(0, 30));
    const empty = file('empty.dcm');
    for (const path of [text, cut, empty]) await expect(fileInstance(path), path).rejects.toThrow(FileRefused);
  });

  test('a file at which the peer hangs up does not take the others along', async () => {
    const kept = new Map<string, Kept>();
    const keep = keeping(kept);
    const hangUps = { count: 0 };
    const server = await testServer({
      async store(request) {
        if (request.sopInstanceUid !== '1.2.2') return keep(request);
        hangUps.count += 1;
        request.association.abort('not this one');
        return { status: 0 };
      },
    });
    const paths = ['1.2.1', '1.2.2', '1.2.4'].map((uid) => file(`${uid}.dcm`, preamble, meta(uid), body));
    const seen: string[] = [];
    const results = await sendFiles([...paths, join(folder, 'absent.dcm')], {
      ...{ host: '127.0.0.1', port: server.port, callingAe: 'A', calledAe: 'B', timers: systemTimers },
      onFile: ({ outcome }, done, total) => seen.push(`${outcome} ${done}/${total}`),
    });
    expect(seen).toEqual(['refused 1/4', 'answered 2/4', 'broken-off 3/4', 'answered 4/4']);
    expect(results.map(({ path }) => path.split('/').at(-1))).toEqual([
      'absent.dcm',
      '1.2.1.dcm',
      '1.2.2.dcm',
      '1.2.4.dcm',
    ]);
    expect(hangUps.count).toBe(1);
    expect([...kept.keys()]).toEqual(['1.2.1', '1.2.4']);
    await server.stop(0);
  });
});
