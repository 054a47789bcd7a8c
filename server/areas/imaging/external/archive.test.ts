// An archive of others behind our interface: nothing is stored in it, frames that it cannot cut come from the whole object.
import { expect, test } from 'vitest';
import type { DicomJson } from '../../../../core/dicom/json.ts';
import { fail, YishuError } from '../../../../core/kernel/errors.ts';
import type { ObjectReader } from '../objects/object-store.ts';
import type { FrameDecoder } from '../pixels/decoder.ts';
import { externalArchive, isExternal } from './archive.ts';
import type { DicomwebClient } from './client.ts';
import { namePattern } from './externals.ts';
import type { WholeObjects } from './whole-objects.ts';

const metadata = (sop: string, number: number): DicomJson => ({
  '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.7'] },
  '00080018': { vr: 'UI', Value: [sop] },
  '00100020': { vr: 'LO', Value: ['P1'] },
  '0020000D': { vr: 'UI', Value: ['1.1'] },
  '0020000E': { vr: 'UI', Value: ['1.2'] },
  '00200013': { vr: 'IS', Value: [number] },
  '00280010': { vr: 'US', Value: [1] },
  '00280011': { vr: 'US', Value: [2] },
  '00280100': { vr: 'US', Value: [8] },
});

const decoder: FrameDecoder = {
  decode: async ({ bytes }) => ({ kind: 'u8', width: 2, height: 1, data: Uint8Array.from(bytes) }),
  close: async () => {},
};

function made(more: Partial<DicomwebClient> = {}) {
  const asked: string[] = [];
  const client: DicomwebClient = {
    async search(path, keys) {
      asked.push(`${path} ${Object.values(keys).join(' ')}`.trim());
      return [{ '0020000D': { vr: 'UI', Value: ['1.1'] }, '0020000E': { vr: 'UI', Value: ['1.2'] } }];
    },
    metadata: async () => [metadata('1.4', 2), metadata('1.3', 1)],
    frame: async () => ({ bytes: Uint8Array.of(1, 2), syntax: '1.2.840.10008.1.2.1' }),
    bulk: async () => new Uint8Array(),
    object: async () => Uint8Array.of(8, 9),
    ...more,
  };
  const whole: WholeObjects = {
    async use(_key, _archive, fetched, act) {
      const bytes = await fetched();
      const reader: ObjectReader = {
        length: bytes.length,
        sha256: '',
        read: async (offset, length) => Buffer.from(bytes.slice(offset, offset + length)),
        close: async () => {},
      };
      const { series } = await archive.manifest('1.1');
      const [descriptor] = series[0]?.instances ?? [];
      if (!descriptor) throw new Error('no instance');
      return act({ path: 'x', length: bytes.length, sha256: '', descriptor }, reader);
    },
  };
  const archive = externalArchive({ source: { id: 'a', name: 'PACS' }, client, decoder, whole, now: () => 0 });
  return { archive, asked };
}

test('a store is refused, by name of the archive', async () => {
  const { archive } = made();
  const data = (async function* () {})();
  const refused = archive.receive({ prefix: new Uint8Array(), data, source: 'x' });
  await expect(refused).rejects.toMatchObject({ code: 'EXTERNAL_ARCHIVE_READ_ONLY', detail: { archive: 'PACS' } });
});

test('a study is read once for its manifest and its frames, in the order of its numbers, with its source', async () => {
  const { archive, asked } = made();
  const manifest = await archive.manifest('1.1');
  expect(manifest).toMatchObject({ patientId: 'P1', source: { id: 'a', name: 'PACS' } });
  expect(manifest.series[0]?.instances.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(['1.3', '1.4']);
  const { instances } = await archive.frames.series(null, '1.2');
  expect(instances.every(isExternal)).toBe(true);
  const [first] = instances;
  if (!first) throw new Error('no instance');
  expect([...(await archive.frames.frame(first, 1)).data]).toEqual([1, 2]);
  await expect(archive.frames.frame(first, 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(asked).toEqual(['/studies/1.1/series']);
});

test('a series that nobody opened is looked up: a viewer goes on after a restart of the server', async () => {
  const { archive, asked } = made();
  expect((await archive.frames.series(null, '1.2')).studyUid).toBe('1.1');
  expect(asked[0]).toBe('/series 1.2 1');
});

test('what cannot be cut into frames comes whole, from then on at once; that nobody answers is told', async () => {
  let frames = 0;
  const { archive } = made({
    async frame() {
      frames += 1;
      throw fail('EXTERNAL_ARCHIVE_ANSWER', { what: 'HTTP 500' });
    },
  });
  const one = await archive.frames.instance('1.1', '1.2', '1.3');
  for (let times = 0; times < 3; times += 1) expect([...(await archive.frames.frame(one, 1)).data]).toEqual([8, 9]);
  expect(frames).toBe(1);
  const gone = made({
    frame: () => Promise.reject(fail('EXTERNAL_ARCHIVE_SLOW', {})),
    object: () => Promise.reject(new Error('not asked')),
  }).archive;
  const told = gone.frames.frame(await gone.frames.instance('1.1', '1.2', '1.3'), 1);
  await expect(told).rejects.toBeInstanceOf(YishuError);
  await expect(told).rejects.toMatchObject({ code: 'EXTERNAL_ARCHIVE_SLOW' });
});

test('metadata of another series, or without what an image must have, are no answer', async () => {
  const other = made({ metadata: async () => [{ ...metadata('1.3', 1), '0020000E': { vr: 'UI', Value: ['1.9'] } }] });
  await expect(other.archive.manifest('1.1')).rejects.toMatchObject({ code: 'EXTERNAL_ARCHIVE_ANSWER' });
  const { '00080018': _, ...nameless } = metadata('1.3', 1);
  await expect(made({ metadata: async () => [nameless] }).archive.manifest('1.1')).rejects.toMatchObject({
    code: 'EXTERNAL_ARCHIVE_ANSWER',
  });
  const { archive } = made({ metadata: async () => [{ '0010': { vr: 'XX' } }] as DicomJson[] });
  await expect(archive.manifest('1.1')).rejects.toMatchObject({ code: 'EXTERNAL_ARCHIVE_ANSWER' });
});

test.each([
  ['wang', '*wang*'],
  ['wang  xiao', '*wang*xiao*'],
  ['王小东', '*王*小*东*'],
  ['王 xiao', '*王*xiao*'],
])('%s is searched as %s', (words, pattern) => expect(namePattern(words)).toBe(pattern));
