// JSON: the plain object, what `convert` prints, FHIR SampledData; what is refused.
import { describe, expect, test } from 'vitest';
import { readEcg } from '../index.ts';
import { toEcgJson } from '../to-json.ts';
import { readJson } from './read.ts';
import { repeatedKey } from './repeated-key.ts';

const read = (value: unknown) =>
  readEcg(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)), { name: 'x.json' });
const plain = {
  sampleRateHz: 500,
  unit: 'mV',
  leads: { I: [0.001, null, 0.003], V1: [1, 2, 3] },
  acquiredAt: '2021-01-01T00:00:00Z',
  patient: { id: 'P', sex: 'F' },
};

describe('JSON', () => {
  test('plain: millivolts, null is a gap', () => {
    const json = toEcgJson(read(plain));
    expect(json).toMatchObject({
      samples: { I: [1, null, 3], V1: [1000, 2000, 3000] },
      recordedAt: '2021-01-01T00:00:00Z',
      patient: { id: 'P', sex: 'female' },
      problems: [],
    });
  });

  test('a number that is written as one, and what is not known written as null, lose no tracing', () => {
    const said = { id: 40123, name: null, sex: 'M', birthDate: null, ageYears: null };
    const json = toEcgJson(read({ ...plain, acquiredAt: null, patient: said }));
    expect(json.patient).toEqual({ id: '40123', sex: 'male' });
    expect(json.problems).toEqual([]);
    expect(toEcgJson(read({ ...plain, patient: null })).patient).toEqual({});
  });

  test('an identity number without quotes has lost its last digits: it is told, and nobody is named by it', () => {
    const bytes = new TextEncoder().encode(
      JSON.stringify({ ...plain, patient: { id: 'here' } }).replace('"here"', '110101199003078881'),
    );
    const { patient, problems } = readJson(bytes);
    expect(patient).toEqual({});
    expect(problems.map(({ code }) => code)).toEqual(['ID_INVALID']);
  });

  test('what convert prints reads back the same', () => {
    const json = toEcgJson(read(plain));
    expect(toEcgJson(read(json)).samples).toEqual(json.samples);
  });

  test('FHIR: period in milliseconds, factor, origin, letters of error', () => {
    const component = {
      code: { coding: [{ code: 'MDC_ECG_LEAD_II' }] },
      valueSampledData: { origin: { value: 10, unit: 'uV' }, period: 4, factor: 2, dimensions: 1, data: '1 E 3' },
    };
    expect(toEcgJson(read({ resourceType: 'Observation', component: [component] }))).toMatchObject({
      sampleRateHz: 250,
      samples: { II: [12, null, 16] },
    });
  });

  test.each([
    ['ms', 4],
    ['s', 0.004],
    ['us', 4000],
  ])('FHIR R5: the interval in %s', (intervalUnit, interval) => {
    const component = {
      code: { coding: [{ code: 'MDC_ECG_LEAD_II' }] },
      valueSampledData: { origin: { value: 0, unit: 'mV' }, interval, intervalUnit, dimensions: 1, data: '1 -2' },
    };
    expect(toEcgJson(read({ resourceType: 'Observation', component: [component] }))).toMatchObject({
      sampleRateHz: 250,
      samples: { II: [1000, -2000] },
    });
  });

  test('FHIR without period or with an interval in an unknown unit is refused', () => {
    const data = { origin: { unit: 'mV' }, interval: 1, intervalUnit: 'fortnight', dimensions: 1, data: '1' };
    const component = { code: { text: 'II' }, valueSampledData: data };
    expect(() => read({ resourceType: 'Observation', component: [component] })).toThrow(
      expect.objectContaining({ code: 'MALFORMED' }),
    );
  });

  test.each([
    ['unequal leads', { ...plain, leads: { I: [1], II: [1, 2] } }, 'MALFORMED'],
    ['a string among samples', { ...plain, leads: { I: ['1'] } }, 'MALFORMED'],
    ['a unit that is no voltage', { ...plain, unit: 'mmHg' }, 'UNSUPPORTED'],
    ['another resource', { resourceType: 'Patient' }, 'MALFORMED'],
    ['other JSON', { hello: 1 }, 'NOT_RECOGNISED'],
    ['text that is cut', '{"leads": {', 'MALFORMED'],
    ['a lead that stands twice', '{"sampleRateHz":500,"unit":"mV","leads":{"I":[1],"I":[2]}}', 'MALFORMED'],
    ['a lost quote', '{"sampleRateHz":500,"unit":"mV","leads":{"I":[1],"II0.2,0.1],III":[1]}}', 'MALFORMED'],
    ['a lead among what is known of the patient', { ...plain, patient: { n: [1, 2] } }, 'MALFORMED'],
    ['a lead beside the leads', { ...plain, V1: [1, 2] }, 'MALFORMED'],
  ])('%s is refused', (_, value, code) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code }));
  });

  test('repeated names: escapes count as what they stand for, values and other objects do not', () => {
    expect(repeatedKey('{"a":"a","b":{"a":1},"c":[{"a":1},{"a":2}],"d":"{\\"a\\":1}"}')).toBeUndefined();
    expect(repeatedKey('{"b":{"a":1,"\\u0061" : 2}}')).toBe('a');
  });
});
