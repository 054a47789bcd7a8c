// Drawing and carrying of pixels: tables against single values, shutters, reduction, the stream in any chunking.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colourMap } from '../../../core/imaging/colour-map.ts';
import type { DisplayPipeline, Shutter } from '../../../core/imaging/descriptor.ts';
import { greyRamp } from '../../../core/imaging/lookup.ts';
import { type Samples, sampleKinds } from '../../../core/imaging/pixels/samples.ts';
import { openPixels } from '../../../core/imaging/pixels/shutter.ts';
import { drawSamples, type Look, TableShelf } from './draw-samples.ts';
import { readFrameStream, type StreamedFrame } from './frame-stream.ts';
import { reduceSamples, reductionFor } from './reduce-samples.ts';
import { samplesFrom } from './wire.ts';

const pipeline: DisplayPipeline = {
  slope: 2,
  intercept: -100,
  rescaleType: '',
  modalityLut: null,
  windows: [],
  voiFunction: 'linear',
  voiLuts: [],
  inverted: false,
};
const look = (part: Partial<Look> = {}): Look => ({
  pipeline,
  voi: { kind: 'window', window: { center: 50, width: 400, shape: 'linear-exact' } },
  invert: false,
  colours: greyRamp(),
  padding: null,
  palette: null,
  ...part,
});

function greys(samples: Samples, range: { min: number; max: number }, part: Partial<Look> = {}): number[] {
  const out = new Uint32Array(samples.width * samples.height);
  drawSamples(samples, range, look(part), new TableShelf(), out);
  return [...out].map((colour) => colour & 0xff);
}

describe('drawing', () => {
  test('16 bit by table and 32 bit value by value give the same grey', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -2000, max: 3000 }), { minLength: 1, maxLength: 50 }),
        fc.boolean(),
        (values, invert) => {
          const range = { min: Math.min(...values), max: Math.max(...values) };
          const size = { width: values.length, height: 1 };
          const narrow = greys({ kind: 'i16', ...size, data: Int16Array.from(values) }, range, { invert });
          expect(greys({ kind: 'i32', ...size, data: Int32Array.from(values) }, range, { invert })).toEqual(narrow);
          expect(greys({ kind: 'f32', ...size, data: Float32Array.from(values) }, range, { invert })).toEqual(narrow);
        },
      ),
    );
  });

  test('the window rises from black to white, MONOCHROME1 and inversion fall, both together rise', () => {
    const samples: Samples = { kind: 'i16', width: 3, height: 1, data: Int16Array.of(-100, 75, 300) };
    const range = { min: -100, max: 300 };
    const falling = { ...pipeline, inverted: true };
    expect(greys(samples, range)).toEqual([0, 128, 255]);
    expect(greys(samples, range, { invert: true })).toEqual([255, 127, 0]);
    expect(greys(samples, range, { pipeline: falling })).toEqual([255, 127, 0]);
    expect(greys(samples, range, { pipeline: falling, invert: true })).toEqual([0, 128, 255]);
  });

  test('padding is black in any window, outside the range of the values too', () => {
    const samples: Samples = { kind: 'u16', width: 3, height: 1, data: Uint16Array.of(65535, 300, 40) };
    expect(greys(samples, { min: 40, max: 300 }, { padding: { from: 65535, to: 65535 } })[0]).toBe(0);
  });

  test('another window or another slope makes another table, the same ones do not', () => {
    const shelf = new TableShelf();
    const range = { min: 0, max: 4095 };
    const first = shelf.tableFor(look(), range);
    expect(shelf.tableFor(look({ colours: look().colours }), range)).not.toBe(undefined);
    const colours = greyRamp();
    const one = shelf.tableFor(look({ colours }), range);
    expect(shelf.tableFor(look({ colours }), range)).toBe(one);
    expect(shelf.tableFor(look({ colours, pipeline: { ...pipeline, slope: 3 } }), range)).not.toBe(one);
    expect(first.table).toHaveLength(4096);
  });

  test('colour goes through as it is; palettes take 8 of their 16 bits', () => {
    const out = new Uint32Array(1);
    drawSamples(
      { kind: 'rgb8', width: 1, height: 1, data: Uint8Array.of(10, 20, 30) },
      { min: 0, max: 255 },
      look(),
      new TableShelf(),
      out,
    );
    expect(out[0]).toBe(0xff1e140a);
    const lut = (value: number) => ({
      firstMapped: 1,
      bitsPerEntry: 16,
      data: btoa(String.fromCharCode(0, value, 0, value + 1)),
      explanation: '',
    });
    const palette = { red: lut(1), green: lut(2), blue: lut(3) };
    const drawn = new Uint32Array(3);
    drawSamples(
      { kind: 'u8', width: 3, height: 1, data: Uint8Array.of(0, 1, 9) },
      { min: 0, max: 9 },
      look({ palette }),
      new TableShelf(),
      drawn,
    );
    expect([...drawn]).toEqual([0xff030201, 0xff030201, 0xff040302]);
  });

  test('colour maps begin and end where they should', () => {
    for (const id of ['grey', 'hot-iron', 'pet'] as const)
      expect([colourMap(id)[0], colourMap(id)[255]]).toEqual([0xff000000, 0xffffffff]);
  });
});

