// Every limit of the shipped rules from both sides: just short of it the rule is silent, at it the rule speaks, at its level. The values are put into a
// measurement, so that a limit that moves, or "from" that becomes "above", is seen at once; whether tracings measure so stands in rules.test.ts.
import { describe, expect, test } from 'vitest';
import {
  alternating,
  block,
  changing,
  coupled,
  delta,
  detail,
  fast,
  fibrillating,
  findingOf,
  leads,
  longQtAndRun,
  lung,
  minute,
  normal,
  pause,
  qtc,
  qtWithWideQrs,
  run,
  st,
  trustedQt,
  wideFibrillation,
  withoutP,
} from '../../../test/support/judged-samples.ts';
import type { LeadAmplitudes } from '../measure/amplitudes.ts';
import { evaluateRules } from './evaluate.ts';
import type { Judged } from './judged.ts';
import type { RiskLevel } from './rule-set.ts';
import { shippedRuleSet } from './shipped-sets.ts';

const levelOf = (measured: Judged, rule: string, id: string): RiskLevel | 'silent' =>
  findingOf(measured, rule, id)?.level ?? 'silent';

type Row = [what: string, rule: string, short: Judged, at: Judged, level?: RiskLevel];

const consensus: Row[] = [
  ['ST up in neighbouring limb leads by 0.1 mV', 'stemi', st('II aVF', 99), st('II aVF', 100)],
  ['ST up in V4 to V6 by 0.1 mV', 'stemi', st('V4 V5', 99), st('V4 V5', 100)],
  ['ST up in V1 to V3 by 0.3 mV', 'stemi', st('V1 V2 V3', 299), st('V1 V2 V3', 300)],
  ['ST up in two neighbours', 'stemi', st('I aVF V2 V4', 350), st('V2 V3', 350)],
  ['ST up in aVL and I', 'stemi', st('aVL V1', 350), st('aVL I', 350)],
  ['ST down by 0.15 mV', 'acute-ischaemia', st('V4 V5 V6', -149), st('V4 V5 V6', -150)],
  ['ST down in three neighbours', 'acute-ischaemia', st('V5 V6 I II', -200), st('V4 V5 V6', -200)],
  ['running waves without QRS', 'vf', normal, detail({ chaoticVentricles: [{ fromMs: 0, toMs: 4000, rateBpm: 300 }] })],
  ['ventricular tachycardia of 150/min for half a minute', 'vt-sustained', run(149.9, 30_000), run(150, 30_000)],
  ['ventricular tachycardia for 30 s', 'vt-sustained', run(160, 29_990), run(160, 30_000)],
  ['over 80 % of a short strip', 'vt-sustained', run(160, 7990, normal), run(160, 8000, normal)],
  ['slower, from 100/min', 'vt-sustained-slow', run(99.9, 30_000), run(100, 30_000), 'major-positive'],
  ['slower, up to 150/min', 'vt-sustained-slow', run(150, 30_000), run(149.9, 30_000), 'major-positive'],
  ['slower, for 30 s', 'vt-sustained-slow', run(120, 29_990), run(120, 30_000), 'major-positive'],
  ['over 80 % of a short strip', 'vt-sustained-slow', run(120, 7990, normal), run(120, 8000, normal), 'major-positive'],
  ['three ventricular beats', 'vt-short', run(120, 1000, normal, 2), run(120, 1000, normal, 3), 'major-positive'],
  ['three at 100/min', 'vt-short', run(99.9, 1000, normal, 3), run(100, 1000, normal, 3), 'major-positive'],
  ['shorter than 30 s', 'vt-short', run(120, 30_000), run(120, 29_990), 'major-positive'],
  ['a very fast narrow run of 200/min', 'svt', fast(199.9), fast(200)],
  ['with a QRS below 120 ms', 'svt', { ...fast(210), qrsMs: 120 }, { ...fast(210), qrsMs: 119.9 }],
  ['however short it is', 'svt', fast(199.9, normal, 600), fast(200, normal, 600)],
  ['shortest RR of 250 ms', 'af-preexcitation', wideFibrillation(250.1, 130), wideFibrillation(250, 130)],
  ['with a QRS of 120 ms', 'af-preexcitation', wideFibrillation(220, 119.9), wideFibrillation(220, 120)],
  ['35/min and below', 'severe-bradycardia', { ...normal, heartRateBpm: 35.1 }, { ...normal, heartRateBpm: 35 }],
  ['RR of 5 s', 'long-rr', pause(4999), pause(5000)],
  ['RR of 3 s', 'long-rr-symptoms', pause(2999), pause(3000), 'major-positive'],
  [
    'standstill of 5 s',
    'asystole',
    { ...normal, rhythm: 'asystole', durationMs: 4999 },
    { ...normal, rhythm: 'asystole', durationMs: 5000 },
  ],
  ['QTc of 550 ms by Bazett at 60/min', 'qtc', qtc(549.9, 560, 60), qtc(550, 500, 60)],
  ['QTc of 550 ms by Bazett at 90/min', 'qtc', qtc(549.9, 560, 90), qtc(550, 500, 90)],
  ['by Fridericia below 60/min', 'qtc', qtc(560, 549.9, 59.9), qtc(500, 550, 59.9)],
  ['by Fridericia above 90/min', 'qtc', qtc(560, 549.9, 90.1), qtc(500, 550, 90.1)],
  ['QT less what a QRS of 120 ms has above 100', 'qtc', qtWithWideQrs(569.9, 120), qtWithWideQrs(570, 120)],
  ['nothing off below 120 ms', 'qtc', qtWithWideQrs(549.9, 119.9), qtWithWideQrs(550, 119.9)],
  ['a QT that is half sure', 'qtc', trustedQt(0.49), trustedQt(0.5)],
  ['a later end of T', 'qtc', trustedQt(0.3, 500), trustedQt(0.3, 501), 'major-positive'],
  ['hardly sure, with a later end of T', 'qtc', trustedQt(0.149, 520), trustedQt(0.15, 520), 'major-positive'],
  ['a ventricular beat on T', 'r-on-t', coupled(341), coupled(340)],
  ['a beat that is surely ventricular', 'r-on-t', coupled(300, normal, { confidence: 0.59 }), coupled(300)],
  ['not an early narrow one', 'r-on-t', coupled(300, normal, { class: 'normal' }), coupled(300)],
  ['nor the second of a pair', 'r-on-t', coupled(300, normal, {}, 'ventricular'), coupled(300)],
  ['QRS of 140 ms with tall T and no P', 'hyperkalaemia', withoutP(139.9, 1000), withoutP(140, 1000)],
  ['T of 1 mV in two leads', 'hyperkalaemia', withoutP(150, 999), withoutP(150, 1000)],
  ['in a readable signal', 'hyperkalaemia', withoutP(150, 1000, 0.39), withoutP(150, 1000, 0.4)],
  [
    'T of 1 mV not in one lead alone',
    'hyperkalaemia',
    leads({ V3: { t: 900 } }, withoutP(150, 1200)),
    withoutP(150, 1200),
  ],
  ['QRS of 220 ms without P', 'hyperkalaemia', withoutP(219.9, 300), withoutP(220, 300)],
  ['QT(U)c of 500 ms beside a run', 'hypokalaemia', longQtAndRun(499.9, 3, 100), longQtAndRun(500, 3, 100)],
  ['a run of three beside long QT(U)', 'hypokalaemia', longQtAndRun(520, 2, 120), longQtAndRun(520, 3, 120)],
  ['at 100/min', 'hypokalaemia', longQtAndRun(520, 3, 99.9), longQtAndRun(520, 3, 100)],
  [
    'a QT(U) that is half sure',
    'hypokalaemia',
    { ...longQtAndRun(520, 3, 100), confidence: { qtMs: 0.49 } },
    { ...longQtAndRun(520, 3, 100), confidence: { qtMs: 0.5 } },
  ],
  ['six changing beats', 'polymorphic-vt', changing('polymorphic', 5, 150), changing('polymorphic', 6, 150)],
  ['at 120/min', 'polymorphic-vt', changing('twisting', 6, 119.9), changing('twisting', 6, 120)],
  ['six in two directions', 'bidirectional-vt', changing('bidirectional', 5, 150), changing('bidirectional', 6, 150)],
  ['at 120/min', 'bidirectional-vt', changing('bidirectional', 6, 119.9), changing('bidirectional', 6, 120)],
  ['in one direction', 'bidirectional-vt', changing('polymorphic', 9, 150), changing('bidirectional', 9, 150)],
  ['complete block at 35/min', 'av-block-slow', block('complete', 35.1), block('complete', 35)],
  ['advanced, not second-degree block', 'av-block-slow', block('two-to-one', 30), block('advanced', 30)],
  ['advanced block', 'av-block-high', block('advanced', 100.1), block('advanced', 100), 'major-positive'],
  ['second-degree block', 'av-block-second', block('mobitz-1', 100.1), block('mobitz-1', 100), 'major-positive'],
  ['second-degree, not complete', 'av-block-second', block('complete', 50), block('mobitz-2', 50), 'major-positive'],
  ['T alternates by 0.1 mV', 't-wave-alternans', alternating(99, -99), alternating(100, -100)],
  ['in two leads', 't-wave-alternans', alternating(300), alternating(300, 100)],
  ['S in I of 0.15 mV', 'pulmonary-embolism', lung(149, 200), lung(150, 200)],
  ['Q in III of 0.15 mV', 'pulmonary-embolism', lung(200, 149), lung(200, 150)],
  ['PR of 120 ms', 'preexcitation', delta(120.1, 130), delta(120, 130), 'major-positive'],
  ['QRS of 110 ms', 'preexcitation', delta(100, 109.9), delta(100, 110), 'major-positive'],
];

