// What was dropped is sent in small parts and answered for file by file; a zip is opened here.
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { upload } from './upload.ts';
import { zipEntries } from './zip.ts';

/** A zip of one deflated and one stored file, written by hand after APPNOTE 4.3. */
function zipOf(files: { name: string; bytes: Uint8Array; deflate: boolean }[]): Blob {
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes, deflate } of files) {
    const packed = deflate ? new Uint8Array(deflateRawSync(bytes)) : bytes;
    const written = new TextEncoder().encode(name);
    const common = (view: DataView, from: number) => {
      view.setUint16(from, deflate ? 8 : 0, true);
      view.setUint32(from + 10, packed.length, true);
      view.setUint32(from + 14, bytes.length, true);
      view.setUint16(from + 18, written.length, true);
    };
    const head = new DataView(new ArrayBuffer(30));
    head.setUint32(0, 0x04034b50, true);
    common(head, 8);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    common(entry, 10);
    entry.setUint32(42, at, true);
    local.push(new Uint8Array(head.buffer), written, packed);
    central.push(new Uint8Array(entry.buffer), written);
    at += 30 + written.length + packed.length;
  }
  const size = central.reduce((sum, part) => sum + part.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, at, true);
  return new Blob([...local, ...central, new Uint8Array(end.buffer)].map((part) => new Uint8Array(part)));
}

test('deflated and stored entries come out as they went in', async () => {
  const bytes = new Uint8Array(5000).map((_, index) => index % 7);
  const entries = await zipEntries(
    zipOf([
      { name: 'a/图像.dcm', bytes, deflate: true },
      { name: 'b', bytes: bytes.slice(0, 10), deflate: false },
    ]),
  );
  expect(entries.map((entry) => entry.name)).toEqual(['a/图像.dcm', 'b']);
  const [first, second] = await Promise.all(entries.map(async (entry) => (await entry.bytes()).arrayBuffer()));
  expect(new Uint8Array(first ?? new ArrayBuffer(0))).toEqual(bytes);
  expect(second?.byteLength).toBe(10);
});

test('what is no zip says so', async () => {
  await expect(zipEntries(new Blob(['hello']))).rejects.toThrow('not a zip');
});

test('each file is answered for, and a stop ends it', async () => {
  const files = ['one', 'two', 'three', 'four', 'five'].map((name) => ({ name, bytes: async () => new Blob([name]) }));
  const asked: number[] = [];
  const answer: typeof fetch = async () => {
    asked.push(1);
    const reports =
      asked.length === 1
        ? [
            { outcome: 'stored' },
            { outcome: 'duplicate' },
            { outcome: 'differing' },
            { outcome: 'refused', reason: 'no DICOM' },
          ]
        : [];
    return new Response('{}', {
      status: asked.length === 1 ? 202 : 409,
      headers: { 'x-yishu-report': encodeURIComponent(JSON.stringify(reports)) },
    });
  };
  const progress: number[] = [];
  const result = await upload(files, (sent) => progress.push(sent), new AbortController().signal, answer);
  expect(result).toEqual({
    stored: 2,
    differing: 1,
    refused: [
      { name: 'four', reason: 'no DICOM' },
      { name: 'five', reason: 'HTTP 409' },
    ],
  });
  expect(progress).toEqual([4, 5]);
  const stopped = new AbortController();
  stopped.abort();
  await expect(upload(files, () => undefined, stopped.signal, answer)).rejects.toThrow();
});