describe('shutters count rows and columns from 1', () => {
  const none: Shutter = {
    shapes: [],
    left: null,
    right: null,
    upper: null,
    lower: null,
    centre: null,
    radius: null,
    polygon: [],
  };
  const inside = (shutter: Partial<Shutter>) => {
    let text = '';
    const open = openPixels({ ...none, ...shutter }, 1);
    for (let row = 1; row <= 4; row += 1)
      for (let column = 1; column <= 4; column += 1) text += open(row, column) ? 'x' : '.';
    return text;
  };
  test('rectangle, circle, polygon', () => {
    expect(inside({ shapes: ['rectangular'], left: 1, right: 4, upper: 1, lower: 4 })).toBe('.....xx..xx.....');
    expect(inside({ shapes: ['circular'], centre: [2, 2], radius: 1 })).toBe('.x..xxx..x......');
    expect(inside({ shapes: ['polygonal'], polygon: [0.5, 0.5, 0.5, 2.5, 2.5, 2.5, 2.5, 0.5] })).toBe(
      'xx..xx..........',
    );
  });
  test('a bitmap covers where its bits are set, with its own place; together with an edge, both hold', () => {
    const plane = { group: 0x6000, rows: 2, columns: 2, originRow: 2, originColumn: 3, frames: 1, firstFrame: 1 };
    const bitmap = { ...plane, kind: 'graphics' as const, description: '', bits: btoa(String.fromCharCode(0b0101)) };
    expect(inside({ shapes: ['bitmap'], bitmap })).toBe('xxxxxx.xxx.xxxxx');
    expect(inside({ shapes: ['bitmap', 'rectangular'], bitmap, right: 4 })).toBe('xxx.xx..xx..xxx.');
    expect(inside({ shapes: ['bitmap'] })).toBe('xxxxxxxxxxxxxxxx');
  });
});

describe('reduction', () => {
  test('by mean of whole blocks, edges by what is there', () => {
    const samples: Samples = { kind: 'u16', width: 3, height: 2, data: Uint16Array.of(0, 4, 10, 8, 8, 20) };
    expect(reduceSamples(samples, 2, true)).toEqual({ kind: 'u16', width: 2, height: 1, data: Uint16Array.of(5, 15) });
    expect(reduceSamples(samples, 2, false).data).toEqual(Uint16Array.of(0, 10));
  });
  test('padding has no part in a mean, and stays where there is nothing else', () => {
    const samples: Samples = { kind: 'u16', width: 4, height: 1, data: Uint16Array.of(65535, 7, 65535, 65535) };
    const reduced = reduceSamples(samples, 2, true, { from: 65535, to: 65535 });
    expect(reduced.data).toEqual(Uint16Array.of(7, 65535));
  });
  test('never below the pixels of the screen', () => {
    expect([1.2, 0.51, 0.5, 0.26, 0.25, 0.1].map(reductionFor)).toEqual([1, 1, 2, 2, 4, 8]);
  });
});

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

describe('the stream', () => {
  function encoded(
    frames: { instance: number; frame: number; kind: number; width: number; height: number; bytes: Uint8Array }[],
  ): Uint8Array {
    const parts = frames.flatMap(({ instance, frame, kind, width, height, bytes }) => [
      new Uint8Array(Uint32Array.of(instance, frame, kind, width, height, bytes.length).buffer),
      bytes,
    ]);
    return Uint8Array.from(parts.flatMap((part) => [...part]));
  }
  const frames = [
    { instance: 0, frame: 1, kind: sampleKinds.indexOf('u8'), width: 2, height: 2, bytes: Uint8Array.of(1, 2, 3, 4) },
    {
      instance: 4,
      frame: 2,
      kind: 255,
      width: 0,
      height: 0,
      bytes: new TextEncoder().encode('{"code":"NOT_RENDERABLE","what":"x"}'),
    },
    {
      instance: 5,
      frame: 1,
      kind: sampleKinds.indexOf('u16'),
      width: 3,
      height: 1,
      bytes: Uint8Array.of(1, 0, 2, 0, 3, 1),
    },
    { instance: 6, frame: 1, kind: sampleKinds.indexOf('u16'), width: 3, height: 9, bytes: Uint8Array.of(1, 0) },
  ];

  test('any chunking gives the same frames', async () => {
    const bytes = encoded(frames);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (sizes) => {
        const chunks: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          chunks.push(bytes.slice(at, at + size));
          at += size;
        }
        const found: StreamedFrame[] = [];
        await readFrameStream(streamOf(chunks), (frame) => found.push(frame));
        expect(found.map(({ instance, frame }) => [instance, frame])).toEqual([
          [0, 1],
          [4, 2],
          [5, 1],
          [6, 1],
        ]);
        expect(found[0]?.samples).toEqual({ kind: 'u8', width: 2, height: 2, data: Uint8Array.of(1, 2, 3, 4) });
        expect(String(found[1]?.samples)).toContain('NOT_RENDERABLE x');
        expect(found[2]?.samples).toEqual({ kind: 'u16', width: 3, height: 1, data: Uint16Array.of(1, 2, 259) });
        expect(found[3]?.samples).toBeInstanceOf(Error);
      }),
      { numRuns: 40 },
    );
  });

  test('a stream cut inside a frame gives the whole ones before it', async () => {
    const bytes = encoded(frames);
    const found: StreamedFrame[] = [];
    await readFrameStream(streamOf([bytes.slice(0, 30 + 10)]), (frame) => found.push(frame));
    expect(found).toHaveLength(1);
  });

  test('half a picture is no picture', () => {
    expect(() => samplesFrom('u16', 4, 4, new ArrayBuffer(31))).toThrow('31 bytes');
    expect(() => samplesFrom('what', 1, 1, new ArrayBuffer(1))).toThrow('what');
  });
});
