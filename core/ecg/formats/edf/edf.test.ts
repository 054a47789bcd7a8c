// EDF, EDF+ and BDF: scaling, units, rates, which signals are an ECG, interruptions, people, and headers that cannot be.
import { describe, expect, test } from 'vitest';
import { type EdfFileSpec, type EdfSignalSpec, edfFile } from '../../../../test/support/edf-file.ts';
import { readEcg } from '../index.ts';

const signal = (label: string, values: readonly number[], more: Partial<EdfSignalSpec> = {}): EdfSignalSpec => ({
  label,
  values,
  perRecord: 2,
  ...more,
});
const ten = { recordSeconds: 0.02 };
const two = { ...ten, records: 2, signals: [signal('ECG II', [1, 2, 3, 4])] };
const gap = Number.NaN;

const read = (spec: EdfFileSpec) => readEcg(edfFile(spec), { name: 'x.edf' });
const leads = (spec: EdfFileSpec) =>
  read(spec).waveforms.map(({ leads: of }) => Object.fromEntries(of.map(({ name, samples }) => [name, [...samples]])));
const codes = (spec: EdfFileSpec) => read(spec).problems.map(({ code }) => code);

describe('samples', () => {
  test.each([
    ['uV, one to one', {}, [1, 2, 3, 4]],
    ['uV', { physical: [-1000, 1000], digital: [-2000, 2000] }, [0.5, 1, 1.5, 2]],
    ['mV', { physical: [-5, 5], digital: [-5000, 5000], unit: 'mV' }, [1, 2, 3, 4]],
    ['V', { physical: [-0.005, 0.005], digital: [-5000, 5000], unit: 'V' }, [1, 2, 3, 4]],
    ['an offset', { physical: [0, 2000], digital: [-1000, 1000] }, [1001, 1002, 1003, 1004]],
    ['turned polarity', { physical: [1000, -1000], digital: [-1000, 1000] }, [-1, -2, -3, -4]],
  ] as const)('scaled in %s', (_, more, values) => {
    const [first] = leads({ ...two, signals: [signal('ECG II', [1, 2, 3, 4], more)] });
    expect(first?.II?.map((value) => Math.round(value * 1e4) / 1e4)).toEqual(values);
  });

  test('BDF: 24 bits with a sign, beside its status', () => {
    const spec = {
      ...two,
      bdf: true,
      signals: [
        signal('ECG II', [-1, 8_388_607, -8_388_608, 4], { unit: 'nV' }),
        signal('Status', [0, 0, 0, 0], { unit: 'Boolean' }),
      ],
    };
    expect(leads(spec)[0]?.II?.map(Math.round)).toEqual([-0, 8389, -8389, 0]);
    expect(read(spec)).toMatchObject({ format: 'edf', formatVersion: 'BDF' });
  });

  test('signals of several rates are several waveforms, most leads first', () => {
    const spec = {
      ...ten,
      records: 2,
      signals: [
        signal('ECG V1', [1, 2, 3, 4, 5, 6, 7, 8], { perRecord: 4 }),
        signal('ECG I', [1, 2, 3, 4]),
        signal('ECG II', [5, 6, 7, 8]),
      ],
    };
    expect(read(spec).waveforms.map(({ sampleRateHz }) => sampleRateHz)).toEqual([100, 200]);
    expect(leads(spec)).toEqual([{ I: [1, 2, 3, 4], II: [5, 6, 7, 8] }, { V1: [1, 2, 3, 4, 5, 6, 7, 8] }]);
    expect(codes(spec)).toEqual(['RATES_DIFFER']);
  });

  test('two damaged numbers of samples whose sum stays are said: each lead holds samples of the other', () => {
    const spec = { ...two, signals: [signal('ECG I', [1, 2, 3, 4]), signal('ECG II', [5, 6, 7, 8])] };
    const bytes = edfFile(spec);
    const place = 256 + 2 * 216;
    bytes.set(new TextEncoder().encode('1       3       '), place);
    const { waveforms, problems } = readEcg(bytes, { name: 'x.edf' });
    expect(waveforms).toHaveLength(2);
    expect(problems).toMatchObject([{ code: 'RATES_DIFFER', text: expect.stringContaining('I: 1; II: 3') }]);
  });

  test.each([
    [0.002778, 1, 360],
    [0.001667, 1, 600],
    [0.002667, 1, 375],
    ['2.777778', 1000, 360],
    ['0.0028', 1, 1 / 0.0028],
    ['10.002', 6000, 6000 / 10.002],
    [0.002, 1, 500],
  ])(
    'a record of %s s of %i samples is at %f Hz: what fills its field was cut to it',
    (recordSeconds, perRecord, rate) => {
      const values = Array.from({ length: perRecord }, () => 1);
      const [made] = read({
        records: 1,
        recordSeconds: Number(recordSeconds),
        signals: [signal('ECG II', values, { perRecord })],
      }).waveforms;
      expect(made?.sampleRateHz).toBeCloseTo(rate, 9);
    },
  );

  test.each([
    ['fewer records than announced', { saidRecords: 5 }, 'WAVEFORM_CUT'],
    ['more records than announced', { saidRecords: 1 }, 'WAVEFORM_LONGER'],
    ['an open number of records', { saidRecords: -1 }, 'LENGTH_OPEN'],
    [
      'samples beyond the digital limits',
      { signals: [signal('ECG II', [1, 2, 3, 4], { digital: [0, 3] })] },
      'SAMPLE_OUTSIDE',
    ],
    [
      'no difference of physical limits',
      { signals: [signal('ECG II', [1, 2, 3, 4], { physical: [5, 5] })] },
      'SCALE_INVALID',
    ],
    [
      'a unit that is no voltage',
      { signals: [signal('ECG II', [1, 2, 3, 4], { unit: 'mmHg' })] },
      'CHANNEL_NO_VOLTAGE',
    ],
    [
      'limits that 16 bits cannot hold',
      { signals: [signal('ECG II', [1, 2, 3, 4], { digital: [-32_768, 92_767] })] },
      'SCALE_DOUBTFUL',
    ],
    [
      'leads in different units',
      { signals: [signal('ECG I', [1, 2, 3, 4]), signal('ECG II', [1, 2, 3, 4], { unit: 'mV', digital: [0, 9] })] },
      'UNITS_DIFFER',
    ],
    ['a date that is none', { startDate: '99.99.99', recording: 'X' }, 'DATE_INVALID'],
    ['a short date that is none', { startDate: '39.03.24' }, 'DATE_INVALID'],
    ['a long date that is none', { recording: 'Startdate 39-MAR-2024 X X X' }, 'DATE_INVALID'],
    ['two dates of the start', { startDate: '08.03.24' }, 'DATE_DIFFERS'],
    ['a time that is none', { startTime: '10.70.30' }, 'DATE_INVALID'],
    ['a sex that is none', { patient: 'P1 Q 03-FEB-1960 Wang', reserved: 'EDF+C' }, 'SEX_INVALID'],
    ['a name that a space has parted', { patient: 'P1 F 03-FEB-1960 Wa g_Fang' }, 'PATIENT_DOUBTFUL'],
    ['a date of birth that is none', { patient: 'P1 F 31-FEB-1960 Wang' }, 'DATE_INVALID'],
  ] as const)('%s is said', (_, more, code) => {
    expect(codes({ ...two, ...more })).toContain(code);
  });
});