const zhejiang: Row[] = [
  ['below 35/min', 'severe-bradycardia', { ...normal, heartRateBpm: 35 }, { ...normal, heartRateBpm: 34.9 }],
  ['RR of 3 s', 'long-rr', pause(2999), pause(3000)],
  ['230/min', 'svt', fast(229.9), fast(230)],
  ['however short it is', 'svt', fast(229.9, normal, 600), fast(230, normal, 600)],
  ['shortest RR below 250 ms', 'af-preexcitation', wideFibrillation(250, 130), wideFibrillation(249.9, 130)],
  ['with a QRS of 120 ms', 'af-preexcitation', wideFibrillation(220, 119.9), wideFibrillation(220, 120)],
  ['QTc of 500 ms with R on T', 'qtc', { ...coupled(300, qtc(499, 499, 75)) }, { ...coupled(300, qtc(500, 400, 75)) }],
  ['QTc with R on T', 'qtc', qtc(600, 600, 75), { ...coupled(300, qtc(600, 600, 75)) }],
  ['fibrillation at 180/min', 'af-fast', fibrillating(334, 8000), fibrillating(1000 / 3, 8000)],
  ['however short it is', 'af-fast', fibrillating(334, 700), fibrillating(300, 700)],
  ['with three beats and more', 'af-fast', fibrillating(300, 500), fibrillating(300, 600)],
];
const revised: Row[] = [
  ['RR of 3 s', 'long-rr', pause(2999), pause(3000)],
  ['QTc of 550 ms with R on T', 'qtc', { ...coupled(300, qtc(549, 549, 75)) }, { ...coupled(300, qtc(550, 400, 75)) }],
  ['QTc with R on T', 'qtc', qtc(600, 600, 75), { ...coupled(300, qtc(600, 600, 75)) }],
  ['fibrillation at 200/min', 'af-fast', fibrillating(304, 8000), fibrillating(300, 8000)],
  [
    'RR of 5 s in fibrillation',
    'af-long-rr',
    pause(4999, { fibrillation: [{ fromMs: 0, toMs: 9000, probability: 1 }] }),
    pause(5000, { fibrillation: [{ fromMs: 1000, toMs: 6000, probability: 1 }] }),
  ],
  [
    'RR of 5 s, all of it in fibrillation',
    'af-long-rr',
    pause(5000, { fibrillation: [{ fromMs: 1001, toMs: 9000, probability: 1 }] }),
    pause(5000, { fibrillation: [{ fromMs: 0, toMs: 6000, probability: 1 }] }),
  ],
];
const shanxi: Row[] = [
  ['180/min', 'svt', fast(179.9), fast(180)],
  ['however short it is', 'svt', fast(179.9, normal, 600), fast(180, normal, 600)],
  ['ventricular tachycardia for 30 s', 'vt-sustained', run(160, 29_990), run(160, 30_000)],
  ['over 80 % of a short strip', 'vt-sustained', run(160, 7990, normal), run(160, 8000, normal)],
  ['ventricular tachycardia of 100/min', 'vt-sustained', run(99.9, 30_000), run(100, 30_000)],
  ['RR of 5 s', 'long-rr', pause(4999), pause(5000)],
  ['QTc of 500 ms with R on T', 'qtc', { ...coupled(300, qtc(499, 499, 75)) }, { ...coupled(300, qtc(500, 400, 75)) }],
  ['QTc with R on T', 'qtc', qtc(600, 600, 75), { ...coupled(300, qtc(600, 600, 75)) }],
  ['fibrillation at 180/min', 'af-fast', fibrillating(334, 30_000, minute), fibrillating(1000 / 3, 30_000, minute)],
  ['for 30 s', 'af-fast', fibrillating(300, 29_990, minute), fibrillating(300, 30_000, minute)],
  ['over 80 % of a short strip', 'af-fast', fibrillating(300, 7990), fibrillating(300, 8000)],
];

