// WFDB: every signal format, calibration, null and missing files, segments of both layouts, annotation codes.
import { describe, expect, test } from 'vitest';
import { readEcg } from '../index.ts';
import { readWfdbAnnotations } from './annotations.ts';
import { openSamples } from './samples.ts';

const text = (value: string) => new TextEncoder().encode(value);
const int16 = (...values: number[]) => Uint8Array.from(values.flatMap((value) => [value & 0xff, (value >> 8) & 0xff]));

const read = (header: string, files: Record<string, Uint8Array | string> = {}) =>
  readEcg(text(header), {
    name: 'r.hea',
    companion: (name) => {
      const file = Object.hasOwn(files, name) ? files[name] : undefined;
      return typeof file === 'string' ? text(file) : file;
    },
  });
const leads = (header: string, files: Record<string, Uint8Array | string> = {}) =>
  Object.fromEntries((read(header, files).waveforms[0]?.leads ?? []).map(({ name, samples }) => [name, [...samples]]));
const codes = (header: string, files: Record<string, Uint8Array | string> = {}) =>
  read(header, files).problems.map(({ code }) => code);

const all = (bytes: number[], format: number): number[] => {
  const { count, at } = openSamples(Uint8Array.from(bytes), format, 'x');
  return Array.from({ length: count }, (_, index) => at(index));
};

describe('signal formats', () => {
  test.each([
    [16, [1, 0, 0xff, 0xff, 0, 0x80], [1, -1, Number.NaN]],
    [61, [0, 1, 0xff, 0xff, 0x80, 0], [1, -1, Number.NaN]],
    [24, [1, 0, 0, 0xff, 0xff, 0xff, 0, 0, 0x80], [1, -1, Number.NaN]],
    [32, [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0x80], [1, -1, Number.NaN]],
    [80, [129, 127, 0], [1, -1, Number.NaN]],
    [160, [1, 0x80, 0xff, 0x7f, 0, 0], [1, -1, Number.NaN]],
    // 1, -1 and -2048 of 12 bits; an odd third one takes two bytes.
    [212, [0x01, 0xf0, 0xff, 0x00, 0x08], [1, -1, Number.NaN]],
    [310, [0x02, 0xf8, 0xfe, 0xff], [1, -1, -1]],
    [311, [0x01, 0xfc, 0x0f, 0x20], [1, -1, Number.NaN]],
  ])('format %i', (format, bytes, values) => {
    expect(all(bytes, format)).toEqual(values);
  });

  test('format 8 adds differences to the initial value of each signal', () => {
    const header = 'r 2 500 3\nr.dat 8 1000(0)/mV 8 0 100 0 0 I\nr.dat 8 1000(0)/mV 8 0 -5 0 0 II\n';
    expect(leads(header, { 'r.dat': Uint8Array.of(1, 0xff, 2, 0xff, 0xfd, 0) })).toMatchObject({
      I: [101, 103, 100],
      II: [-6, -7, -7],
    });
  });

  test.each([0, 999])('format %i is refused by name', (format) => {
    expect(() => read(`r 1 500 1\nr.dat ${format} 200 12 0 0 0 0 I\n`, { 'r.dat': int16(1) })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', at: 'r.dat' }),
    );
  });
});

