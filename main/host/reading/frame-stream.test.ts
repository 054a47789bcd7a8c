// The framing of kept frames: the same places as the server gives, any chunking, nothing of a cut frame.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outwards } from '../../../server/areas/imaging/pixels/stream.ts';
import { createFrameReader, frameHeader, frameHeaderBytes, inOrder, type StreamedFrame } from './frame-stream.ts';

const frameOf = fc.record({
  instance: fc.nat(3000),
  frame: fc.integer({ min: 1, max: 500 }),
  kind: fc.constantFrom(0, 2, 7, 255),
  width: fc.nat(100),
  height: fc.nat(100),
  bytes: fc.uint8Array({ maxLength: 60 }),
});

test('what is written is read back in any chunking; a cut frame is not there', () => {
  fc.assert(
    fc.property(fc.array(frameOf, { maxLength: 6 }), fc.nat(), fc.integer({ min: 1, max: 50 }), (frames, cut, size) => {
      const all = Buffer.concat(frames.flatMap((one) => [frameHeader(one), one.bytes]));
      const end = cut % (all.length + 1);
      const read: StreamedFrame[] = [];
      const take = createFrameReader(({ pieces, ...one }) =>
        read.push({ ...one, bytes: new Uint8Array(Buffer.concat(pieces)) }),
      );
      for (let at = 0; at < end; at += size) take(all.subarray(at, Math.min(end, at + size)));
      const ends = frames.map((_, at) =>
        frames.slice(0, at + 1).reduce((sum, { bytes }) => sum + frameHeaderBytes + bytes.length, 0),
      );
      const whole = frames.filter((_, at) => (ends[at] ?? 0) <= end);
      expect(read).toEqual(whole);
    }),
  );
});

test('orders and the place to begin from are read as the server reads them', () => {
  const all = Array.from({ length: 10 }, (_, at) => at);
  expect(inOrder(all, new URLSearchParams())).toEqual(all);
  expect(inOrder(all, new URLSearchParams('order=9-7,0'))).toEqual([9, 8, 7, 0]);
  for (const from of all) expect(inOrder(all, new URLSearchParams(`from=${from}`))).toEqual(outwards(all, from));
  for (const wrong of ['order=10', 'order=x', 'from=10', 'from=1.5']) {
    expect(() => inOrder(all, new URLSearchParams(wrong))).toThrow();
  }
});
