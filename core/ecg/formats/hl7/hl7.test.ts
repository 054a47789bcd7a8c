// ECG in HL7 v2 results: encapsulated files in every coding, waveform categories, measurements by code, whose it is, what is refused.
import { describe, expect, test } from 'vitest';
import { ecgSample } from '../../../../test/support/ecg-corpus.ts';
import { type EcgMessageSpec, ecgMessageBytes, encapsulated } from '../../../../test/support/ecg-message.ts';
import { readEcg } from '../index.ts';

const read = (spec: EcgMessageSpec | Uint8Array) =>
  readEcg(spec instanceof Uint8Array ? spec : ecgMessageBytes(spec), { name: 'x.hl7' });
const leads = (spec: EcgMessageSpec) =>
  read(spec).waveforms.map(({ sampleRateHz, leads: of }) => [
    sampleRateHz,
    Object.fromEntries(of.map(({ name, samples }) => [name, [...samples]])),
  ]);
const codes = (spec: EcgMessageSpec) => read(spec).problems.map(({ code }) => code);

const aecg = `<?xml version="1.0" encoding="UTF-8"?>
<AnnotatedECG><component><series><code code="RHYTHM"/><component><sequenceSet>
<component><sequence><code code="TIME_RELATIVE"/><value><head value="0" unit="s"/><increment value="2" unit="ms"/></value></sequence></component>
<component><sequence><code code="MDC_ECG_LEAD_II"/><value><origin value="0" unit="uV"/><scale value="5" unit="uV"/><digits>1 -2 3</digits></value></sequence></component>
</sequenceSet></component></series></component></AnnotatedECG>`;
const channels =
  'OBX|1|CD|93000&CHN^EKG^C4||1&I^LA&RA^2.5&uV^1&0&0^500^-2048&2047~2&V1^V1&^0.005&mV^2&100&0^500^||||||F';

describe('encapsulated files', () => {
  test.each(['Base64', 'Hex', 'A'])('an aECG coded as %s', (coding) => {
    const recording = read({ results: [encapsulated(aecg, 'XML', coding)] });
    expect(recording).toMatchObject({
      format: 'aecg',
      patient: { id: 'P1', name: '王芳', sex: 'female', birthDate: '1960-02-03' },
      problems: [],
    });
    expect(recording.waveforms[0]?.leads).toEqual([{ name: 'II', samples: Float32Array.of(5, -10, 15) }]);
  });

  test('an SCP-ECG file gives the same samples as by itself, and another patient than the message says is pointed out', () => {
    const file = ecgSample('example-eli250.scp');
    const recording = read({ results: [encapsulated(file, 'SCP')] });
    expect(recording.waveforms).toEqual(readEcg(file, { name: 'x' }).waveforms);
    expect(recording.patient.id).toBe('P1');
    expect(recording.problems.map(({ code }) => code)).toEqual(['PATIENT_DIFFERS']);
  });

  test.each([
    ['the same person', { id: 'P1', name: '王 芳', sex: 'female' }, []],
    ['the same person in Latin letters', { id: 'P1', name: 'WANG FANG' }, []],
    ['nobody', {}, []],
    ['another number', { id: 'P2', name: '王芳' }, ['PATIENT_DIFFERS']],
    ['another name', { id: 'P1', name: '王方' }, ['PATIENT_DIFFERS']],
    ['another sex', { id: 'P1', sex: 'male' }, ['PATIENT_DIFFERS']],
  ])('the file is of %s', (_, patient, expected) => {
    const json = JSON.stringify({ sampleRateHz: 500, unit: 'mV', leads: { I: [1] }, patient });
    const recording = read({ results: [encapsulated(json, 'JSON')] });
    expect(recording.problems.map(({ code }) => code)).toEqual(expected);
    expect(recording.patient).toMatchObject({ id: 'P1', name: '王芳', sex: 'female' });
  });

  test('measurements by MDC and LOINC codes and the impression stand beside the tracing', () => {
    const results = [
      encapsulated(aecg, 'XML'),
      'OBX|2|NM|147842^MDC_ECG_HEART_RATE^MDC||72|/min^^UCUM|||||F',
      'OBX|3|NM|8634-8^Q-T interval^LN||0.4|s^^UCUM|||||F',
      'OBX|4|SN|MDC_ECG_TIME_PD_QTcF||=^421|ms|||||F',
      'OBX|5|NM|X1^ST amplitude V2^L||1.5|mm|||||F',
      'OBX|6|TX|8601-7^EKG impression^LN||窦性心律||||||F',
      'OBX|7|TX|REMARK||no statement||||||F',
    ];
    expect(read({ results })).toMatchObject({
      vendorMeasurements: [
        { name: 'heartRateBpm', value: 72, unit: '/min', source: '147842' },
        { name: 'qtMs', value: 400, unit: 'ms', source: '8634-8' },
        { name: 'qtcMs', value: 421, formula: 'fridericia' },
        { name: 'ST amplitude V2', value: 1.5, unit: 'mm' },
      ],
      vendorStatements: [{ text: '窦性心律' }],
    });
  });

  test.each([
    ['Base64 that is none', encapsulated(aecg, 'XML').replace('^Base64^', '^Base64^%%%')],
    ['digits that are none', encapsulated(aecg, 'XML', 'Hex').replace('^Hex^', '^Hex^zz')],
    ['a coding that is not known', encapsulated(aecg, 'XML').replace('^Base64^', '^UUENCODE^')],
    ['nothing', 'OBX|1|TX|8601-7||x'],
  ])('%s is refused', (_, result) => {
    expect(() => read({ results: [result] })).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });

  test('a picture alone is a document of the patient', () => {
    const results = [encapsulated('%PDF-1.7 x', 'PDF'), 'OBX|2|TX|8601-7^EKG impression^LN||窦性心律'];
    expect(read({ results })).toMatchObject({
      waveforms: [],
      patient: { id: 'P1', name: '王芳' },
      vendorStatements: [{ text: '窦性心律' }],
      problems: [{ code: 'DOCUMENT_ONLY', at: 'OBX 1' }, { code: 'NO_WAVEFORM' }],
    });
  });

  test('a message in a message, two patients, two messages are refused', () => {
    const inside = ecgMessageBytes({ results: [encapsulated(aecg, 'XML')] });
    expect(() => read({ results: [encapsulated(inside, 'HL7')] })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED' }),
    );
    expect(() => read({ results: ['PID|2||P2', encapsulated(aecg, 'XML')] })).toThrow(/whose the recording is/);
    expect(() => read(Uint8Array.from([...inside, ...inside]))).toThrow(/whose the recording is/);
  });
});

