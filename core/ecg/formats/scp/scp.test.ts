// SCP-ECG: Huffman codes, differences, reference-beat subtraction and bimodal compression, on files made here; damage is named.
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  dataSection,
  huffman,
  leadSection,
  patientSection,
  scpFile,
  secondDifferences,
  u16,
  u32,
} from '../../../../test/support/scp-file.ts';
import { EcgRefusal, readEcg } from '../index.ts';

const wave = (count: number, seed: number): number[] =>
  Array.from(
    { length: count },
    (_, at) => Math.round(300 * Math.sin((at + seed) / 7) + 900 * Math.exp(-(((at % 100) - 50) ** 2) / 20)) + 0,
  );

const read = (bytes: Uint8Array) => readEcg(bytes, { name: 'x.scp' });
const lead = (bytes: Uint8Array, name: string): number[] =>
  [...(read(bytes).waveforms[0]?.leads.find((one) => one.name === name)?.samples ?? [])].map((value) => value + 0);
const ranges = (end: number) =>
  [
    [1, 1, end],
    [2, 1, end],
  ] as const;
const defaultTable = bytesOf(u16(19_999));

describe('SCP-ECG', () => {
  test('second differences in default Huffman codes give the samples, and the limb leads are derived', () => {
    const [one, two] = [wave(500, 0), wave(500, 3)];
    const file = scpFile({
      1: patientSection('Wang', 'P1'),
      2: defaultTable,
      3: leadSection(ranges(500)),
      6: dataSection(2500, 2000, 2, 0, [huffman(secondDifferences(one)), huffman(secondDifferences(two))]),
    });
    const recording = read(file);
    expect(recording.problems).toEqual([]);
    expect(recording.patient).toEqual({ id: 'P1', name: 'Wang', sex: 'female' });
    expect(recording.recordedAt).toBe('2024-03-09T10:20:30');
    expect(recording.waveforms[0]?.sampleRateHz).toBe(500);
    expect(lead(file, 'I')).toEqual(one.map((value) => value * 2.5));
    expect(lead(file, 'III')).toEqual(one.map((value, at) => ((two[at] ?? 0) - value) * 2.5));
  });

  test('a table of the file and a switch between tables are followed', () => {
    // Table 1: "0" is 0, "10" the 8-bit original, "11" goes to table 2. Table 2: "0" is 5, "1" goes back.
    const code = (prefixBits: number, entire: number, mode: number, base: number, prefix: number) => [
      prefixBits,
      entire,
      mode,
      ...u16(base & 0xffff),
      ...u32(prefix),
    ];
    const tables = bytesOf(
      u16(2),
      u16(3),
      code(1, 1, 1, 0, 0b0),
      code(2, 10, 1, 0, 0b01),
      code(2, 2, 0, 2, 0b11),
      u16(2),
      code(1, 1, 1, 5, 0b0),
      code(1, 1, 0, 1, 0b1),
    );
    // 0, 11 -> 2, 0, 0, 1 -> 1, 10 11111101 (-3), 0
    const bits = '0' + '11' + '0' + '0' + '1' + '1011111101' + '0';
    const packed = Uint8Array.from(bits.padEnd(24, '0').match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
    const file = scpFile({ 2: tables, 3: leadSection([[3, 1, 5]]), 6: dataSection(1000, 2000, 0, 0, [packed]) });
    expect(lead(file, 'V1')).toEqual([0, 5, 5, -3, 0]);
  });

  /** Two beats of 60 samples about fiducials 100 and 250 in a lead of 400. */
  const reference = wave(60, 1);
  const beats = (guards: readonly (readonly [number, number])[]) =>
    bytesOf(
      u16(120),
      u16(30),
      u16(2),
      ...[100, 250].map((at) => [...u16(0), ...u32(at - 29), ...u32(at), ...u32(at + 30)]),
      ...guards.flatMap(([from, to]) => [u32(from), u32(to)]),
    );

  test('a subtracted reference beat is added back', () => {
    const whole = wave(400, 5);
    const residual = whole.map((value, at) => {
      const fiducial = [100, 250].find((one) => at + 1 >= one - 29 && at + 1 <= one + 30);
      return fiducial === undefined ? value : value - (reference[at + 1 - fiducial + 29] ?? 0);
    });
    const file = scpFile({
      2: defaultTable,
      3: leadSection([[1, 1, 400]], 5),
      4: beats([]),
      5: dataSection(1000, 2000, 2, 0, [huffman(secondDifferences(reference))]),
      6: dataSection(1000, 2000, 2, 0, [huffman(secondDifferences(residual))]),
    });
    expect(lead(file, 'I')).toEqual(whole);
  });

  test('bimodal compression: protected zones come back exactly, a ramp between them as a ramp', () => {
    const factor = 4;
    // Between the zones lie 80, 121 and 118 samples: the one and the two that are left of a mean of four are stored as they are.
    const guards = [
      [81, 120],
      [242, 282],
    ] as const;
    const whole = Array.from({ length: 400 }, (_, at) =>
      guards.some(([a, b]) => at + 1 >= a && at + 1 <= b) ? ((at * 37) % 200) - 100 : 8 * at,
    );
    const stored: number[] = [];
    for (let at = 0; at < 400; ) {
      const guarded = guards.some(([a, b]) => at + factor >= a && at + 1 <= b) || at + factor > 400;
      const part = whole.slice(at, at + (guarded ? 1 : factor));
      stored.push(Math.round(part.reduce((sum, value) => sum + value, 0) / part.length));
      at += part.length;
    }
    const file = scpFile({
      2: defaultTable,
      3: leadSection([[1, 1, 400]], 4),
      4: beats(guards),
      5: dataSection(1000, 2000, 0, 0, [huffman(reference)]),
      6: dataSection(1000, 8000, 0, 1, [huffman(stored)]),
    });
    const restored = lead(file, 'I');
    expect(read(file).waveforms[0]?.sampleRateHz).toBe(500);
    const asTheyAre = [guards[0], [241, guards[1][1]], [399, 400]] as const;
    for (const [from, to] of asTheyAre) expect(restored.slice(from - 1, to)).toEqual(whole.slice(from - 1, to));
    expect(read(file).problems.map(({ code }) => code)).toEqual(['SECTION_MISSING']);
    for (let at = 10; at < 70; at++) expect(Math.abs((restored[at] ?? 0) - (whole[at] ?? 0))).toBeLessThanOrEqual(0.5);
    const without = scpFile({
      2: defaultTable,
      3: leadSection([[1, 1, 400]], 4),
      6: dataSection(1000, 8000, 0, 1, [huffman(stored)]),
    });
    expect(() => read(without)).toThrow(EcgRefusal);
  });

  test('a file of version 3 with long-term sections only says so', () => {
    const { problems } = read(
      scpFile({ 1: patientSection('Wang', 'P1'), 3: leadSection(ranges(2)), 12: bytesOf(u16(1)) }),
    );
    expect(problems.map(({ code }) => code)).toEqual(['SECTION_MISSING', 'NO_WAVEFORM']);
    expect(problems[0]?.text).toContain('long-term');
  });

  test('long-term sections beside a rhythm are left out, and said', () => {
    const raw = bytesOf(...[1, 2].map((value) => u16(value)));
    const file = scpFile({ 3: leadSection([[3, 1, 2]]), 6: dataSection(5000, 2000, 0, 0, [raw]), 12: bytesOf(u16(1)) });
    expect(lead(file, 'V1')).toEqual([5, 10]);
    expect(read(file).problems).toContainEqual(expect.objectContaining({ code: 'SECTION_LEFT_OUT', at: 'section 12' }));
  });

  test.each([
    ['raw samples', undefined, 0],
    ['raw first differences', undefined, 1],
    ['raw second differences', undefined, 2],
    ['default codes of samples', defaultTable, 0],
    ['default codes of first differences', defaultTable, 1],
    ['default codes of second differences', defaultTable, 2],
  ])('%s', (_, table, order) => {
    const whole = wave(200, 2);
    const differences =
      [whole, whole.map((value, at) => value - (whole[at - 1] ?? 0)), secondDifferences(whole)][order] ?? [];
    const stored = table ? huffman(differences) : bytesOf(...differences.map((value) => u16(value & 0xffff)));
    const sections = { 3: leadSection([[1, 1, 200]]), 6: dataSection(5000, 2000, order, 0, [stored]) };
    const file = scpFile(table ? { 2: table, ...sections } : sections);
    expect(lead(file, 'I')).toEqual(whole.map((value) => value * 5));
  });

  test.each([12, 15, 16])('%i leads', (count) => {
    const ids = [1, 2, 61, 62, 63, 64, 3, 4, 5, 6, 7, 8, 9, 66, 67, 12].slice(0, count);
    const file = scpFile({
      2: defaultTable,
      3: leadSection(ids.map((id) => [id, 1, 50] as const)),
      6: dataSection(
        1000,
        2000,
        0,
        0,
        ids.map((_, at) => huffman(wave(50, at))),
      ),
    });
    const names = read(file).waveforms[0]?.leads.map(({ name }) => name) ?? [];
    expect(names).toHaveLength(count);
    if (count === 16) expect(names.slice(12)).toEqual(['V4R', 'V7', 'V8', 'V9']);
    expect(lead(file, 'V6')).toEqual(wave(50, 11));
  });

  test('times of 29999 and an axis of 999 are not values; spikes are the claim of the device', () => {
    const marks = [29_999, 29_999, 250, 350, 600, 999, 20, 44].map(u16);
    const file = scpFile({
      3: leadSection([[1, 1, 2]]),
      6: dataSection(1000, 2000, 0, 0, [bytesOf(u16(1), u16(2))]),
      7: bytesOf(
        1,
        1,
        u16(29_999),
        u16(29_999),
        ...marks,
        u16(120),
        u16(900),
        0,
        0,
        0,
        0,
        0,
        0,
        u16(0),
        u16(75),
        u16(0),
        u16(29_999),
        0,
      ),
    });
    const { vendorMeasurements, vendorPacingMs } = read(file);
    const values = Object.fromEntries(vendorMeasurements.map(({ name, value }) => [name, value]));
    expect(values).toEqual({
      qrsOnsetMs: 250,
      qrsOffsetMs: 350,
      tOffsetMs: 600,
      qrsMs: 100,
      qtMs: 350,
      axisQrsDeg: 20,
      axisTDeg: 44,
      heartRateBpm: 75,
    });
    expect(vendorPacingMs).toEqual([120]);
  });

  test('damage: a changed byte is a wrong CRC, codes that end early leave the lead out', () => {
    const good = scpFile({
      2: defaultTable,
      3: leadSection(ranges(300)),
      6: dataSection(1000, 2000, 0, 0, [huffman(wave(300, 0)), huffman(wave(300, 1))]),
    });
    const flipped = good.slice();
    flipped[good.length - 40] = (flipped[good.length - 40] ?? 0) ^ 4;
    expect(read(flipped).problems.map(({ code }) => code)).toContain('CRC_WRONG');
    const short = scpFile({
      2: defaultTable,
      3: leadSection(ranges(300)),
      6: dataSection(1000, 2000, 0, 0, [huffman(wave(300, 0)), huffman(wave(100, 1))]),
    });
    const recording = read(short);
    expect(recording.waveforms[0]?.leads.map(({ name }) => name)).toEqual(['I']);
    expect(recording.problems.map(({ code }) => code)).toContain('LEAD_CUT');
  });
});

test.each([
  ['\xd6\xee\xb8\xf0\xc1\xc1', '诸葛亮'],
  ['\xd6sterg\xe5rd', 'Östergård'],
])('a name in bytes of no declared set: %s', (bytes, name) => {
  const values = huffman(secondDifferences(wave(500, 0)));
  const file = scpFile({
    1: patientSection(bytes, 'P1'),
    2: defaultTable,
    3: leadSection(ranges(500)),
    6: dataSection(2500, 2000, 2, 0, [values, values]),
  });
  expect(read(file).patient.name).toBe(name);
});
