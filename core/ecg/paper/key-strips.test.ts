// Strips of a long recording: evidence comes first, near things share a strip, nothing lies outside the recording.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DangerFinding, RecordingDetail, StoredMeasurement } from '../flow/recording.ts';
import { chosenStrips, keyStrips, stripMs } from './key-strips.ts';
import { longPrintOf } from './print-wish.ts';

const finding = (rule: string, zh: string, spans: readonly (readonly [number, number])[]): DangerFinding => ({
  rule,
  level: 'critical',
  zh,
  en: rule,
  confidence: 0.9,
  evidence: spans.map(([fromMs, toMs]) => ({
    lead: 'V1',
    fromMs,
    toMs,
    zh,
    en: rule,
    value: 1,
    unit: 's',
    threshold: 1,
  })),
  ruleSet: { id: 'x', version: '1' },
});

function detail(durationMs: number, findings: DangerFinding[]): RecordingDetail {
  return {
    recording: {
      id: '00000000-0000-4000-8000-000000000001',
      version: 1,
      state: 'matched',
      kind: 'waveform',
      format: 'json',
      fileName: 'x',
      byteLength: 1,
      sha256: '0'.repeat(64),
      receivedAt: '2026-03-22T01:00:00.000Z',
      recordedAt: '2026-03-22T09:00:00',
      source: {
        door: 'manual',
        deviceId: null,
        name: '',
        personId: null,
        institutionId: '',
        institutionName: '',
        departmentId: '',
      },
      device: { manufacturer: '', model: '', serial: '', software: '' },
      patientSaid: { id: '', name: '', sex: null, birthDate: null, ageYears: null },
      accessionSaid: '',
      leads: ['V1'],
      sampleRateHz: 250,
      durationMs,
      examId: null,
      accession: '',
      patientId: null,
      patientName: '',
      matchedBy: null,
      unmatchedReason: '',
      risk: { level: 'critical', findings, reasons: [] },
      surelyNormal: false,
      summary: null,
      measurementVersion: 0,
      problems: [],
      differsFrom: null,
      parked: null,
    },
    measurement: null,
    corrections: [],
    vendor: { measurements: [], statements: [], pacingMs: [], filters: {}, remarks: [], problems: [] },
  };
}

test('a short recording has none; what lies near shares a strip with both reasons', () => {
  const pause = finding('pause', '长间歇', [[30_000, 33_000]]);
  const block = finding('block', '高度房室阻滞', [[31_000, 33_500]]);
  expect(keyStrips(detail(10_000, [pause]))).toEqual([]);
  const strips = keyStrips(detail(600_000, [pause, block]));
  expect(strips).toHaveLength(1);
  expect(strips[0]).toMatchObject({ fromMs: 26_500, lead: 'V1' });
  expect(strips[0]?.title).toContain('长间歇；高度房室阻滞');
});

test('every strip lies in the recording and each finding’s first evidence is on one', () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 590_000 }), fc.integer({ min: 0, max: 30_000 }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
      const findings = spans.map(([from, long], index) =>
        finding(`r${index}`, `所见${index}`, [[from, Math.min(600_000, from + long)]]),
      );
      const strips = keyStrips(detail(600_000, findings));
      for (const { fromMs } of strips) {
        expect(fromMs).toBeGreaterThanOrEqual(0);
        expect(fromMs + stripMs).toBeLessThanOrEqual(600_000);
      }
      findings.forEach((_, index) => {
        const own = strips.find(({ title }) => title.split(/[ ；]+/u).includes(`所见${index}`));
        const at = spans[index]?.[0] ?? 0;
        expect(own && at >= own.fromMs && at < own.fromMs + stripMs).toBe(true);
      });
    }),
  );
});

test('of many findings each has its strip before any has a second one; no more than a dozen', () => {
  const findings = Array.from({ length: 5 }, (_, k) =>
    finding(
      `r${k}`,
      `所见${k}`,
      [0, 1, 2].map((i) => [(k * 3 + i) * 30_000 + 15_000, (k * 3 + i) * 30_000 + 16_000] as const),
    ),
  );
  const strips = keyStrips(detail(600_000, findings));
  expect(strips).toHaveLength(12);
  expect(new Set(strips.map(({ title }) => title.slice(-3)))).toEqual(new Set(findings.map(({ zh }) => zh)));
  expect(strips.map(({ fromMs }) => fromMs)).toEqual(strips.map(({ fromMs }) => fromMs).toSorted((a, b) => a - b));
});

test('then what the rhythm analysis found: the longest three of a kind', () => {
  const span = (fromMs: number, ms: number) => ({ fromMs, toMs: fromMs + ms });
  const pauses = [1, 2, 3, 4].map((i) => ({ ...span(i * 40_000, 2000 + 100 * i), ms: 2000 + 100 * i }));
  const measurement = {
    rhythmDetail: {
      ventricularRuns: [{ ...span(200_000, 3000), beats: 7, rateBpm: 149.6 }],
      pauses,
      fastRuns: [],
      fibrillation: [{ ...span(300_000, 60_000), probability: 1 }],
    },
  } as unknown as StoredMeasurement;
  expect(keyStrips({ ...detail(600_000, []), measurement })).toEqual([
    { fromMs: 76_100, lead: null, title: '0:01:16   疑似长间歇 2.20 s' },
    { fromMs: 116_150, lead: null, title: '0:01:56   疑似长间歇 2.30 s' },
    { fromMs: 156_200, lead: null, title: '0:02:36   疑似长间歇 2.40 s' },
    { fromMs: 196_500, lead: null, title: '0:03:17   疑似室性连发 7 个 150 bpm' },
    // Longer than a strip: it begins two seconds after the left edge.
    { fromMs: 298_000, lead: null, title: '0:04:58   疑似心房颤动' },
  ]);
});

test.each([
  [20_000, 0],
  [20_001, 1],
])('a recording of %i ms has %i of them', (durationMs, count) => {
  expect(keyStrips(detail(durationMs, [finding('pause', '长间歇', [[1000, 4000]])]))).toHaveLength(count);
});

test('strips that the reader chose: those of this recording, in rows, none beyond its end', () => {
  const strip = (recordingId: string, fromMs: number, toMs: number, label: string) =>
    ({ recordingId, fromMs, toMs, label }) as Parameters<typeof chosenStrips>[0][number];
  const chosen = [
    strip('a', 50_000, 70_001, '长'),
    strip('b', 0, 1000, '他'),
    strip('a', 5000, 8000, ''),
    strip('a', 90_000, 95_000, '后'),
  ];
  expect(chosenStrips(chosen, { id: 'a', durationMs: 90_000 })).toEqual([
    { fromMs: 5000, lead: null, title: '0:00:05–0:00:08' },
    { fromMs: 50_000, lead: null, title: '0:00:50–0:01:10   长（1/3）' },
    { fromMs: 60_000, lead: null, title: '0:00:50–0:01:10   长（2/3）' },
    { fromMs: 70_000, lead: null, title: '0:00:50–0:01:10   长（3/3）' },
  ]);
});

test('an overview comes by itself where it is short', () => {
  expect(longPrintOf(undefined, 600_000)).toBe('both');
  expect(longPrintOf(undefined, 86_400_000)).toBe('strips');
  expect(longPrintOf('overview', 86_400_000)).toBe('overview');
});
