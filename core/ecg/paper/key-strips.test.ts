// Strips of a long recording: evidence comes first, near things share a strip, nothing lies outside the recording.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DangerFinding, RecordingDetail } from '../flow/recording.ts';
import { keyStrips, stripMs } from './key-strips.ts';
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

test('an overview comes by itself where it is short', () => {
  expect(longPrintOf(undefined, 600_000)).toBe('both');
  expect(longPrintOf(undefined, 86_400_000)).toBe('strips');
  expect(longPrintOf('overview', 86_400_000)).toBe('overview');
});
