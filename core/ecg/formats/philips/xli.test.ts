// XLI: literal and table codes, the prediction, chunks that are cut, empty channels and the calibration pulse.
import { describe, expect, test } from 'vitest';
import { xli } from '../../../../test/support/ecg-seeds.ts';
import { ProblemList } from '../refusal.ts';
import { calibrationPulse, isEmptyChannel } from './calibration.ts';
import { decodeXli } from './xli.ts';

const wave = Array.from({ length: 200 }, (_, at) => Math.round(500 * Math.sin(at / 10)));
const decode = (bytes: Uint8Array, leads: number, samples: number) => {
  const problems = new ProblemList();
  return {
    values: decodeXli(bytes, leads, samples, problems).map((lead) => [...lead]),
    codes: problems.list().map(({ code }) => code),
  };
};

describe('XLI', () => {
  test('values come back through prediction, also at the limits of 16 bits', () => {
    const steep = [0, 5, -7, 32_000, 12, 12, 12];
    expect(decode(xli([wave]), 1, 200)).toEqual({ values: [wave.map((value) => value + 0)], codes: [] });
    expect(decode(xli([steep]), 1, 7).values).toEqual([steep]);
  });

  test('table codes, and the code that is only now being made', () => {
    // Bytes 1 1 1 1: literal 1, then code 256 (1 1) before it is complete, then literal 1.
    const bits = [1, 256, 1]
      .map((code) => code.toString(2).padStart(10, '0'))
      .join('')
      .padEnd(32, '0');
    const packed = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
    const chunk = Uint8Array.of(packed.length, 0, 0, 0, 1, 0, 0, 0, ...packed);
    expect(decode(chunk, 1, 2).values).toEqual([[0x0101, 0x0101]]);
  });

  test('another count of samples makes every value wrong: the lead is left out', () => {
    expect(decode(xli([wave]), 1, 199)).toEqual({ values: [[]], codes: ['LEAD_LENGTH'] });
    expect(decode(xli([wave]).subarray(0, 100), 1, 200).codes).toEqual(['WAVEFORM_CUT', 'WAVEFORM_CUT']);
  });

  test('channels beyond the leads: without signal they are nothing, with one they are said', () => {
    const zeros = wave.map(() => 0);
    expect(decode(xli([wave, zeros]), 1, 200).codes).toEqual([]);
    expect(decode(xli([wave, wave]), 1, 200).codes).toEqual(['WAVEFORM_LONGER']);
  });

  test('the pulse that all leads share at the end is found, a shared silence is none', () => {
    const ends = (tail: number[]) => [Int16Array.of(1, 2, 3, ...tail), Int16Array.of(4, 5, 6, ...tail)];
    expect(calibrationPulse(ends([0, 200, 200, 0]))).toEqual({ start: 3, without: [] });
    expect(calibrationPulse(ends([0, 0, 0]))).toBeUndefined();
    expect(calibrationPulse(ends([0, 200, 100, 0]))).toBeUndefined();
  });

  test('a lead that runs away before the pulse of the others is told from them', () => {
    const leads = [1, 2, 3].map((first) => Int16Array.of(first, first + 1, 0, 200, 200, 0));
    const damaged = Int16Array.of(7, 8, 9, 210, 211, 12);
    const empty = new Int16Array();
    expect(calibrationPulse([...leads, damaged, empty])).toEqual({ start: 2, without: [3] });
    expect(calibrationPulse([...leads.slice(0, 2), damaged, damaged, damaged])).toBeUndefined();
  });

  test('three leads with the pulse are enough to tell the others from them', () => {
    const leads = [1, 2, 3].map((first) => Int16Array.of(first, first + 1, 0, 200, 200, 0));
    const damaged = Int16Array.of(7, 8, 9, 210, 211, 12);
    expect(calibrationPulse([damaged, damaged, ...leads, damaged])).toEqual({ start: 2, without: [0, 1, 5] });
  });

  test('a channel of zeros and the pulse is empty', () => {
    expect(isEmptyChannel(Int16Array.of(0, 0, 200, 0))).toBe(true);
    expect(isEmptyChannel(Int16Array.of(0, 1, 200, 0))).toBe(false);
  });
});