describe('waveform categories', () => {
  test('MA: a row for each moment; sensitivity, correction and baseline of each channel; the start of TIM', () => {
    const results = [
      'OBX|1|TS|93000&TIM^EKG^C4||20240309102029.500||||||F',
      channels,
      'OBX|2|MA|93000&WAV^EKG^C4||10^100~-20^102~30^98||||||F',
    ];
    expect(leads({ results })).toEqual([[500, { I: [25, -50, 75], V1: [0, 20, -20] }]]);
    expect(read({ results })).toMatchObject({
      format: 'hl7',
      formatVersion: '2.5',
      recordedAt: '2024-03-09T10:20:29.500',
    });
  });

  test('NA: a segment for each channel, values in one row or in several', () => {
    const results = [channels, 'OBX|2|NA|93000&WAV||10^-20^30||||||F', 'OBX|3|NA|93000&WAV||100^102~98||||||F'];
    expect(leads({ results })).toEqual([[500, { I: [25, -50, 75], V1: [0, 20, -20] }]]);
  });

  test('a channel of another rate is a waveform of its own; one of pressure is left out', () => {
    const results = [
      'OBX|1|CD|93000&CHN||1&II^^1&uV^^500~2&V2^^1&uV^^250~3&ART^^1&mmHg^^500||||||F',
      'OBX|2|NA|93000&WAV||1^2||||||F',
      'OBX|3|NA|93000&WAV||3||||||F',
      'OBX|4|NA|93000&WAV||4^5||||||F',
    ];
    expect(leads({ results })).toEqual([
      [500, { II: [1, 2] }],
      [250, { V2: [3] }],
    ]);
    expect(codes({ results })).toEqual(['RATES_DIFFER', 'CHANNEL_NO_VOLTAGE']);
  });

  test.each([
    ['a segment that is missing', [channels, 'OBX|3|NA|93000&WAV||1||||||F'], 'SEGMENT_MISSING'],
    ['a segment that is cut', [channels, 'OBX|2|NA|93000&WAV||1^2'], 'SEGMENT_MISSING'],
    [
      'a segment whose head was lost',
      [channels, 'OBX|2|NA|93000&WAV||1||||||F', 'OBX|-3^-3||||||F'],
      'SEGMENT_MISSING',
    ],
    ['a row that lacks a channel', [channels, 'OBX|2|MA|93000&WAV||1^2~3||||||F'], 'LEAD_LENGTH'],
    [
      'samples of no channel',
      [channels, ...['1', '2', '3'].map((v) => `OBX|2|NA|93000&WAV||${v}||||||F`)],
      'LEAD_UNNAMED',
    ],
    [
      'a type that holds no samples',
      [channels, 'OBX|2|NA|93000&WAV||1||||||F', 'OBX|3|ST|93000&WAV||2||||||F'],
      'CODING_UNSUPPORTED',
    ],
    [
      'a separator of channels that was lost',
      ['OBX|1|CD|93000&CHN||1&I^^2.5&uV^^500^-9&92&V1^^2.5&uV^^500||||||F', 'OBX|2|MA|93000&WAV||10~-20||||||F'],
      'SEGMENT_MISSING',
    ],
    [
      'a segment without a type',
      [channels, 'OBX|2|NA|93000&WAV||1||||||F', 'OBX|3|-18^-18^-17||||||F'],
      'SEGMENT_MISSING',
    ],
    ['a sample that is no number', [channels, 'OBX|2|MA|93000&WAV||1^x||||||F'], 'SAMPLE_INVALID'],
  ])('%s is said', (_, results, code) => {
    expect(codes({ results })).toContain(code);
  });
});
