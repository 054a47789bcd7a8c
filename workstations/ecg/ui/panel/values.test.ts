// The rows of the measurement table after a correction, and the rules that are left to the reader.
import { expect, test } from 'vitest';
import type { CorrectedValues, RecordingDetail } from '../../../../core/ecg/flow/recording.ts';
import type { StoredRuleSet } from '../../../../core/ecg/flow/rule-set.ts';
import { measureRecording } from '../../../../core/ecg/measure/measure-recording.ts';
import { shippedRuleSets } from '../../../../core/ecg/rules/shipped-sets.ts';
import { asRecording, steady, syntheticEcg } from '../../../../test/support/synthetic-ecg.ts';
import { plainRule, readerRulesOf } from './reader-rules.tsx';
import { valueRows } from './values.ts';

function detail(values: Partial<CorrectedValues> | null): RecordingDetail {
  const measured = measureRecording(asRecording(syntheticEcg(steady(12, 0.8))));
  if (!measured) throw new Error('not measured');
  const { heartRateBpm, pMs, prMs, qrsMs, qtMs, qtc, axisDeg } = measured;
  const correction = {
    version: 2,
    at: '2026-03-01T00:00:00Z',
    personId: 'a',
    personName: '甲',
    marks: { pOnMs: null, pOffMs: null, qrsOnMs: null, qrsOffMs: null, tOffMs: null },
    values: { heartRateBpm, pMs, prMs, qrsMs, qtMs, qtc, axisQrsDeg: axisDeg.qrs, ...values },
    reason: '',
  } as RecordingDetail['corrections'][number];
  return {
    recording: {} as RecordingDetail['recording'],
    measurement: { ...measured, medianBeat: null },
    corrections: values ? [correction] : [],
    vendor: { measurements: [], statements: [], pacingMs: [], filters: {}, remarks: [], problems: [] },
  };
}

test('every value of the machine has its confidence', () => {
  for (const row of valueRows(detail(null), null, 'fridericia')) {
    expect(row.byPerson).toBe(false);
    if (row.ours !== null) expect(row.confidence, row.key).toBeGreaterThan(0);
  }
});

test('what a person changed, or took away, is that person’s and without a confidence; what was left is the machine’s with its own', () => {
  const qtc = { bazett: 401, fridericia: 402, framingham: 403, hodges: 404 };
  const rows = valueRows(detail({ qtMs: 371, qtc, pMs: null, heartRateBpm: 88, axisTDeg: 170 }), null, 'fridericia');
  const byPerson = rows.filter((row) => row.byPerson);
  expect(byPerson.map(({ key }) => key)).toEqual(
    ['heartRate', 'p', 'qt', 'qtc', 'axisT'].map((name) => `measure.${name}`),
  );
  for (const { confidence, machine, ours } of byPerson) {
    expect(confidence).toBeNull();
    expect(machine).not.toBe(ours);
  }
  expect(rows.find(({ key }) => key === 'measure.qrs')?.confidence).toBeGreaterThan(0);
});

test('what is left to the reader comes from the set in force, and only where it is switched on', () => {
  const stored = shippedRuleSets.map((ruleSet): StoredRuleSet => {
    const rules = [...ruleSet.rules];
    const active = ruleSet.id === 'cn-consensus-2017';
    return {
      ruleSet: { ...ruleSet, rules },
      shipped: true,
      active,
      savedAt: '',
      savedBy: '',
      reason: '',
      confirmed: null,
    };
  });
  expect(readerRulesOf(stored).map(({ when }) => when.kind)).toEqual(['by-reader']);
  expect(readerRulesOf(stored.map((one) => ({ ...one, active: false })))).toEqual([]);
  const off = stored.map((one) => ({
    ...one,
    ruleSet: { ...one.ruleSet, rules: one.ruleSet.rules.map((rule) => ({ ...rule, enabled: false })) },
  }));
  expect(readerRulesOf(off)).toEqual([]);
});

test('an open question is named without the word of a suspicion that nobody has', () => {
  expect(plainRule('疑似再发心肌梗死（须与既往心电图比较，由医师判断）')).toBe('再发心肌梗死');
  expect(plainRule('Suspected recurrent infarction (compare with earlier tracings)')).toBe('recurrent infarction');
});
