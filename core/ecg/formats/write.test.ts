// What the writers write is read back equal: samples, patient, device, filters, vendor values; dcmtk finds no fault.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasTool, runTool } from '../../../test/support/dicom-tools.ts';
import { ecgSamplePath, readEcgAt } from '../../../test/support/ecg-corpus.ts';
import { readPart10 } from '../../dicom/read.ts';
import type { EcgRecording } from '../recording.ts';
import { writeAecg } from './aecg/write.ts';
import { writeDicomEcg } from './dicom/write.ts';
import { EcgRefusal, readEcg } from './index.ts';

let next = 0;
const uid = () => `2.25.${++next}`;
const asDicom = (recording: EcgRecording) => writeDicomEcg(recording, { uid });
const asAecg = (recording: EcgRecording) =>
  writeAecg(recording, { documentId: '61d1a24f-b47e-41aa-ae95-f8ac302f4eeb' });
const back = (bytes: Uint8Array) => readEcg(bytes, { name: 'x' });

const chinese: EcgRecording = {
  format: 'json',
  waveforms: [
    {
      kind: 'rhythm',
      sampleRateHz: 360,
      startMs: 0,
      leads: [
        {
          name: 'I',
          samples: Float32Array.from({ length: 400 }, (_, at) => Math.round(100 * Math.sin(at / 9)) * 4.88),
        },
        { name: 'V3R', samples: Float32Array.from({ length: 400 }, (_, at) => at * 0.305) },
      ],
    },
  ],
  patient: { id: 'P<1>&"2"', name: '王小芳', sex: 'female', birthDate: '1960-02-03', ageYears: 64 },
  recordedAt: '2024-03-09T10:20:30+08:00',
  device: { manufacturer: '某厂', model: 'ECG-1200', serial: 'S1', software: '2.0' },
  filters: { highPassHz: 0.05, lowPassHz: 150, notchHz: 50 },
  vendorMeasurements: [
    { name: 'qtcMs', value: 420, unit: 'ms', source: 'x', formula: 'bazett' },
    { name: 'qtcMs', value: 410, unit: 'ms', source: 'x', formula: 'hodges' },
    { name: 'heartRateBpm', value: 71, unit: '/min', source: 'x' },
    { name: 'axisQrsDeg', value: -30, unit: 'deg', source: 'x' },
  ],
  vendorStatements: [{ text: '窦性心律' }],
  vendorPacingMs: [112.5, 1012.5],
  remarks: [],
  problems: [],
};

const values = ({ vendorMeasurements }: EcgRecording) =>
  vendorMeasurements.map(({ name, value, unit, formula }) => [name, value, unit, formula].join(' ')).sort();

function expectEqualLeads(read: EcgRecording, of: EcgRecording): void {
  expect(read.waveforms.map(({ kind, sampleRateHz }) => [kind, sampleRateHz])).toEqual(
    of.waveforms.map(({ kind, sampleRateHz }) => [kind, sampleRateHz]),
  );
  of.waveforms.forEach(({ leads }, index) => {
    for (const { name, samples } of leads) {
      const again = read.waveforms[index]?.leads.find((lead) => lead.name === name)?.samples ?? new Float32Array();
      expect(again).toHaveLength(samples.length);
      const farthest = samples.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (again[at] ?? Number.NaN))),
        0,
      );
      expect(farthest, name).toBeLessThan(0.001);
    }
  });
}

describe.each([
  ['aECG', asAecg],
  ['DICOM', asDicom],
])('%s', (format, write) => {
  test('a Chinese patient, two filters, a private lead name and four values come back', () => {
    const read = back(write(chinese));
    expect(read.problems).toEqual([]);
    expect(read.patient).toEqual(chinese.patient);
    expect(read.recordedAt).toBe(chinese.recordedAt);
    expect(read.device).toEqual(chinese.device);
    expect(read.filters).toEqual(chinese.filters);
    expect(values(read)).toEqual(values(chinese));
    expect(read.vendorStatements.map(({ text }) => text)).toEqual(['窦性心律']);
    expect(read.vendorPacingMs).toEqual(chinese.vendorPacingMs);
    expectEqualLeads(read, chinese);
  });

  test.each(['example-eli250.scp', 'philips-1_03-129DYPRG.xml', 'test01_00s.hea'])('%s', (name) => {
    const recording = readEcgAt(ecgSamplePath(name));
    expectEqualLeads(back(write(recording)), recording);
  });

  test('gaps', () => {
    const samples = Float32Array.of(1, 2, Number.NaN, 4);
    const gap: EcgRecording = {
      ...chinese,
      waveforms: [{ kind: 'rhythm', sampleRateHz: 500, startMs: 0, leads: [{ name: 'I', samples }] }],
    };
    if (format === 'DICOM') expect(back(write(gap)).waveforms[0]?.leads[0]?.samples).toEqual(samples);
    else expect(() => write(gap)).toThrow(EcgRefusal);
  });
});

