// The store of recordings on a disk that really runs full: every door says so, nothing is half taken, and what waits is stored once there is room.
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';

const diskBytes = 2 * 1024 * 1024;
let world: EcgWorld;
let disk: string;
let isMounted = false;

beforeAll(async () => {
  world = await startEcgWorld();
  await world.approveDevice();
  disk = join(world.started.dataDir, 'ecg');
  await mkdir(disk, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', disk], { stdio: 'ignore' });
    isMounted = true;
  } catch {
    // Not root: the test says so.
  }
}, 60_000);
afterAll(async () => {
  if (isMounted) execFileSync('umount', [disk]);
  await world?.started.close();
});

const ballast = () => join(disk, 'ballast');
const objects = async () =>
  (await readdir(disk, { recursive: true })).filter((name) => name.endsWith('.obj') || name.endsWith('.part'));
const byHand = (name: string, body: Uint8Array<ArrayBuffer>) =>
  world.technician.fetch(`/ecg/manual?name=${name}`, { method: 'POST', headers: { 'x-yishu': '1' }, body });
const inInbox = (...under: string[]) =>
  readdir(join(world.started.dataDir, 'ecg-inbox', ...under)).catch((): string[] => []);
const recordings = () => world.technician.api.ecg.recordings({});

test('device and person are told that the disk is full, a watched file stays; with room each is stored once', async ({
  skip,
}) => {
  if (!isMounted) skip('a small file system could not be mounted: this needs root');
  const [device, person, watched] = [501, 502, 503].map((seed) => ecgFile({ patient: { id: `D${seed}` }, seed }));
  if (!device || !person || !watched) throw new Error('no files');
  // Room for the file, none for its samples: the second half of the way.
  for (const room of [0, Math.ceil(device.length / 4096) * 4096 + 4096]) {
    await writeFile(ballast(), new Uint8Array(diskBytes - room));
    const answer = await world.send(device, '/ecg/upload?name=device.json');
    expect([answer.status, (await answer.json()).code]).toEqual([507, 'DISK_FULL']);
    expect(await objects()).toEqual([]);
    await rm(ballast());
  }
  await writeFile(ballast(), new Uint8Array(diskBytes));
  expect((await byHand('person.json', person)).status).toBe(507);
  await mkdir(join(world.started.dataDir, 'ecg-inbox'), { recursive: true });
  await writeFile(join(world.started.dataDir, 'ecg-inbox', 'watched.json'), watched);
  await world.until('the try that fails', async () =>
    world.started.logged.some((line) => line.includes('a file of a watched folder waits')),
  );
  expect(await inInbox()).toContain('watched.json');
  expect(await inInbox('refused')).toEqual([]);
  expect(await recordings()).toEqual([]);

  await rm(ballast());
  expect((await world.send(device, '/ecg/upload?name=device.json')).status).toBe(201);
  expect((await byHand('person.json', person)).status).toBe(201);
  await world.until('the file to be taken', async () => (await inInbox('done')).includes('watched.json'));
  expect((await recordings()).map(({ fileName }) => fileName).toSorted()).toEqual([
    'device.json',
    'person.json',
    'watched.json',
  ]);
  // Each with its samples.
  expect(await objects()).toHaveLength(6);
}, 60_000);
