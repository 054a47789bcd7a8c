// WFDB formats 508, 516 and 524: every subframe and stereo of FLAC gives the samples, damage is refused.
import { describe, expect, test } from 'vitest';
import { type Coding, type FlacSpec, flacFile } from '../../../../test/support/flac-file.ts';
import { readEcg } from '../index.ts';
import { readFlac } from './flac.ts';

const wave = (most: number, seed: number): number[] =>
  Array.from({ length: 64 }, (_, at) => Math.round(most * Math.sin((at + seed) / 5) + (at % 7) - 3));
const two = [wave(900, 0), wave(700, 3)];
const decoded = (spec: FlacSpec) => readFlac(flacFile(spec), 1e6, 'x').channels.map((values) => [...values]);

describe('streams', () => {
  test.each<[string, Coding]>([
    ['verbatim', { kind: 'verbatim' }],
    ...[0, 1, 2, 3, 4].map((order): [string, Coding] => [`fixed ${order}`, { kind: 'fixed', order, rice: 6 }]),
    ['partitions', { kind: 'fixed', order: 2, rice: 5, partitionOrder: 3 }],
    ['no Rice bits', { kind: 'fixed', order: 2, rice: 0 }],
    ['residuals without codes', { kind: 'escaped', width: 12 }],
    ['linear prediction', { kind: 'linear', weights: [1800, -900], precision: 12, shift: 10, rice: 6 }],
    [
      'long linear prediction',
      { kind: 'linear', weights: [1500, -700, 200, -90, 40, 3, -7, 1], precision: 12, shift: 10, rice: 7 },
    ],
  ])('%s', (_, coding) => {
    expect(decoded({ bits: 16, channels: two, coding })).toEqual(two);
    expect(decoded({ bits: 16, channels: two, coding, blockSize: 16 })).toEqual(two);
  });

  test.each(['leftSide', 'sideRight', 'midSide'] as const)('%s stereo, odd sums too', (stereo) => {
    expect(decoded({ bits: 16, channels: two, coding: { kind: 'verbatim' }, stereo })).toEqual(two);
  });

  test('constant, wasted bits, eight channels, the limits of 24 bits', () => {
    const flat = [Array.from({ length: 20 }, () => -77)];
    expect(decoded({ bits: 8, channels: flat, coding: { kind: 'constant' } })).toEqual(flat);
    const even = [wave(900, 0).map((value) => value * 8)];
    expect(decoded({ bits: 16, channels: even, coding: { kind: 'fixed', order: 1, rice: 6 }, wasted: 3 })).toEqual(
      even,
    );
    const eight = Array.from({ length: 8 }, (_, at) => wave(100 * at, at));
    expect(decoded({ bits: 16, channels: eight, coding: { kind: 'fixed', order: 2, rice: 5 } })).toEqual(eight);
    const ends = [[8_388_607, -8_388_608, 0, 8_388_607, -8_388_608, 1]];
    expect(decoded({ bits: 24, channels: ends, coding: { kind: 'verbatim' } })).toEqual(ends);
  });

  test('any changed bit of a frame is found', () => {
    const file = flacFile({ bits: 16, channels: two, coding: { kind: 'fixed', order: 2, rice: 6 } });
    for (let at = 4 + 38 + 8; at < file.length; at++) {
      const changed = file.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expect(() => readFlac(changed, 1e6, 'x'), `byte ${at}`).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
    }
    expect(() => readFlac(file.subarray(0, -3), 1e6, 'x')).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
  });
});

describe('records', () => {
  const record = (header: string, data: Uint8Array) =>
    readEcg(new TextEncoder().encode(header), {
      name: 'r.hea',
      companion: (name) => (name === 'r.dat' ? data : undefined),
    });
  const line = (format: string, name: string) => `r.dat ${format} 1000(0)/mV 16 0 0 0 0 ${name}\n`;

  test.each([
    ['508', 8, -128],
    ['516', 16, -32_768],
    ['524', 24, -8_388_608],
  ])('format %s, and its value for none', (format, bits, none) => {
    const channels = [
      [1, none, 3],
      [4, 5, 6],
    ];
    const data = flacFile({ bits, channels, coding: { kind: 'verbatim' } });
    const { waveforms, problems } = record(`r 2 500 3\n${line(format, 'I')}${line(format, 'II')}`, data);
    expect(waveforms[0]?.leads.map(({ samples }) => [...samples])).toEqual([
      [1, Number.NaN, 3],
      [4, 5, 6],
    ]);
    expect(problems.map(({ code, at }) => `${code} ${at}`)).toEqual([
      'CHECKSUM_WRONG signal I',
      'CHECKSUM_WRONG signal II',
    ]);
  });

  test('several samples a frame follow each other in their channel', () => {
    const data = flacFile({ bits: 16, channels: [[1, 2, 3, 4]], coding: { kind: 'verbatim' } });
    const { waveforms } = record(`r 1 250 2\n${line('516x2', 'I')}`, data);
    expect(waveforms[0]).toMatchObject({
      sampleRateHz: 500,
      leads: [{ name: 'I', samples: Float32Array.of(1, 2, 3, 4) }],
    });
  });

  test.each([
    ['other bits than the format', `r 1 500 3\n${line('524', 'I')}`],
    ['other channels than signals', `r 2 500 3\n${line('516', 'I')}${line('516', 'II')}`],
    ['other rates in one file', `r 2 500 3\n${line('516', 'I')}${line('516x2', 'II')}`],
  ])('%s is refused', (_, header) => {
    const data = flacFile({ bits: 16, channels: [[1, 2, 3]], coding: { kind: 'verbatim' } });
    expect(() => record(header, data)).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
  });
});
