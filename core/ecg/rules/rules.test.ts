// Critical rules: what each must flag, what it must leave alone, and the thresholds by which the shipped lists differ.
import { describe, expect, test } from 'vitest';
import {
  asRecording,
  irregular,
  type SyntheticBeat,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { measureWaveform } from '../measure/measure.ts';
import { measureRecording } from '../measure/measure-recording.ts';
import type { Measured } from '../measure/measurement.ts';
import { evaluateRules } from './evaluate.ts';
import type { RuleSet } from './rule-set.ts';
import { shippedRuleSet, shippedRuleSets } from './shipped-sets.ts';

const measuredOf = (beats: SyntheticBeat[], options: SyntheticOptions = {}): Measured => {
  const ecg = syntheticEcg(beats, options);
  return measureWaveform({ kind: 'rhythm', sampleRateHz: ecg.sampleRateHz, startMs: 0, leads: ecg.leads });
};
const setOf = (id: string): RuleSet => {
  const set = shippedRuleSet(id);
  if (!set) throw new Error(id);
  return set;
};
const flags = (measured: Measured, id = 'cn-consensus-2017') =>
  evaluateRules(measured, setOf(id)).map(({ rule }) => rule);
const normal = measuredOf(steady(12, 0.8));
const as = (beats: SyntheticBeat[], kind: SyntheticBeat['kind']) => beats.map((beat) => ({ ...beat, kind }));

describe('the consensus of 2017', () => {
  test.each([
    ['a normal ECG', steady(12, 0.8), {}, []],
    ['a fast sinus rhythm', steady(20, 0.5), { qtMs: 310 }, []],
    ['fibrillation at a usual rate', irregular(16), { fibrillationUv: 40 }, []],
    [
      'single ventricular beats',
      steady(14, 0.9).map((beat, i) => (i % 5 === 3 ? { at: beat.at - 0.2, kind: 'ventricular' as const } : beat)),
      {},
      [],
    ],
    ['33 per minute', steady(6, 1.8), {}, ['severe-bradycardia']],
    ['210 per minute', as(steady(34, 60 / 210), 'no-p'), { qtMs: 240 }, ['svt']],
    [
      'ventricular tachycardia over the whole strip',
      as(steady(28, 0.36), 'ventricular'),
      {},
      ['vt-sustained', 'vt-short'],
    ],
    ['a pause of 3.6 s', [...steady(5, 0.8), { at: 7.3 }, { at: 8.1 }, { at: 8.9 }], {}, ['long-rr-symptoms']],
    [
      'a pause of 5.8 s',
      [...steady(5, 0.8), { at: 9.5 }, { at: 10.3 }, { at: 11.1 }],
      {},
      ['long-rr', 'long-rr-symptoms'],
    ],
    ['QT 600 ms', steady(10, 1), { qtMs: 600 }, ['qtc']],
    ['QRS and T in one wide wave', as(steady(9, 1.1), 'no-p'), { qrsMs: 240, qtMs: 360, tGain: 3 }, ['hyperkalaemia']],
    ['a wide QRS alone', as(steady(9, 1.1), 'no-p'), { qrsMs: 170, qtMs: 460 }, []],
    ['ST up in II and III', steady(12, 0.8), { stUv: { II: 260 } }, ['stemi']],
    ['ST up in V2 alone by 0.2 mV', steady(12, 0.8), { stUv: { V2: 200 } }, []],
  ] as [string, SyntheticBeat[], SyntheticOptions, string[]][])('%s', (_, beats, options, expected) => {
    expect(flags(measuredOf(beats, options))).toEqual(expected);
  });

  test('evidence says what, where and against which threshold', () => {
    const [finding] = evaluateRules(
      measuredOf([...steady(5, 0.8), { at: 9.5 }, { at: 10.3 }]),
      setOf('cn-consensus-2017'),
    );
    expect(finding?.ruleSet).toEqual({ id: 'cn-consensus-2017', version: '3' });
    expect(finding?.zh).toContain('疑似');
    const [evidence] = finding?.evidence ?? [];
    expect(evidence?.value).toBeCloseTo(5.8, 1);
    expect(evidence?.threshold).toBe(5);
    expect(evidence?.fromMs).toBeGreaterThan(3600);
    expect(evidence?.toMs).toBeLessThan(9700);
    expect(evidence?.zh).toContain('RR间期5.80秒');
  });

  test('evidence of ST names its leads', () => {
    const [finding] = evaluateRules(measuredOf(steady(12, 0.8), { stUv: { II: 260 } }), setOf('cn-consensus-2017'));
    expect(finding?.evidence.map(({ lead }) => lead)).toContain('II');
    expect(finding?.evidence.length).toBeGreaterThanOrEqual(2);
  });

  test('wide beats, fast rates and poor signals are not judged for ST', () => {
    const up = measuredOf(steady(12, 0.8), { stUv: { II: 260 } });
    expect(flags({ ...up, qrsMs: 140 })).not.toContain('stemi');
    expect(flags({ ...up, heartRateBpm: 170 })).not.toContain('stemi');
    expect(flags({ ...up, quality: { ...up.quality, score: 0.3 } })).not.toContain('stemi');
  });
});

describe('provincial lists', () => {
  const withRate = (heartRateBpm: number): Measured => ({ ...normal, heartRateBpm });
  const fast = (rateBpm: number): Measured => ({
    ...normal,
    rhythmDetail: { ...normal.rhythmDetail, fastRuns: [{ fromMs: 0, toMs: 9000, beats: 30, rateBpm }] },
  });
  const pause = (seconds: number): Measured => ({
    ...normal,
    rhythmDetail: {
      ...normal.rhythmDetail,
      pauses: [{ fromMs: 1000, toMs: 1000 + 1000 * seconds, ms: 1000 * seconds, from: 'normal', to: 'normal' }],
    },
  });

  test.each([
    ['cn-consensus-2017', withRate(35), 'severe-bradycardia', true],
    ['cn-zhejiang-trial', withRate(35), 'severe-bradycardia', false],
    ['cn-zhejiang-trial', withRate(34), 'severe-bradycardia', true],
    ['cn-consensus-2017', fast(205), 'svt', true],
    ['cn-zhejiang-trial', fast(205), 'svt', false],
    ['cn-zhejiang-trial', fast(231), 'svt', true],
    ['cn-shanxi-2017', fast(185), 'svt', true],
    ['cn-consensus-2017', fast(185), 'svt', false],
    ['cn-consensus-2017', pause(3.2), 'long-rr', false],
    ['cn-zhejiang-trial', pause(3.2), 'long-rr', true],
    ['cn-province-revised', pause(3.2), 'long-rr', true],
  ])('%s %# %s %s', (id, measured, rule, expected) => {
    expect(flags(measured, id).includes(rule)).toBe(expected);
  });

  test('fast fibrillation is in the provincial lists', () => {
    const beats = irregular(40).map((beat) => ({ ...beat, at: 0.5 + 0.39 * (beat.at - 0.5) }));
    const measured = measuredOf(beats, { fibrillationUv: 30, qtMs: 180 });
    const span = { fromMs: 500, toMs: measured.durationMs - 500, probability: 0.9 };
    const fibrillating = {
      ...measured,
      rhythmDetail: { ...measured.rhythmDetail, fibrillationShare: 1, fibrillation: [span] },
    };
    expect(measured.heartRateBpm).toBeGreaterThan(180);
    expect(flags(fibrillating, 'cn-zhejiang-trial')).toContain('af-fast');
    expect(flags(fibrillating)).not.toContain('af-fast');
  });

  test('every set has unique rule ids, sources and texts', () => {
    for (const set of shippedRuleSets) {
      expect(new Set(set.rules.map(({ id }) => id)).size).toBe(set.rules.length);
      for (const rule of set.rules) {
        expect(rule.source).not.toBe('');
        expect(rule.zh).toContain('疑似');
        expect(rule.en).toContain('Suspected');
      }
    }
  });

  test('the consensus has its items at the level of the paper, the provinces only what they name', () => {
    const level = (set: string, id: string) => setOf(set).rules.find((rule) => rule.id === id)?.level;
    const items = [
      'stemi',
      'acute-ischaemia',
      're-infarction',
      'vf',
      'vt-sustained',
      'polymorphic-vt',
      'bidirectional-vt',
      'svt',
    ];
    const more = [
      'af-preexcitation',
      'severe-bradycardia',
      'av-block-slow',
      'long-rr',
      'hypokalaemia',
      'hyperkalaemia',
    ];
    for (const id of [...items, ...more, 'pulmonary-embolism', 'qtc', 't-wave-alternans', 'r-on-t'])
      expect([id, level('cn-consensus-2017', id)]).toEqual([id, 'critical']);
    for (const id of ['acute-ischaemia', 'hypokalaemia', 'pulmonary-embolism'])
      expect(level('cn-shanxi-2017', id)).toBe('major-positive');
  });

  test('a long QT with a fast ventricular run is the pattern of low potassium; either alone is not', () => {
    const run = { fromMs: 2000, toMs: 3000, beats: 4, rateBpm: 180 };
    const long = measuredOf(steady(10, 1), { qtMs: 530 });
    const both = { ...long, rhythmDetail: { ...long.rhythmDetail, ventricularRuns: [run] } };
    const [finding] = evaluateRules(both, setOf('cn-consensus-2017')).filter(({ rule }) => rule === 'hypokalaemia');
    expect(finding?.evidence.map(({ unit }) => unit)).toEqual(['ms', 'bpm']);
    expect(flags(long)).not.toContain('hypokalaemia');
    const short = { ...normal, rhythmDetail: { ...normal.rhythmDetail, ventricularRuns: [run] } };
    expect(flags(short)).not.toContain('hypokalaemia');
  });

  test('a run of half a minute and more is not called short', () => {
    const run = { fromMs: 0, toMs: 31_000, beats: 70, rateBpm: 135 };
    const measured = {
      ...normal,
      durationMs: 60_000,
      rhythmDetail: { ...normal.rhythmDetail, ventricularRuns: [run] },
    };
    expect(flags(measured)).toEqual(['vt-sustained-slow']);
  });

  test('what only a reader can say never alarms', () => {
    const set = setOf('cn-consensus-2017');
    expect(set.rules.filter(({ when }) => when.kind === 'by-reader').map(({ id }) => id)).toEqual(['re-infarction']);
    expect(flags(measuredOf(steady(12, 0.8), { stUv: { II: 260 } }))).not.toContain('re-infarction');
  });

  test('a rule that is switched off stays silent', () => {
    const set = setOf('cn-consensus-2017');
    const off = { ...set, rules: set.rules.map((rule) => ({ ...rule, enabled: false })) };
    expect(evaluateRules(withRate(20), off)).toEqual([]);
  });
});

describe('surely normal', () => {
  const holds = (beats: SyntheticBeat[], options: SyntheticOptions = {}, age: number | undefined = 45) => {
    const recording = asRecording(syntheticEcg(beats, options));
    return measureRecording({ ...recording, patient: age === undefined ? {} : { ageYears: age } })?.surelyNormal;
  };

  test('a normal ECG', () => {
    expect(holds(steady(12, 0.8))).toEqual({ holds: true, doubts: [] });
  });

  test.each([
    ['a child', steady(12, 0.8), {}, 'age', 7],
    ['fast', steady(20, 0.5), { qtMs: 310 }, 'rate', 45],
    [
      'an early beat',
      steady(12, 0.8).map((beat, i) => (i === 6 ? { at: beat.at - 0.3 } : beat)),
      {},
      'shortest-rr',
      45,
    ],
    ['long PR', steady(12, 0.8), { prMs: 230 }, 'pr', 45],
    ['wide QRS', steady(12, 0.8), { qrsMs: 130 }, 'qrs', 45],
    ['long QT', steady(12, 0.8), { qtMs: 470 }, 'qtc', 45],
    ['flat T', steady(12, 0.8), { tGain: 0.15 }, 't-V5', 45],
    ['tall T', steady(12, 0.8), { tGain: 3.4 }, 'tall-t-V3', 45],
    ['ST down', steady(12, 0.8), { stUv: { V5: -120 } }, 'st-V5', 45],
    ['two leads', steady(12, 0.8), { leads: ['I', 'II'] }, 'leads', 45],
    ['short', steady(6, 0.8), {}, 'duration', 45],
    ['noise', steady(12, 0.8), { noiseUv: 60 }, 'quality', 45],
    ['no P', as(steady(12, 0.8), 'no-p'), {}, 'pr', 45],
  ] as [string, SyntheticBeat[], SyntheticOptions, string, number][])('not %s', (_, beats, options, doubt, age) => {
    const sorted = holds(beats, options, age);
    expect(sorted?.holds).toBe(false);
    expect(sorted?.doubts).toContain(doubt);
  });

  test('not with the atria paced, whose beats look as usual', () => {
    const beats = steady(12, 0.8);
    const vendorPacingMs = beats.map(({ at }) => 1000 * at - 190);
    const measured = measureRecording({ ...asRecording(syntheticEcg(beats)), vendorPacingMs });
    expect(measured?.surelyNormal).toEqual({ holds: false, doubts: ['pacing'] });
  });
});