describe('which signals are an ECG', () => {
  const named = (...labels: string[]) => {
    const recording = read({ ...two, signals: labels.map((label) => signal(label, [1, 2, 3, 4])) });
    return recording.waveforms[0]?.leads.map(({ name }) => name) ?? [];
  };

  test.each([
    [
      ['ECG I', 'EKG V1', 'ECG LA-RA'],
      ['I', 'V1', 'I (2)'],
    ],
    [
      ['I', 'II', 'V6', 'Resp'],
      ['I', 'II', 'V6'],
    ],
    [
      ['MLII', 'V5', 'Abdomen'],
      ['MLII', 'V5'],
    ],
    [
      ['MLII', 'ECG2'],
      ['MLII', 'ECG2'],
    ],
    [['EEG Fpz-Cz', 'EOG horizontal', 'EMG submental', 'ECG'], ['ECG']],
    // On the head, as everything else of this file is.
    [['C3', 'C4', 'O1', 'ECG'], ['ECG']],
    [
      ['I', 'II', 'III', 'C1', 'C6'],
      ['I', 'II', 'III', 'V1', 'V6'],
    ],
    [['C3-A2', 'C4/A1', 'O1M2', 'Fp1', 'FT7', 'Iz', 'LOC', 'REOG'], []],
  ])('of %j: %j', (labels, expected) => {
    expect(named(...labels)).toEqual(expected);
  });

  test('signals in volts without any such label are taken, and said', () => {
    const spec = { ...two, signals: [signal('CH1', [1, 2, 3, 4]), signal('CH2', [1, 2, 3, 4], { unit: '%' })] };
    expect(leads(spec)).toEqual([{ CH1: [1, 2, 3, 4] }]);
    expect(codes(spec)).toEqual(['CHANNEL_NOT_ECG', 'LEAD_UNNAMED']);
  });
});

