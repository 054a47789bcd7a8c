// Every file of the data set beside the project: read right against its manifest, or refused with a clear reason.
import { describe, expect, test } from 'vitest';
import { readEcgAt } from '../../../test/support/ecg-corpus.ts';
import { hasSharedData, sharedData, sharedDataPath } from '../../../test/support/shared-data.ts';
import type { EcgRecording } from '../recording.ts';
import { EcgRefusal } from './index.ts';
import { toEcgJson } from './to-json.ts';
import { readWfdbAnnotations } from './wfdb/annotations.ts';

interface Row {
  path: string;
  leads: string;
  rateHz: string;
  seconds: string;
}

const manifest = (): Row[] =>
  new TextDecoder()
    .decode(sharedData('ecg/MANIFEST.tsv'))
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => {
      const [path = '', , , , leads = '', rateHz = '', seconds = ''] = line.split('\t');
      return { path, leads, rateHz, seconds };
    });

const rows = hasSharedData ? manifest() : [];
const recordings = rows.filter(
  ({ path }) => /\.(xml|scp|dcm|json|hea|dat|mat)$/.test(path) && !/^(malformed|terms)\//.test(path),
);

/** Files whose data file lies in another folder of the set. */
const beside: Record<string, string> = { 'wfdb/misc/100-no-len.hea': 'wfdb/mitdb' };
/** Eight leads are stored, four derived. */
const derives = /^(muse-xml|scp)\//;
/** Signals that are no ECG are left out; the manifest counts them. */
const ecgLeads: Record<string, number> = {
  'wfdb/misc/v102s': 2,
  'wfdb/misc/03700181': 1,
  // One channel of two was kept.
  'wfdb/mitdb/114': 1,
  'wfdb/mitdb/119': 1,
};
/** What the manifest says otherwise than the file: an excerpt of thirteen samples called "no waveform", one of two rates. */
const exceptions: Record<string, { leads: number; rateHz?: number; seconds?: number }> = {
  'hl7-aecg/fda-minimum_aecg.xml': { leads: 1, rateHz: 500, seconds: 0.026 },
  'hl7-aecg/fda-minimum_aecg_effectiveTime_interval.xml': { leads: 1, rateHz: 500, seconds: 0.026 },
  'hl7-aecg/fda-minimum_aecg_effectiveTime_low.xml': { leads: 1, rateHz: 500, seconds: 0.026 },
  'wfdb/misc/03700181.hea': { leads: 1, rateHz: 500, seconds: 600 },
  'wfdb/misc/03700181.dat': { leads: 1, rateHz: 500, seconds: 600 },
  'wfdb/misc/test01_00s_frame.hea': { leads: 2, rateHz: 500, seconds: 8 },
  'wfdb/misc/test01_00s_skewframe.hea': { leads: 2, rateHz: 500, seconds: 8 },
  'philips-xml/philips-1_03-repbeats.xml': { leads: 12, rateHz: 500, seconds: 10.528 },
  'wfdb/misc/100-no-len.hea': { leads: 2, rateHz: 360, seconds: 1805.556 },
};

const read = (path: string): EcgRecording =>
  readEcgAt(sharedDataPath(`ecg/${path}`), beside[path] ? [sharedDataPath(`ecg/${beside[path]}`)] : []);

function expectedLeads({ path, leads }: Row): number {
  const known = exceptions[path]?.leads ?? ecgLeads[path.replace(/\.\w+$/, '')];
  if (known !== undefined) return known;
  if (derives.test(path)) return 12;
  return leads.includes('+') ? leads.split('+').length : Number.parseInt(leads, 10);
}

describe.skipIf(!hasSharedData)('files of the data set', () => {
  test('there are all of them', () => {
    expect(recordings.length).toBeGreaterThan(85);
  });

  test.each(recordings.map((row) => [row.path, row] as const))('%s', (path, row) => {
    const { waveforms, problems } = read(path);
    const [main] = waveforms;
    const leads = main?.leads ?? [];
    const lasts = (leads[0]?.samples.length ?? 0) / (main?.sampleRateHz ?? Number.NaN);
    const [low = Number.NaN, high = low] = row.seconds.split('-').map(Number);
    const expected = exceptions[path];
    const rate = Number.parseFloat(row.rateHz);
    // Leads of the annotation-only rows and of data files named by their channels are counted from the header.
    if (/^[\d]|\+/.test(row.leads) && !/^650000/.test(row.leads)) expect(leads).toHaveLength(expectedLeads(row));
    else expect(leads.length).toBeGreaterThan(0);
    if (expected?.rateHz ?? rate) expect(main?.sampleRateHz).toBe(expected?.rateHz ?? rate);
    const seconds = expected?.seconds;
    if (seconds !== undefined) expect(lasts).toBeCloseTo(seconds, 2);
    else if (Number.isFinite(low)) {
      expect(lasts).toBeGreaterThan(low - 0.1);
      expect(lasts).toBeLessThan(high + 0.1);
    }
    // No heart gives 10 mV: codes for "no sample" are none.
    const beats = waveforms.filter(({ kind }) => kind === 'median').flatMap((beat) => beat.leads);
    for (const { name, samples: of } of beats) {
      expect(
        of.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
        name,
      ).toBeLessThan(10_000);
    }
    // Nothing but known traits of these files: no checksum, length or damage among them.
    // 100_3chan has one channel twice.
    const traits = [
      'LEAD_COPIED',
      'CHANNEL_NO_VOLTAGE',
      'CHANNEL_NOT_ECG',
      'DATE_INVALID',
      'DURATION_DIFFERS',
      'CALIBRATION_REMOVED',
    ];
    expect(problems.filter(({ code }) => !traits.includes(code))).toEqual([]);
  });

  const annotations = rows.filter(({ path }) => /\.(atr|man|q1c|q2c)$/.test(path));
  test.each(annotations.map(({ path }) => path))('%s has marks in order', (path) => {
    const marks = readWfdbAnnotations(sharedData(`ecg/${path}`));
    expect(marks.length).toBeGreaterThan(10);
    marks.forEach(({ sample }, at) => {
      expect(sample).toBeGreaterThanOrEqual(marks[at - 1]?.sample ?? 0);
    });
  });

  const broken = rows.filter(({ path }) => path.startsWith('malformed/'));
  test.each(broken.map(({ path }) => path))('%s is refused or read with a problem', (path) => {
    try {
      const { problems } = read(path);
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems) expect(problem.text).not.toBe('');
    } catch (error) {
      expect(error).toBeInstanceOf(EcgRefusal);
    }
  });
});

