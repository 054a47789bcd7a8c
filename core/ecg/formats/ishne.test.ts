// ISHNE Holter files: leads, resolution, the free block, counts of samples, the CRC, and headers that cannot be.
import { describe, expect, test } from 'vitest';
import { type IshneFileSpec, ishneFile } from '../../../test/support/ishne-file.ts';
import { readEcg } from './index.ts';

const two: IshneFileSpec = {
  leads: [
    { code: 6, nanovolts: 2500, values: [1, -2, 3] },
    { code: 11, nanovolts: 5000, values: [4, -32_768, 6] },
  ],
};
const read = (bytes: Uint8Array) => readEcg(bytes, { name: 'x.ecg' });
const codes = (bytes: Uint8Array) => read(bytes).problems.map(({ code }) => code);

test('leads in turn by their code and resolution, the person and the time; the lowest value is a lead that was off', () => {
  expect(read(ishneFile({ ...two, free: 'ward 3', pacemaker: 5 }))).toEqual({
    format: 'ishne',
    formatVersion: '1.0',
    waveforms: [
      {
        kind: 'rhythm',
        sampleRateHz: 200,
        startMs: 0,
        leads: [
          { name: 'II', samples: Float32Array.of(2.5, -5, 7.5) },
          { name: 'V1', samples: Float32Array.of(20, Number.NaN, 30) },
        ],
      },
    ],
    patient: { id: 'H-77', name: 'Wang Fang', sex: 'female', birthDate: '1960-02-03' },
    recordedAt: '2024-03-09T10:20:30',
    device: { model: 'digital' },
    vendorMeasurements: [],
    vendorStatements: [],
    vendorPacingMs: [],
    remarks: ['Pacemaker, dual chamber, bipolar', 'ward 3'],
    problems: [],
  });
});

test('every lead of the table has its name', () => {
  const names = (from: number, to: number) => {
    const leads = Array.from({ length: to - from + 1 }, (_, at) => ({ code: from + at, nanovolts: 1000, values: [1] }));
    return read(ishneFile({ leads })).waveforms[0]?.leads.map(({ name }) => name);
  };
  expect(names(2, 10)).toEqual(['X', 'Y', 'Z', 'I', 'II', 'III', 'aVR', 'aVL', 'aVF']);
  expect(names(11, 19)).toEqual(['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'ES', 'AS', 'AI']);
});

test('names in GB 18030', () => {
  // 王 is CDF5, 芳 is B7BC.
  const bytes = ishneFile({ ...two, lastName: [0xcd, 0xf5], firstName: [0xb7, 0xbc] });
  expect(read(bytes).patient.name).toBe('王 芳');
});

describe('said', () => {
  test('samples of all leads together are counted by some writers', () => {
    expect(codes(ishneFile({ ...two, saidSamples: 6 }))).toEqual([]);
  });

  test.each([
    ['more samples announced than there are', { ...two, saidSamples: 9 }, 'WAVEFORM_CUT'],
    ['fewer samples announced than there are', { ...two, saidSamples: 2 }, 'WAVEFORM_LONGER'],
    ['a lead that is not specified', { leads: [{ code: 1, nanovolts: 1000, values: [1] }] }, 'LEAD_UNNAMED'],
    ['a code of no lead', { leads: [{ code: 55, nanovolts: 1000, values: [1] }] }, 'LEAD_UNNAMED'],
    ['no resolution', { leads: [{ code: 6, nanovolts: 0, values: [1] }] }, 'SCALE_INVALID'],
    ['no rate', { ...two, rateHz: 0 }, 'RATE_INVALID'],
    ['a date that is none', { ...two, recordDate: [31, 2, 2024] as const }, 'DATE_INVALID'],
  ])('%s', (_, spec, code) => {
    expect(codes(ishneFile(spec))).toContain(code);
  });

  test('a last sample that some leads lack, with a count that fits what is whole', () => {
    expect(codes(ishneFile({ ...two, saidSamples: 2 }).subarray(0, -1))).toEqual(['WAVEFORM_CUT']);
  });

  test('a changed byte of the header', () => {
    const bytes = ishneFile(two);
    bytes[206] = (bytes[206] ?? 0) ^ 1;
    expect(codes(bytes)).toEqual(['CRC_WRONG']);
  });
});

describe('refused', () => {
  const at = (place: number, ...bytes: number[]) => {
    const file = ishneFile(two);
    file.set(bytes, place);
    return file;
  };

  test.each([
    ['data that begin in the header', at(22, 0, 0, 0, 0), 'MALFORMED'],
    ['a free block beyond the file', at(10, 0xff, 0xff, 0, 0), 'MALFORMED'],
    ['no leads', at(156, 0, 0), 'MALFORMED'],
    ['thirteen leads', at(156, 13, 0), 'MALFORMED'],
    ['a header that is cut', ishneFile(two).subarray(0, 500), 'MALFORMED'],
    ['an annotation file', at(0, ...new TextEncoder().encode('ANN  1.0')), 'UNSUPPORTED'],
  ])('%s', (_, bytes, code) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code }));
  });
});