describe.each([
  ['cn-consensus-2017', consensus],
  ['cn-zhejiang-trial', zhejiang],
  ['cn-province-revised', revised],
  ['cn-shanxi-2017', shanxi],
] as const)('%s', (id, rows) => {
  test.each(rows)('%s: %s', (_, rule, short, at, level = 'critical') => {
    expect([levelOf(short, rule, id), levelOf(at, rule, id)]).toEqual(['silent', level]);
  });
});

describe('the provinces switch off what they do not have', () => {
  test.each([
    ['cn-zhejiang-trial', ['long-rr-symptoms', 'hyperkalaemia']],
    ['cn-province-revised', ['long-rr-symptoms']],
    ['cn-shanxi-2017', ['hyperkalaemia']],
    ['cn-consensus-2017', []],
  ])('%s: %j, and nothing else', (id, off) => {
    expect(shippedRuleSet(id)?.rules.flatMap((rule) => (rule.enabled ? [] : [rule.id]))).toEqual(off);
  });

  test.each([
    ['cn-zhejiang-trial', 'long-rr-symptoms', pause(3500)],
    ['cn-province-revised', 'long-rr-symptoms', pause(3500)],
    ['cn-zhejiang-trial', 'hyperkalaemia', withoutP(230, 1200)],
    ['cn-shanxi-2017', 'hyperkalaemia', withoutP(230, 1200)],
  ])('%s: %s', (id, rule, measured) => {
    expect(levelOf(measured, rule, id)).toBe('silent');
    expect(levelOf(measured, rule, 'cn-consensus-2017')).not.toBe('silent');
  });
});

