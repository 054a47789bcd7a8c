// Committed samples of real devices: what is in them comes out, and broken ones are refused with a reason.
import { describe, expect, test } from 'vitest';
import { ecgSample, ecgSamplePath, readEcgAt } from '../../../test/support/ecg-corpus.ts';
import { EcgRefusal, readEcg } from './index.ts';
import { toEcgJson } from './to-json.ts';
import { isBeat, readWfdbAnnotations } from './wfdb/annotations.ts';

const at = (name: string) => readEcgAt(ecgSamplePath(name));
const codes = (name: string) => at(name).problems.map(({ code }) => code);
const first = (name: string, lead: string) => [
  ...(at(name)
    .waveforms[0]?.leads.find((one) => one.name === lead)
    ?.samples.slice(0, 5) ?? []),
];

describe('samples of devices', () => {
  test('SCP-ECG with the default table and second differences', () => {
    const json = toEcgJson(at('example-eli250.scp'));
    expect(json).toMatchObject({
      format: 'scp',
      leads: ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
      sampleRateHz: 500,
      durationMs: 10_000,
      patient: { id: 'SBJ-123', name: 'Clark', sex: 'male', birthDate: '1953-05-08' },
      recordedAt: '2002-11-22T09:10:00',
      vendorMeasurements: { prMs: 148, qrsMs: 120, qtMs: 420, qtcMs: 443, axisDeg: { p: 44, qrs: -61, t: 86 } },
      problems: [],
    });
    expect(first('example-eli250.scp', 'I')).toEqual([-5, -5, -5, -5, -7.5]);
    expect(json.vendorMeasurements.rrMs).toBeUndefined();
  });

  test('SCP-ECG of first differences at 600 Hz with right-chest leads; dates in the wrong byte order are invalid', () => {
    const recording = at('welchallyn-right-posterior-leads.scp');
    expect(recording.waveforms[0]?.sampleRateHz).toBe(600);
    expect(recording.waveforms[0]?.leads.map(({ name }) => name)).toEqual([
      ...['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V4', 'V6', 'V3R', 'V7'],
    ]);
    expect(recording.recordedAt).toBeUndefined();
    expect(codes('welchallyn-right-posterior-leads.scp')).toEqual(['DATE_INVALID', 'DATE_INVALID']);
    expect(recording.vendorStatements.map(({ text }) => text)).toContain('sinusrytm');
    expect(recording.vendorMeasurements).toContainEqual({
      name: 'qtcMs',
      value: 401,
      unit: 'ms',
      source: 'section 7',
      formula: 'bazett',
    });
  });

  test('Philips XML: XLI, limb leads restored, the calibration pulse at the end cut off', () => {
    const recording = at('philips-1_03-129DYPRG.xml');
    const [rhythm] = recording.waveforms;
    const of = (name: string) => rhythm?.leads.find((lead) => lead.name === name)?.samples ?? new Float32Array();
    expect(first('philips-1_03-129DYPRG.xml', 'II')).toEqual([585, 575, 555, 535, 525]);
    // Einthoven and Goldberger hold in every sample, within two steps of 5 uV: the cart rounded each lead by itself.
    const farthest = (off: (sample: number) => number) =>
      of('I').reduce((most, _, sample) => Math.max(most, Math.abs(off(sample))), 0);
    const value = (name: string, sample: number) => of(name)[sample] ?? Number.NaN;
    expect(farthest((at) => value('III', at) + value('I', at) - value('II', at))).toBeLessThanOrEqual(10);
    expect(farthest((at) => value('aVF', at) - value('II', at) + value('I', at) / 2)).toBeLessThanOrEqual(10);
    expect(farthest((at) => value('aVR', at) + (value('I', at) + value('II', at)) / 2)).toBeLessThanOrEqual(10);
    expect(codes('philips-1_03-129DYPRG.xml')).toEqual(['CALIBRATION_REMOVED']);
    expect(of('V1')).toHaveLength(5264);
    expect(toEcgJson(recording).vendorMeasurements).toMatchObject({
      heartRateBpm: 41,
      prMs: 151,
      qrsMs: 135,
      qtMs: 476,
      qtc: { bazett: 393 },
    });
  });

  test('aECG of thirteen samples that says it lasts ten seconds', () => {
    const json = toEcgJson(at('fda-minimum_aecg.xml'));
    expect(json.samples).toEqual({ II: [-5, -5, -5, -5, -7.5, -10, -7.5, -12.5, -12.5, -10, -15, -22.5, -22.5] });
    expect(json.problems.map(({ code }) => code)).toEqual(['DURATION_DIFFERS']);
  });

  test('WFDB: an odd number of 12-bit samples, and skew beside two samples a frame', () => {
    expect(at('100_3chan.hea').waveforms[0]?.leads.map(({ samples }) => samples.length)).toEqual([999, 999, 999]);
    expect(codes('100_3chan.hea')).toEqual(['LEAD_COPIED']);
    const straight = at('test01_00s.hea').waveforms[0]?.leads ?? [];
    const [slow, fast] = at('test01_00s_skewframe.hea').waveforms;
    // Stored late by three frames, so read three frames earlier; the end has no samples.
    expect([...(slow?.leads[0]?.samples.slice(0, 100) ?? [])]).toEqual([...(straight[0]?.samples.slice(3, 103) ?? [])]);
    expect(slow?.leads[0]?.samples.slice(-3).every(Number.isNaN)).toBe(true);
    expect(fast).toMatchObject({ sampleRateHz: 1000 });
    expect(fast?.leads[0]?.samples.slice(0, 2)).toEqual(Float32Array.of(-80, -570));
  });

  test.each(['made.edf', 'made.bdf', 'made.ecg', 'made.hl7', 'seed.hea'])('the made-up tracing %s', (name) => {
    const { waveforms, problems } = at(`made/${name}`);
    expect(problems).toEqual([]);
    expect(waveforms).toMatchObject([{ sampleRateHz: 500 }]);
    expect(first(`made/${name}`, 'V6')).toEqual([-52.5, -52.5, -52.5, -52.5, -52.5]);
  });

  test.each([
    ['100_3chan.edf', 0.03, '2026-11-22T11:11:39'],
    ['100_3chan.xml', 0, '2026-11-22T11:11:39'],
    ['100_3chan_flac.hea', 0, undefined],
  ])('foreign/%s, which another program made of a record, gives its samples', (name, within, recordedAt) => {
    const [record] = at('100_3chan.hea').waveforms;
    const made = at(`foreign/${name}`);
    expect(made.problems.map(({ code }) => code)).toEqual(['LEAD_COPIED']);
    expect(made.recordedAt).toBe(recordedAt);
    expect(made.filters).toBeUndefined();
    expect(made.waveforms).toMatchObject([
      { sampleRateHz: 360, startMs: 0, leads: [{ name: 'I' }, { name: 'II' }, { name: 'III' }] },
    ]);
    record?.leads.forEach(({ samples }, index) => {
      const again = made.waveforms[0]?.leads[index]?.samples ?? new Float32Array();
      expect(again).toHaveLength(999);
      expect(
        Math.max(...samples.map((value, place) => Math.abs(value - (again[place] ?? Number.NaN)))),
      ).toBeLessThanOrEqual(within);
    });
  });

  test('a signal file is read by the header of its name', () => {
    expect(readEcgAt(ecgSamplePath('100_3chan.dat')).waveforms[0]?.leads).toHaveLength(3);
  });

  test('WFDB annotations: beats, rhythm text, wave marks', () => {
    const annotations = readWfdbAnnotations(ecgSample('100.atr'));
    expect(annotations.filter(isBeat)).toHaveLength(2273);
    expect(annotations[0]).toMatchObject({ code: '+', aux: '(N' });
    const counts = Object.groupBy(readWfdbAnnotations(ecgSample('sel100.q1c')), ({ code }) => code);
    expect(counts.N).toHaveLength(30);
    expect(counts.t).toHaveLength(30);
  });
});

