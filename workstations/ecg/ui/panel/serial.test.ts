// The comparison of stored recordings: a person's corrections count, and the line in the report is replaced, not doubled.
import { describe, expect, test } from 'vitest';
import type { RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import { measureRecording } from '../../../../core/ecg/measure/measure-recording.ts';
import { asRecording, steady, syntheticEcg } from '../../../../test/support/synthetic-ecg.ts';
import { emptyContent, withComparison } from './content.ts';
import { serialComparison } from './serial.ts';

function detail(rrS: number, corrections: RecordingDetail['corrections'] = []): RecordingDetail {
  const measured = measureRecording(asRecording(syntheticEcg(steady(12, rrS))));
  if (!measured) throw new Error('not measured');
  return {
    recording: {} as RecordingDetail['recording'],
    measurement: { ...measured, medianBeat: null },
    corrections,
    vendor: { measurements: [], statements: [], pacingMs: [], filters: {}, remarks: [], problems: [] },
  };
}

const kinds = (now: RecordingDetail, before: RecordingDetail) => {
  const found = serialComparison(now, before, 'fridericia');
  return found?.state === 'compared' ? found.changes.map(({ kind }) => kind) : null;
};

describe('serial comparison', () => {
  test('of two recordings', () => {
    expect(kinds(detail(0.8), detail(0.8))).toEqual([]);
    expect(kinds(detail(0.56), detail(0.9))).toContain('rate');
  });

  test('takes what a person corrected', () => {
    const { measurement } = detail(0.8);
    if (!measurement) throw new Error('not measured');
    const { heartRateBpm, pMs, qrsMs, qtMs } = measurement;
    const values = { heartRateBpm, pMs, prMs: 260, qrsMs, qtMs, qtc: null, axisQrsDeg: null };
    const marks = { pOnMs: null, pOffMs: null, qrsOnMs: null, qrsOffMs: null, tOffMs: null };
    const corrected = {
      version: 1,
      at: '2026-03-01T00:00:00Z',
      personId: 'a',
      personName: 'a',
      marks,
      values,
      reason: '',
    };
    expect(kinds(detail(0.8, [corrected]), detail(0.8))).toEqual(['pr']);
  });

  test('is not made without a measurement', () => {
    expect(serialComparison({ ...detail(0.8), measurement: null }, detail(0.8), 'bazett')).toBeNull();
    expect(serialComparison(detail(0.8), null, 'bazett')).toBeNull();
  });
});

test('the line stands once in the impression, below what a person wrote', () => {
  const typed = { ...emptyContent(''), impression: '窦性心律' };
  const once = withComparison(typed, '与上次（2026-03-01）比较：无明显变化。');
  expect(withComparison(once, '与上次（2026-03-02）比较：心率增快。').impression).toBe(
    '窦性心律\n与上次（2026-03-02）比较：心率增快。',
  );
});