describe('interruptions', () => {
  const interrupted = (onsets: readonly (number | string)[], more: Partial<EdfFileSpec> = {}) => ({
    ...two,
    onsets,
    reserved: 'EDF+D',
    ...more,
  });

  test('a gap is missing samples, in whole samples after the first record', () => {
    const spec = interrupted([3, 3.05]);
    expect(leads(spec)).toEqual([{ II: [1, 2, gap, gap, gap, 3, 4] }]);
    expect(codes(spec)).toEqual(['RECORDING_INTERRUPTED']);
  });

  test('a gap in a file that lost the mark of its kind is one all the same', () => {
    const spec = interrupted([3, 3.05], { reserved: 'EDG+D' });
    expect(leads(spec)).toEqual([{ II: [1, 2, gap, gap, gap, 3, 4] }]);
    expect(codes(spec)).toEqual(['RECORDING_INTERRUPTED']);
  });

  test('records that follow each other are no interruption', () => {
    expect(codes(interrupted([0, 0.02]))).toEqual([]);
  });

  test('strips of a week are pieces of their own, each with its time', () => {
    const { waveforms, problems } = read(interrupted([0, 604_800]));
    expect(waveforms.map(({ startMs, leads: of }) => [startMs, ...(of[0]?.samples ?? [])])).toEqual([
      [0, 1, 2],
      [604_800_000, 3, 4],
    ]);
    expect(problems.map(({ code }) => code)).toEqual(['RECORDING_INTERRUPTED']);
  });

  test.each([
    ['a record that goes back in time', interrupted([0.02, 0])],
    ['an onset that is none', interrupted([0, 'x\x14\x14\0'])],
    ['a gap in a recording that calls itself continuous', interrupted([0, 5], { reserved: 'EDF+C' })],
  ])('%s follows the one before, and is said', (_, spec) => {
    expect(leads(spec)).toEqual([{ II: [1, 2, 3, 4] }]);
    expect(codes(spec)).toEqual(['TIME_AXIS_INVALID']);
  });

  test('an interrupted recording without the signal that keeps its time is refused', () => {
    expect(() => read({ ...two, reserved: 'EDF+D' })).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
  });

  test('annotations are remarks with their time', () => {
    expect(read(interrupted([0, 0.02], { notes: { 1: '+0.025\x150.5\x14症状：胸痛\x14心悸' } })).remarks).toEqual([
      '0.025 s: 症状：胸痛',
      '0.025 s: 心悸',
    ]);
  });
});

describe('who and when', () => {
  test('EDF+: code, sex, birth date, name; the start with four digits of the year; equipment; filters', () => {
    const spec = {
      ...two,
      patient: 'MCH-0234567 F 02-MAY-1951 Wang_Fang',
      recording: 'Startdate 02-MAR-1984 PSG-1234/2002 NN Telemetry_03',
      startDate: '02.03.85',
      signals: [signal('ECG II', [1, 2, 3, 4], { prefiltering: 'HP:0.05Hz LP:150Hz N:50Hz' })],
    };
    expect(read(spec)).toMatchObject({
      patient: { id: 'MCH-0234567', name: 'Wang Fang', sex: 'female', birthDate: '1951-05-02' },
      recordedAt: '1984-03-02T10:20:30',
      device: { model: 'Telemetry 03' },
      filters: { highPassHz: 0.05, lowPassHz: 150, notchHz: 50 },
    });
  });

  test.each([
    ['84', '2084'],
    ['85', '1985'],
  ])('year %s of plain EDF is %s', (short, year) => {
    expect(read({ ...two, recording: 'x', startDate: `09.03.${short}` }).recordedAt).toBe(`${year}-03-09T10:20:30`);
  });

  test.each([
    ['P-77', { id: 'P-77' }, []],
    ['ward 3 bed 4', {}, ['ward 3 bed 4']],
    ['X X X X', {}, []],
  ])('free text "%s" of plain EDF', (patient, expected, remarks) => {
    expect(read({ ...two, patient })).toMatchObject({ patient: expected, remarks });
  });
});

test('a limit of 0 or -1 Hz is no filter', () => {
  const filtered = (prefiltering: string) =>
    read({ ...two, signals: [signal('ECG II', [1, 2, 3, 4], { prefiltering })] }).filters;
  expect(filtered('HP:0.000000Hz LP:150.0Hz')).toEqual({ lowPassHz: 150 });
  expect(filtered('HP:-1.000000Hz LP:0Hz')).toBeUndefined();
});

test('a field of the patient that is no text names nobody, and says so', () => {
  const { patient, problems } = read({ ...two, patient: 'P-1 F X Wang\u001fFang', reserved: 'EDF+C' });
  expect(patient).toEqual({});
  expect(problems.map(({ code }) => code)).toEqual(['TEXT_DAMAGED']);
});

describe('headers that cannot be', () => {
  const changed = (at: number, text: string) => {
    const bytes = edfFile(two);
    bytes.set(new TextEncoder().encode(text), at);
    return bytes;
  };

  test.each([
    ['another length of the header', 184, '768     ', 'MALFORMED'],
    ['another number of signals', 252, '2   ', 'MALFORMED'],
    ['a number of records that is none', 236, 'two     ', 'MALFORMED'],
    ['a duration below zero', 244, '-1      ', 'MALFORMED'],
    ['a thousand signals', 252, '1000', 'TOO_LARGE'],
    ['a digital limit that is none', 256 + 120, 'low     ', 'MALFORMED'],
  ])('%s is refused', (_, at, text, code) => {
    expect(() => readEcg(changed(at, text), { name: 'x' })).toThrow(expect.objectContaining({ code }));
  });

  test('a header that is cut off is refused', () => {
    expect(() => readEcg(edfFile(two).subarray(0, 300), { name: 'x' })).toThrow(
      expect.objectContaining({ code: 'MALFORMED' }),
    );
  });
});