describe('broken samples', () => {
  const refusal = (name: string): string => {
    try {
      at(name);
    } catch (error) {
      if (error instanceof EcgRefusal) return error.code;
      throw error;
    }
    return 'read';
  };

  test.each([
    ['malformed/aecg-entity-bomb.xml', 'UNSUPPORTED'],
    ['malformed/json-bad-samples.json', 'MALFORMED'],
    ['malformed/wfdb-path-traversal.hea', 'COMPANION_UNSAFE'],
    ['malformed/wfdb-missing-dat.hea', 'COMPANION_MISSING'],
  ])('%s is refused: %s', (name, code) => {
    expect(refusal(name)).toBe(code);
  });

  test('an aECG without series and an SCP file with one bit flipped are read with problems', () => {
    expect(codes('malformed/fda-empty.xml')).toEqual(['NO_SERIES', 'NO_WAVEFORM']);
    expect(codes('malformed/scp-one-bit-flip-section6.scp')).toEqual(['CRC_WRONG', 'CRC_WRONG']);
  });

  test('pictures are documents; nothing and something else are refused', () => {
    const read = (...bytes: number[]) => readEcg(Uint8Array.from(bytes), { name: 'x' });
    expect(read(0x25, 0x50, 0x44, 0x46, 0x2d, 0x31)).toMatchObject({
      format: 'pdf',
      problems: [{ code: 'DOCUMENT_ONLY' }],
    });
    expect(read(0xff, 0xd8, 0xff, 0xe0)).toMatchObject({ format: 'jpeg', waveforms: [] });
    expect(() => read()).toThrow(expect.objectContaining({ code: 'EMPTY' }));
    expect(() => read(1, 2, 3, 4)).toThrow(expect.objectContaining({ code: 'NOT_RECOGNISED' }));
  });

  test('marks without a tracing and signals without their header say what to hand in', () => {
    const alone = (name: string) => () => readEcg(ecgSample(name), { name });
    expect(alone('100.atr')).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
    expect(alone('sel100.q1c')).toThrow(/hand in the header/);
    expect(alone('100_3chan.dat')).toThrow(expect.objectContaining({ code: 'COMPANION_MISSING', at: '100_3chan.hea' }));
  });
});