const samples = (path: string): Record<string, number[]> =>
  Object.fromEntries((read(path).waveforms[0]?.leads ?? []).map(({ name, samples: values }) => [name, [...values]]));

describe.skipIf(!hasSharedData)('one tracing in several formats', () => {
  test('SCP-ECG, DICOM and aECG of the same recording give the same samples in all twelve leads', () => {
    const scp = samples('scp/example-eli250.scp');
    const dicom = samples('dicom/example-ecgtoolkit.dcm');
    const aecg = samples('hl7-aecg/example-aecg-mortara-eli250.xml');
    expect(Object.keys(aecg)).toHaveLength(12);
    for (const lead of Object.keys(aecg)) {
      expect(dicom[lead], lead).toHaveLength(5000);
      // SCP stores twelve leads here: nothing is derived, all are equal.
      expect(dicom[lead], lead).toEqual(aecg[lead]);
      expect(scp[lead], lead).toEqual(aecg[lead]);
    }
  });

  test.each([
    ['json/E07504.plain.json', 'wfdb/cinc2021/E07504.hea', 1],
    ['json/JS20005.fhir.json', 'wfdb/cinc2021/JS20005.hea', 1],
  ])('%s equals %s', (json, wfdb, tolerance) => {
    const [left, right] = [samples(json), samples(wfdb)];
    expect(Object.keys(left)).toEqual(Object.keys(right));
    for (const [lead, values] of Object.entries(left)) {
      const farthest = values.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (right[lead]?.[at] ?? Number.NaN))),
        0,
      );
      expect(farthest, lead).toBeLessThan(tolerance);
    }
  });
});

describe.skipIf(!hasSharedData)('vendor measurements', () => {
  test.each([
    [
      'muse-xml/braveheart-example1.xml',
      {
        heartRateBpm: 48,
        prMs: 138,
        qrsMs: 96,
        qtMs: 452,
        qtc: { bazett: 403, fridericia: 419 },
        axisDeg: { p: 51, qrs: 20, t: 40 },
      },
    ],
    [
      'muse-xml/braveheart-example2.xml',
      { heartRateBpm: 65, prMs: 184, qrsMs: 100, qtMs: 420, qtc: { bazett: 437 }, axisDeg: { p: 42, qrs: -2, t: 12 } },
    ],
    [
      'philips-xml/philips-1_04-demo.xml',
      {
        heartRateBpm: 84,
        prMs: 144,
        qrsMs: 84,
        qtMs: 352,
        qtc: { bazett: 417, fridericia: 394 },
        axisDeg: { qrs: 78 },
      },
    ],
    [
      'dicom/waveform_ecg.dcm',
      { rrMs: 982, prMs: 161, qrsMs: 75, qtMs: 368, qtcMs: 370, axisDeg: { p: 74, qrs: 52, t: 57 } },
    ],
    [
      'dicom/example-ecgtoolkit.dcm',
      { prMs: 148, qrsMs: 120, qtMs: 420, qtcMs: 443, axisDeg: { p: 44, qrs: -61, t: 86 } },
    ],
    [
      'hl7-aecg/fda-subject1_0.xml',
      { pMs: 102, prMs: 148, qrsMs: 120, qtMs: 420, qtcMs: 443, axisDeg: { p: 44, qrs: -61, t: 86 } },
    ],
    ['scp/welchallyn-8lead-2007.scp', { rrMs: 800, pMs: 92, qrsMs: 88, qtMs: 360, axisDeg: { p: 29, qrs: 53, t: 56 } }],
    [
      'schiller-xml/cardio-sample.xml',
      { heartRateBpm: 69, rrMs: 869, prMs: 174, qrsMs: 94, qtMs: 370, qtc: { bazett: 397 } },
    ],
  ])('%s', (path, expected) => {
    expect(toEcgJson(read(path)).vendorMeasurements).toMatchObject(expected);
  });
});