describe('headers', () => {
  test('codes of findings have their names; one that is not in the table stays a code', () => {
    const header = 'r 1 500 1\nr.dat 16 200 16 0 0 0 0 I\n#Dx: 164889003,123456789\n';
    expect(read(header, { 'r.dat': int16(1) }).vendorStatements).toEqual([
      { code: '164889003', text: '心房颤动' },
      { code: '123456789', text: 'SNOMED 123456789' },
    ]);
  });

  test('CRLF, comments first, gain with baseline, bare gain with ADC zero, "mv", a byte offset', () => {
    const header =
      '#Age: 59\r\n\r\nr 2 500 2\r\n#Sex: Female\r\nr.mat 16+4 1000.0(10)/mv 16 0 0 0 0 I\r\n\r\nr.mat 16+4 500 12 20 0 0 0 II\r\n';
    const data = { 'r.mat': Uint8Array.of(9, 9, 9, 9, ...int16(110, 70, 10, 20)) };
    expect(leads(header, data)).toEqual({ I: [100, 0], II: [100, 0] });
    expect(read(header, data).patient).toEqual({ sex: 'female', ageYears: 59 });
  });

  test('names with blanks and of every script; signals without a description keep apart', () => {
    const header =
      '张三 v2024 2 500 2\n张三 2 1.dat 16 1000(0)/mV 16 0 0 0 0\n张三 2 1.dat 16+0 1000(0)/mV 16 0 0 0 0\n';
    expect(leads(header, { '张三 2 1.dat': int16(1, 5, 2, 6) })).toEqual({ 'signal 1': [1, 2], 'signal 2': [5, 6] });
    expect(leads('a b 1 500 2\nr.dat 16 1000(0)/mV 16 0 0 0 0 I\n', { 'r.dat': int16(1, 2) })).toEqual({ I: [1, 2] });
    expect(() => read('heart rate 72\n')).toThrow(expect.objectContaining({ code: 'NOT_RECOGNISED' }));
  });

  test('no length is taken from the file, gain 0 is assumed and said, a wrong checksum and a short file are said', () => {
    const data = { 'r.dat': int16(200, 400) };
    expect(leads('r 1 360\nr.dat 16 0 12 0 0 0 0 V5\n', data)).toEqual({ V5: [1000, 2000] });
    expect(codes('r 1 360\nr.dat 16 0 12 0 0 0 0 V5\n', data)).toEqual(['GAIN_ASSUMED']);
    expect(codes('r 1 360 2\nr.dat 16 200 12 0 0 601 0 V5\n', data)).toEqual(['CHECKSUM_WRONG']);
    expect(codes('r 1 360\nr.dat 16 200 12 0 0 600 0 V5\n', data)).toEqual([]);
    expect(codes('r 1 360\nr.dat 16 200 12 0 0 601 0 V5\n', data)).toEqual(['CHECKSUM_WRONG']);
    // Samples that are missing are part of the sum as the format stores them, or not at all.
    const some = { 'r.dat': int16(100, -32_768, 200) };
    const sum = (said: number) => codes(`r 1 360 3\nr.dat 16 200 12 0 0 ${said} 0 V5\n`, some);
    expect([sum(300), sum(300 - 32_768), sum(301)]).toEqual([[], [], ['CHECKSUM_WRONG']]);
    expect(codes('r 1 360 9\nr.dat 16 200 12 0 0 600 0 V5\n', data)).toEqual(['WAVEFORM_CUT']);
  });

  test('several signal files, and signals that are no ECG', () => {
    const header =
      'r 3 500 2\na.dat 16 1000(0)/mV 16 0 0 0 0 I\nb.dat 16 1000(0)/mV 16 0 0 0 0 II\nb.dat 16 10/mmHg 16 0 0 0 0 ABP\n';
    const data = { 'a.dat': int16(1, 2), 'b.dat': int16(3, 9, 4, 9) };
    expect(leads(header, data)).toEqual({ I: [1, 2], II: [3, 4] });
    expect(codes(header, data)).toContain('CHANNEL_NOT_ECG');
  });

  test('brain waves, markers and annotations beside the ECG are left out; without a unit they would be millivolts', () => {
    const lines = ['ECG', 'Marker', 'EDF Annotations', 'F4-C4', 'Cz'].map(
      (name) => `a.dat 16 1000(0) 16 0 0 0 0 ${name}\n`,
    );
    expect(leads(`r 5 500 1\n${lines.join('')}`, { 'a.dat': int16(1, 2, 3, 4, 5) })).toEqual({ ECG: [1] });
  });

  test.each([
    ['8:26:04 26/10/1994', '1994-10-26T08:26:04'],
    // Two parts are minutes and seconds, as WFDB programs write the first hour of a day.
    ['31:25.894 10/10/2096', '2096-10-10T00:31:25.894'],
    ['0:00 01/01/2001', '2001-01-01T00:00:00'],
  ])('begins at %s', (written, at) => {
    const { recordedAt, problems } = read(`r 1 500 1 ${written}\nr.dat 16 200 16 0 0 0 0 I\n`, { 'r.dat': int16(0) });
    expect(recordedAt).toBe(at);
    expect(problems).toEqual([]);
  });

  test.each(['../r.dat', '/etc/passwd', 'a\\b.dat', 'C:x.dat', '-'])('the file %s is refused', (name) => {
    expect(() => read(`r 1 500 1\n${name} 16 200 12 0 0 0 0 I\n`)).toThrow(
      expect.objectContaining({ code: 'COMPANION_UNSAFE' }),
    );
  });
});