describe('between two limits there is no gap', () => {
  // Rates are means of sampled intervals: 149.995/min is neither "up to 149.99" nor "from 150", and would alarm as nothing at all.
  test.each([
    [149.994, 'vt-sustained-slow'],
    [149.996, 'vt-sustained'],
  ])('a ventricular tachycardia of %f/min is %s', (bpm, rule) => {
    const both = ['vt-sustained-slow', 'vt-sustained'];
    expect(both.filter((one) => levelOf(run(bpm, 60_000), one, 'cn-consensus-2017') !== 'silent')).toEqual([rule]);
  });

  test('34.994/min is below 35, 249.994 ms below 250', () => {
    expect(levelOf({ ...normal, heartRateBpm: 34.994 }, 'severe-bradycardia', 'cn-zhejiang-trial')).toBe('critical');
    expect(levelOf(wideFibrillation(249.994, 130), 'af-preexcitation', 'cn-zhejiang-trial')).toBe('critical');
  });
});

describe('by age', () => {
  const aged = (of: Judged, ageYears: number): Judged => ({ ...of, ageYears });
  const slow = (heartRateBpm: number, ageYears: number) => aged({ ...normal, heartRateBpm }, ageYears);
  test.each<[...Row, set?: string]>([
    ['an infant at 220/min', 'svt', aged(fast(219.9), 0.99), aged(fast(220), 0.99)],
    ['from the first birthday at 200/min', 'svt', aged(fast(199.9), 1), aged(fast(200), 1)],
    ['the second year at 190/min', 'svt', aged(fast(189.9), 1.9), aged(fast(190), 1.9), 'critical', 'cn-shanxi-2017'],
    [
      'two years and more as the list says',
      'svt',
      aged(fast(179.9), 2),
      aged(fast(180), 2),
      'critical',
      'cn-shanxi-2017',
    ],
    ['an infant at 60/min', 'severe-bradycardia', slow(60.1, 0.99), slow(60, 0.99)],
    ['from the first birthday at 35/min', 'severe-bradycardia', slow(35.1, 1), slow(35, 1)],
  ])('%s: %s', (_, rule, short, at, level = 'critical', id = 'cn-consensus-2017') => {
    expect([levelOf(short, rule, id), levelOf(at, rule, id)]).toEqual(['silent', level]);
  });
});