test('an aECG says from when to when, also of its beats; leads recorded in turn come back where they were', () => {
  const page = Float32Array.from({ length: 400 }, (_, at) => (at < 200 ? at * 5 : Number.NaN));
  const next = Float32Array.from({ length: 400 }, (_, at) => (at < 200 ? Number.NaN : at * 5));
  const leads = [
    { name: 'I', samples: page },
    { name: 'V1', samples: next },
    { name: 'V2', samples: next.map((value) => -value) },
  ];
  const beat = {
    kind: 'median' as const,
    sampleRateHz: 500,
    startMs: 0,
    leads: [{ name: 'I', samples: page.subarray(0, 200) }],
  };
  const inTurn: EcgRecording = {
    ...chinese,
    waveforms: [{ kind: 'rhythm', sampleRateHz: 500, startMs: 0, leads }, beat],
  };
  const bytes = asAecg(inTurn);
  const xml = new TextDecoder().decode(bytes);
  // Of the document, the series and the beat: PORT_MT020001 wants it in each.
  expect(
    xml.match(/<effectiveTime><low value="20240309102030\+0800"\/><high value="20240309102030\.800\+0800"\/>/g),
  ).toHaveLength(3);
  expect(xml.match(/<sequenceSet>/g)).toHaveLength(3);
  expect(back(bytes).waveforms).toEqual(inTurn.waveforms);
  expect(back(bytes).problems).toEqual([]);
});

test('the step of a converter that no decimal names is kept, and a signal far from nought', () => {
  const samples = Float32Array.from(
    { length: 900 },
    (_, at) => ((Math.round(8000 * Math.sin(at / 17) + 300 * Math.sin(at * at)) + 90_000) / 6470.951) * 1000,
  );
  const fine: EcgRecording = {
    ...chinese,
    waveforms: [{ kind: 'rhythm', sampleRateHz: 500, startMs: 0, leads: [{ name: 'ECG1', samples }] }],
  };
  const bytes = asDicom(fine);
  const [read] = back(bytes).waveforms[0]?.leads ?? [];
  expect(read?.name).toBe('ECG1');
  const farthest = samples.reduce((most, value, at) => Math.max(most, Math.abs(value - (read?.samples[at] ?? 0))), 0);
  expect(farthest).toBeLessThan(0.002);
  const channel = readPart10(bytes).dataSet.items('WaveformSequence')[0]?.item('ChannelDefinitionSequence');
  expect(channel?.number('ChannelSensitivity')).toBeCloseTo(1000 / 6470.951, 7);
});

test('a backslash ends a value in DICOM: names keep their length without it, a patient number is not cut', () => {
  const [rhythm] = chinese.waveforms;
  if (!rhythm) throw new Error('no rhythm');
  const leads = rhythm.leads.map((lead) => ({ ...lead, name: `${lead.name}\\2` }));
  const device = { model: 'A\\B', manufacturer: 'C' };
  const read = back(asDicom({ ...chinese, device, waveforms: [{ ...rhythm, leads }] }));
  expect(read.waveforms[0]?.leads.map(({ name }) => name)).toEqual(['I/2', 'V3R/2']);
  expect(read.device?.model).toBe('A/B');
  expect(() => asDicom({ ...chinese, patient: { id: 'P\\1' } })).toThrow(/backslash/);
});

test('a newborn keeps its age in DICOM', () => {
  const ageOf = (ageYears: number) => back(asDicom({ ...chinese, patient: { ageYears } })).patient.ageYears;
  expect([0.02, 0.08, 0.5, 1.5, 3.4].map(ageOf)).toEqual([0.02, 0.08, 0.5, 1.5, 3]);
});

test('a recording without a waveform is no DICOM object', () => {
  expect(() => asDicom({ ...chinese, waveforms: [] })).toThrow(EcgRefusal);
  expect(back(asAecg({ ...chinese, waveforms: [] })).problems.map(({ code }) => code)).toContain('NO_WAVEFORM');
});

test('the SOP class goes by channels, rate and length', () => {
  const classOf = (count: number, sampleRateHz: number, length: number) =>
    back(
      asDicom({
        ...chinese,
        waveforms: [
          {
            kind: 'rhythm',
            sampleRateHz,
            startMs: 0,
            leads: Array.from({ length: count }, (_, at) => ({ name: `L${at}`, samples: new Float32Array(length) })),
          },
        ],
      }),
    ).formatVersion;
  expect(classOf(12, 500, 5000)).toBe('12-lead ECG Waveform Storage');
  expect(classOf(16, 500, 5000)).toBe('General ECG Waveform Storage');
  expect(classOf(3, 125, 5000)).toBe('Ambulatory ECG Waveform Storage');
});

test('what has nothing to say is not in the object: annotations, an offset of a group at the start', () => {
  const [rhythm] = chinese.waveforms;
  if (!rhythm) throw new Error('no rhythm');
  const later = { ...rhythm, startMs: 2500, leads: rhythm.leads.map((lead) => ({ ...lead, name: `V${lead.name}` })) };
  const silent = { vendorMeasurements: [], vendorStatements: [], vendorPacingMs: [] };
  const { dataSet } = readPart10(asDicom({ ...chinese, ...silent, waveforms: [rhythm, later] }));
  expect(dataSet.element('WaveformAnnotationSequence')).toBeUndefined();
  const offsets = dataSet.items('WaveformSequence').map((group) => group.number('MultiplexGroupTimeOffset'));
  expect(offsets).toEqual([undefined, 2500]);
});

describe.skipIf(!hasTool('dcmdump'))('dcmtk', () => {
  test('dumps what was written without a warning', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yishu-ecg-'));
    try {
      const file = join(folder, 'x.dcm');
      for (const recording of [chinese, readEcgAt(ecgSamplePath('example-eli250.scp'))]) {
        writeFileSync(file, asDicom(recording));
        const { code, output } = await runTool('dcmdump', [file]);
        expect(code).toBe(0);
        expect(output.split('\n').filter((line) => /^[WEF]:/.test(line))).toEqual([]);
        expect(output).toContain('TwelveLeadECGWaveformStorage');
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
