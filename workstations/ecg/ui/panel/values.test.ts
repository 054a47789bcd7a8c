// The rows of the measurement table after a correction, and the rules that are left to the reader.
import { expect, test } from 'vitest';
import type { RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import type { StoredRuleSet } from '../../../../core/ecg/flow/rule-set.ts';
import { measureRecording } from '../../../../core/ecg/measure/measure-recording.ts';
import { shippedRuleSets } from '../../../../core/ecg/rules/shipped-sets.ts';
import { asRecording, steady, syntheticEcg } from '../../../../test/support/synthetic-ecg.ts';
import { readerRulesOf } from './reader-rules.tsx';
import { valueRows } from './values.ts';

function detail(corrected: boolean): RecordingDetail {
  const measured = measureRecording(asRecording(syntheticEcg(steady(12, 0.8))));
  if (!measured) throw new Error('not measured');
  const { heartRateBpm, pMs, prMs, qrsMs, qtMs, qtc, axisDeg } = measured;
  const correction = {
    version: 2,
    at: '2026-03-01T00:00:00Z',
    personId: 'a',
    personName: '甲',
    marks: { pOnMs: null, pOffMs: null, qrsOnMs: null, qrsOffMs: null, tOffMs: null },
    values: { heartRateBpm, pMs, prMs, qrsMs, qtMs, qtc, axisQrsDeg: axisDeg.qrs },
    reason: '',
  } as RecordingDetail['corrections'][number];
  return {
    recording: {} as RecordingDetail['recording'],
    measurement: { ...measured, medianBeat: null },
    corrections: corrected ? [correction] : [],
    vendor: { measurements: [], statements: [], pacingMs: [], filters: {}, remarks: [], problems: [] },
  };
}

test('every value of the machine has its confidence', () => {
  for (const row of valueRows(detail(false), null, 'fridericia')) {
    expect(row.byPerson).toBe(false);
    if (row.ours !== null) expect(row.confidence, row.key).toBeGreaterThan(0);
  }
});

test('after a correction what the marks give is a person’s, without a confidence; the rate and the axes stay the machine’s with theirs', () => {
  const rows = valueRows(detail(true), null, 'fridericia');
  const byPerson = rows.filter((row) => row.byPerson);
  expect(byPerson.map(({ key }) => key)).toEqual([
    'measure.p',
    'measure.pr',
    'measure.qrs',
    'measure.qt',
    'measure.qtc',
  ]);
  expect(byPerson.every(({ confidence }) => confidence === null)).toBe(true);
  expect(rows.find(({ key }) => key === 'measure.heartRate')?.confidence).toBeGreaterThan(0);
});

test('what is left to the reader comes from the set in force, and only where it is switched on', () => {
  const stored = shippedRuleSets.map((ruleSet): StoredRuleSet => {
    const rules = [...ruleSet.rules];
    const active = ruleSet.id === 'cn-consensus-2017';
    return { ruleSet: { ...ruleSet, rules }, shipped: true, active, savedAt: '', savedBy: '', reason: '' };
  });
  expect(readerRulesOf(stored).map(({ when }) => when.kind)).toEqual(['by-reader']);
  expect(readerRulesOf(stored.map((one) => ({ ...one, active: false })))).toEqual([]);
  const off = stored.map((one) => ({
    ...one,
    ruleSet: { ...one.ruleSet, rules: one.ruleSet.rules.map((rule) => ({ ...rule, enabled: false })) },
  }));
  expect(readerRulesOf(off)).toEqual([]);
});