describe('what may be judged at all', () => {
  const up = st('II aVF', 200);
  const scored = (of: Judged, score: number) => ({ ...of, quality: { ...of.quality, score } });
  test.each<Row>([
    ['ST up to 140/min', 'stemi', { ...up, heartRateBpm: 140.1 }, { ...up, heartRateBpm: 140 }],
    ['ST of a QRS below 120 ms', 'stemi', { ...up, qrsMs: 120 }, { ...up, qrsMs: 119.9 }],
    ['ST of a QRS that was measured', 'stemi', { ...up, qrsMs: null }, up],
    ['ST of a fair signal', 'stemi', scored(up, 0.5), scored(up, 0.51)],
    ['ST of own beats, not paced', 'stemi', { ...up, rhythm: 'paced-rhythm' }, up],
    ['ST of own beats, not ventricular', 'stemi', { ...up, rhythm: 'ventricular-rhythm' }, up],
    [
      'a short run in a signal that shows forms',
      'vt-short',
      scored(run(120, 1000), 0.29),
      scored(run(120, 1000), 0.3),
      'major-positive',
    ],
    ['R on T likewise', 'r-on-t', scored(coupled(300), 0.29), scored(coupled(300), 0.3)],
    [
      'a fast run beside half of fibrillation',
      'svt',
      detail({ fibrillationShare: 0.51 }, fast(210)),
      detail({ fibrillationShare: 0.5 }, fast(210)),
    ],
    [
      'fibrillation of own beats',
      'af-preexcitation',
      { ...wideFibrillation(220, 130), rhythm: 'paced-rhythm' },
      wideFibrillation(220, 130),
    ],
    [
      'potassium of own beats',
      'hyperkalaemia',
      { ...withoutP(150, 1000), rhythm: 'paced-rhythm' },
      withoutP(150, 1000),
    ],
    ['potassium without P', 'hyperkalaemia', { ...withoutP(150, 1000), pMs: 100 }, withoutP(150, 1000)],
    [
      'one wide wave at the rate of a tachycardia is a run',
      'hyperkalaemia',
      { ...withoutP(230, 300), rhythm: 'wide-tachycardia' },
      { ...withoutP(230, 300), rhythm: 'ventricular-rhythm' },
    ],
  ])('%s: %s', (_, rule, short, at, level = 'critical') => {
    expect([levelOf(short, rule, 'cn-consensus-2017'), levelOf(at, rule, 'cn-consensus-2017')]).toEqual([
      'silent',
      level,
    ]);
  });
});

describe('ST that changes from beat to beat', () => {
  // Sixteen beats: the middle of them is sure to 1.645 x 1.25 / 4 of their scatter, so that 0.15 mV is surely 0.1 mV up to 97 µV of it.
  const scattered = (stScatter: number): Judged => ({
    ...leads({ V4: { stJ: 150, stScatter }, V5: { stJ: 150, stScatter } }),
    medianBeat: normal.medianBeat && { ...normal.medianBeat, beats: 16 },
  });
  test.each([
    [97, 'critical'],
    [98, 'major-positive'],
    [100, 'major-positive'],
    [101, 'silent'],
  ])('0.15 mV with a scatter of %i µV: %s', (scatter, level) => {
    expect(levelOf(scattered(scatter), 'stemi', 'cn-consensus-2017')).toBe(level);
  });
});

describe('a recording that is outsized in all leads', () => {
  const tall = (uv: number, stJ: number, count = 12): Judged => {
    const all = leads(
      Object.fromEntries(Object.keys(normal.amplitudes).map((lead) => [lead, { q: null, r: uv, s: null }])),
    );
    const names = ['V4', 'V5', ...Object.keys(all.amplitudes).filter((lead) => lead !== 'V4' && lead !== 'V5')];
    const kept = Object.fromEntries(
      names.slice(0, count).map((lead) => [lead, all.amplitudes[lead] as LeadAmplitudes]),
    );
    return st('V4 V5', stJ, { ...all, amplitudes: kept });
  };
  test.each([
    ['a tenth of QRS at 2.1 mV', tall(2100, 210), 'major-positive'],
    ['more than a tenth of QRS', tall(2100, 211), 'critical'],
    ['a QRS of less than 2.1 mV', tall(2099, 200), 'critical'],
    ['eight leads', tall(2100, 210, 8), 'major-positive'],
    ['seven leads: too few to say so', tall(2100, 210, 7), 'critical'],
  ])('ST of %s: %s', (_, measured, level) => {
    expect(levelOf(measured, 'stemi', 'cn-consensus-2017')).toBe(level);
  });
});

test('a hospital that names a formula gets no other one', () => {
  const set = shippedRuleSet('cn-consensus-2017');
  const rule = set?.rules.find(({ id }) => id === 'qtc');
  if (!set || !rule) throw new Error('no rule');
  const by = (formula: 'hodges' | 'framingham') => ({
    ...set,
    rules: [{ ...rule, when: { kind: 'qtc' as const, minMs: 550, formula, rOnT: false } }],
  });
  const measured: Judged = { ...normal, qtc: { bazett: 600, fridericia: 600, framingham: 600, hodges: 540 } };
  expect([by('hodges'), by('framingham')].map((one) => evaluateRules(measured, one).length)).toEqual([0, 1]);
});