describe('segments', () => {
  const files = {
    'a.hea': 'a 2 250 2\na.dat 16 1000(0)/mV 16 0 0 0 0 II\na.dat 16 1000(0)/mV 16 0 0 0 0 V\n',
    'a.dat': int16(1, 5, 2, 6),
    'b.hea': 'b 1 250 2\nb.dat 16 1000(0)/mV 16 0 0 0 0 V\n',
    'b.dat': int16(7, 8),
    'l.hea': 'l 2 250 0\n~ 0 1000(0)/mV 16 0 0 0 0 II\n~ 0 1000(0)/mV 16 0 0 0 0 V\n',
  };

  test('variable layout: signals by name, a null segment is a gap', () => {
    const gap = Number.NaN;
    expect(leads('r/4 2 250 7\nl 0\na 2\n~ 3\nb 2\n', files)).toEqual({
      II: [1, 2, gap, gap, gap, gap, gap],
      V: [5, 6, gap, gap, gap, 7, 8],
    });
  });

  test('fixed layout: signals by their place', () => {
    expect(leads('r/2 2 250 4\na 2\na 2\n', files)).toEqual({ II: [1, 2, 1, 2], V: [5, 6, 5, 6] });
  });

  test('fixed layout: a segment whose signals have other names is left empty, not another lead', () => {
    const swapped = {
      ...files,
      'c.hea': 'c 2 250 2\na.dat 16 1000(0)/mV 16 0 0 0 0 V\na.dat 16 1000(0)/mV 16 0 0 0 0 II\n',
    };
    const gap = Number.NaN;
    expect(leads('r/2 2 250 4\na 2\nc 2\n', swapped)).toEqual({ II: [1, 2, gap, gap], V: [5, 6, gap, gap] });
    expect(codes('r/2 2 250 4\na 2\nc 2\n', swapped)).toContain('SEGMENT_DIFFERS');
  });

  test('a segment of another frame rate is left empty, and a wrong sum of the segments is said', () => {
    const other = { ...files, 'b.hea': 'b 1 125 2\nb.dat 16 1000(0)/mV 16 0 0 0 0 V\n' };
    expect(leads('r/3 2 250 4\nl 0\na 2\nb 2\n', other).V).toEqual([5, 6, Number.NaN, Number.NaN]);
    expect(codes('r/3 2 250 4\nl 0\na 2\nb 2\n', other)).toContain('SEGMENT_DIFFERS');
    expect(codes('r/2 2 250 9\na 2\na 2\n', files)).toContain('WAVEFORM_CUT');
    expect(codes('r/2 2 250 3\na 2\na 2\n', files)).toContain('WAVEFORM_LONGER');
  });

  test('a segment that is not there is named', () => {
    expect(() => read('r/1 1 250 2\nzz 2\n', files)).toThrow(
      expect.objectContaining({ code: 'COMPANION_MISSING', at: 'zz.hea' }),
    );
  });
});

test('annotations: SKIP, SUB, NUM, CHN and AUX', () => {
  const word = (code: number, value: number) => [value & 0xff, (code << 2) | ((value >> 8) & 3)];
  const bytes = Uint8Array.from([
    ...word(59, 0),
    1,
    0,
    0,
    0, // 65536 samples on, high word first
    ...word(1, 10),
    ...word(61, 0x3ff),
    ...word(62, 1),
    ...word(60, 2),
    ...word(28, 5),
    ...word(63, 5),
    ...text('(AFIB'),
    0,
    ...word(5, 100),
    0,
    0,
  ]);
  expect(readWfdbAnnotations(bytes)).toEqual([
    { sample: 65_546, code: 'N', subtype: -1, channel: 1, number: 2, aux: '' },
    { sample: 65_551, code: '+', subtype: 0, channel: 1, number: 2, aux: '(AFIB' },
    { sample: 65_651, code: 'V', subtype: 0, channel: 1, number: 2, aux: '' },
  ]);
});

test('a record line that runs into the first signal is refused, not read with one signal less', () => {
  expect(() =>
    read('r 1 500 0 r.dat 16 400 16 0 0 0 0 I\nr.dat 16 400 16 0 0 0 0 II\n', { 'r.dat': int16(1, 2) }),
  ).toThrow(/follows date and time/);
});
