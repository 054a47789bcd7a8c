// What a finding says of itself: the value in its unit beside the limit that it passed, the same in words, and what it is worth.
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
  longQtAndRun,
  lung,
  minute,
  normal,
  patterns,
  pause,
  qtc,
  qtWithWideQrs,
  run,
  st,
  trustedQt,
  wideFibrillation,
  withoutP,
} from '../../../test/support/judged-samples.ts';
import type { Judged } from './judged.ts';

const waves = (isRegular?: true) =>
  detail({ chaoticVentricles: [{ fromMs: 500, toMs: 4500, rateBpm: 299.6, ...(isRegular && { isRegular }) }] });
const cut = detail({ pauses: [{ fromMs: 4000, toMs: 10_000, ms: 6000, from: 'normal', to: 'normal', atLeast: true }] });

const tooTall = {
  ...st('II aVF', 200),
  quality: { ...normal.quality, scaleDoubt: { kind: 'too-high' as const, medianMv: 9, largestMv: 10 } },
};
const inWave = (of: Judged) =>
  patterns({ unrelatedWave: { fromMs: 0, toMs: 9000, hz: 5, uv: { II: 300 } } }, { ...of, confidence: { qtMs: 0.6 } });

type Said = [value: number, unit: string, threshold: number];

test.each<[rule: string, Judged, Said, zh: string, en: string]>([
  [
    'vf',
    waves(),
    [299.6, 'bpm', 150],
    '4.0秒无可辨QRS的连续波动，约300次/分',
    '4.0 s of running waves without QRS, about 300/min',
  ],
  [
    'vf',
    waves(true),
    [299.6, 'bpm', 150],
    '4.0秒无可辨QRS的连续波动，约300次/分，规整而形态一致（似心室扑动）',
    '4.0 s of running waves without QRS, about 300/min, regular and alike (as in ventricular flutter)',
  ],
  [
    'vt-sustained',
    run(160.4, 31_000),
    [160.4, 'bpm', 150],
    '宽大畸形QRS连续60个，160次/分，持续31.0秒',
    'run of ventricular beats: 60 beats at 160/min for 31.0 s',
  ],
  [
    'svt',
    fast(210.4),
    [210.4, 'bpm', 200],
    '快速窄QRS30个，210次/分，持续9.0秒',
    'fast narrow-QRS run: 30 beats at 210/min for 9.0 s',
  ],
  [
    'af-preexcitation',
    wideFibrillation(219.6, 130.4),
    [219.6, 'ms', 250],
    '心房颤动，宽QRS（130 ms），最短RR 220 ms',
    'atrial fibrillation, wide QRS (130 ms), shortest RR 220 ms',
  ],
  [
    'severe-bradycardia',
    { ...normal, heartRateBpm: 32.6 },
    [32.6, 'bpm', 35],
    '平均心室率33次/分',
    'mean ventricular rate 33/min',
  ],
  ['long-rr', pause(5250), [5.25, 's', 5], 'RR间期5.25秒', 'RR interval 5.25 s'],
  [
    'long-rr',
    cut,
    [6, 's', 5],
    '6.00秒未见QRS（记录或信号在此起止，RR间期至少如此）',
    'no QRS for 6.00 s up to where the recording ends (RR at least so long)',
  ],
  ['asystole', { ...normal, rhythm: 'asystole' }, [10, 's', 5], '10.0秒未见QRS', 'no QRS for 10.0 s'],
  ['qtc', qtc(560.4, 500, 75), [560.4, 'ms', 550], 'QTc 560 ms（bazett）', 'QTc 560 ms (bazett)'],
  [
    'qtc',
    qtWithWideQrs(590, 130),
    [560, 'ms', 550],
    'QTc 560 ms（bazett，已减去宽QRS超出的30 ms）',
    'QTc 560 ms (bazett, less the 30 ms of the wide QRS)',
  ],
  [
    'r-on-t',
    coupled(300),
    [300, 'ms', 340],
    '室性早搏联律间期300 ms，落在T波上',
    'ventricular premature beat 300 ms after the beat before, on its T wave',
  ],
  ['stemi', st('II aVF', 200), [200, 'µV', 100], 'II ST段（J点）抬高 0.20 mV', 'II ST elevation at J 0.20 mV'],
  [
    'acute-ischaemia',
    st('V4 V5 V6', -160),
    [-160, 'µV', -150],
    'V4 ST段（J点）压低 -0.16 mV',
    'V4 ST depression at J -0.16 mV',
  ],
  [
    'hyperkalaemia',
    withoutP(150.4, 1200),
    [1200, 'µV', 1000],
    'V2 T波高尖 1.20 mV，QRS 150 ms，未见P波',
    'V2 tall T 1.20 mV, QRS 150 ms, no P wave',
  ],
  [
    'hyperkalaemia',
    withoutP(230.4, 300),
    [230.4, 'ms', 220],
    'QRS极宽（230 ms），与T波融合如正弦波，未见P波',
    'QRS of 230 ms in one wave with T, no P wave',
  ],
  [
    'hypokalaemia',
    longQtAndRun(520.4, 3, 120),
    [520.4, 'ms', 500],
    'QT(U)c 520 ms（bazett）',
    'QT(U)c 520 ms (bazett)',
  ],
  [
    'polymorphic-vt',
    changing('twisting', 9, 180.4),
    [180.4, 'bpm', 120],
    'QRS主波方向逐渐扭转，9个，180次/分',
    'the QRS twists about the baseline: 9 beats at 180/min',
  ],
  [
    'av-block-slow',
    block('complete', 30.4),
    [30.4, 'bpm', 35],
    'P波与QRS各自规则、互不相关（三度），心房率约80，心室率30次/分',
    'P waves and QRS are regular each and unrelated (complete); atria about 80, ventricles 30/min',
  ],
  [
    't-wave-alternans',
    alternating(-150, 200),
    [150, 'µV', 100],
    'V2 T波逐搏交替0.15 mV，连续10个心搏',
    'V2 T alternates by 0.15 mV over 10 beats',
  ],
  ['pulmonary-embolism', lung(160, 200), [160, 'µV', 150], 'Ⅰ导联S波 0.16 mV（110/min）', 'S in I 0.16 mV (110/min)'],
  [
    'preexcitation',
    delta(100.4, 120.4),
    [100.4, 'ms', 120],
    'I QRS起始部粗钝（delta波），PR 100 ms, QRS 120 ms',
    'I slurred upstroke (delta wave), PR 100 ms, QRS 120 ms',
  ],
])('%s: the value, its unit, its limit', (rule, measured, said, zh, en) => {
  const [first] = findingOf(measured, rule)?.evidence ?? [];
  expect([[first?.value, first?.unit, first?.threshold], first?.zh, first?.en]).toEqual([said, zh, en]);
});

test.each([
  ['stemi', st('II aVF', 200, detail({ fibrillationShare: 0.6 })), '疑似急性ST段抬高型心肌梗死', 'Suspected'],
  ['stemi', { ...st('II aVF', 110), medianBeat: null }, '疑似急性ST段抬高型心肌梗死', 'Suspected'],
  [
    'qtc',
    trustedQt(0.3, 520),
    'T波终点不确定，须由医师判断：疑似QTc显著延长',
    'The end of T is in doubt, to be judged by',
  ],
  ['stemi', tooTall, 'ST段不能可靠评估，须由医师判断：疑似急性ST段', 'ST cannot be assessed reliably, to be judged by'],
  [
    'qtc',
    inWave(qtc(600, 600, 75)),
    '有与心搏无关的规则波动（约5.0次/秒，0.3 mV',
    'Not to be assessed reliably beside a regular wave',
  ],
])('%s %#: its words say how sure it is', (rule, measured, zh, en) => {
  const finding = findingOf(measured, rule);
  expect([finding?.zh.slice(0, zh.length), finding?.en.slice(0, en.length)]).toEqual([zh, en]);
});

test('the rate in fibrillation is that of the beats within it', () => {
  const outside = fibrillating(300, 8000);
  const beats = [30, 60, 90].map((sample) => ({ sample, class: 'normal' as const, group: 0, confidence: 1 }));
  const finding = findingOf({ ...outside, beats: [...beats, ...outside.beats] }, 'af-fast', 'cn-zhejiang-trial');
  expect(finding?.evidence[0]).toMatchObject({ fromMs: 1000, toMs: 9000, threshold: 180, unit: 'bpm' });
  expect(finding?.evidence[0]?.value).toBeCloseTo(200, 6);
});

describe('what a finding is worth', () => {
  /** Of a signal of 0.8: a tenth more is the most that anything said from it is worth. */
  const worth = (of: Judged, confidence: Judged['confidence'] = {}): Judged => ({
    ...of,
    confidence,
    quality: { ...of.quality, score: 0.8 },
  });
  const sure = { qtMs: 0.6, qrsMs: 0.7, rhythm: 0.5 };
  const af = fibrillating(300, 8000);
  test.each<[string, Judged, number]>([
    ['qtc', worth(qtc(600, 600, 75), sure), 0.9 * 0.6],
    ['qtc', { ...trustedQt(0.3, 520), quality: { ...normal.quality, score: 0.8 } }, 0.5 * 0.9 * 0.3],
    ['qtc', worth(inWave(qtc(600, 600, 75)), sure), 0.5 * 0.9 * 0.6],
    ['stemi', worth(tooTall, sure), 0.5 * 0.9 * 0.7 * 0.8],
    ['stemi', worth(st('II aVF', 200), sure), 0.9 * 0.7 * 0.8],
    ['stemi', worth(st('II aVF', 200)), 0.9 * 0.3 * 0.8],
    ['stemi', worth(st('II aVF', 200, detail({ fibrillationShare: 0.6 })), sure), 0.9 * 0.7 * 0.8],
    ['hyperkalaemia', worth(withoutP(150, 1200), sure), 0.9 * 0.7 * 0.8],
    ['hypokalaemia', worth(longQtAndRun(520, 3, 120), sure), 0.7 * 0.9 * 0.6],
    ['af-fast', worth(af, sure), 0.9 * 0.5],
    ['af-fast', worth(af), 0.9 * 0.5],
    ['vt-sustained', worth(run(160, 30_000, minute)), 0.7 * 0.9],
    ['t-wave-alternans', worth(alternating(150, 150)), 0.6 * 0.9],
    ['long-rr', worth(pause(5000)), 0.9 * 0.9],
  ])('%s %#', (rule, measured, confidence) => {
    expect(findingOf(measured, rule, rule === 'af-fast' ? 'cn-zhejiang-trial' : undefined)?.confidence).toBeCloseTo(
      confidence,
      9,
    );
  });

  test('not more than all of a perfect signal', () => {
    expect(findingOf({ ...pause(5000), quality: { ...normal.quality, score: 1 } }, 'long-rr')?.confidence).toBe(0.9);
  });
});
