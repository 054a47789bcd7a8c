// What waves, scatter and movement leave of an ST level, from both sides: surely over its limit it is critical, perhaps over it one level lower.
import { expect, test } from 'vitest';
import { detail, leads, normal, patterns, st } from '../../../test/support/judged-samples.ts';
import { evaluateRules } from './evaluate.ts';
import type { Judged } from './judged.ts';
import type { UnrelatedWave } from './patterns/facts.ts';
import { shippedRuleSets } from './shipped-sets.ts';

const [consensus] = shippedRuleSets;
const findingOf = (measured: Judged) =>
  consensus && evaluateRules(measured, consensus).find(({ rule }) => rule === 'stemi');
const levelOf = (measured: Judged) => findingOf(measured)?.level ?? 'silent';
const depressionOf = (measured: Judged) =>
  (consensus && evaluateRules(measured, consensus).find(({ rule }) => rule === 'acute-ischaemia'))?.level ?? 'silent';

const flutter = { fromMs: 0, toMs: 9000, atrialRateBpm: 300, leads: ['II'] };
/** ST of II and aVF as measured, and what is left of it without the waves; of flutter that is named, or only possible. */
const waving = (uv: number, left: number | null, isNamed: boolean) =>
  patterns({ atrialWaves: { stJ: { II: left, aVF: left } }, flutter: isNamed ? flutter : null }, st('II aVF', uv));
const moving = (found: Partial<UnrelatedWave>, of = st('II aVF', 200)) =>
  patterns({ unrelatedWave: { fromMs: 0, toMs: 9000, hz: 5, uv: {}, ...found } }, of);
const scattered = (stScatter: number | null, medianBeat: Judged['medianBeat'], names = 'II aVF'): Judged => ({
  ...leads(Object.fromEntries(names.split(' ').map((lead) => [lead, { stJ: 200, stScatter }]))),
  medianBeat,
});
const beats = (count: number) => normal.medianBeat && { ...normal.medianBeat, beats: count };
const restlessFlutter = patterns(
  { atrialWaves: { stJ: { II: 100, aVF: 100 } }, flutter },
  leads({ II: { stJ: 100, stScatter: 300 }, aVF: { stJ: 100, stScatter: 300 } }),
);
const restless = leads({ II: { stJ: 150, stScatter: 200 }, aVF: { stJ: 150, stScatter: 200 } });
const chestBesideLimbs: Judged = {
  ...leads({
    ...{ I: { stScatter: 300 }, II: { stScatter: 300 } },
    ...{ V4: { stJ: 100, stScatter: null }, V5: { stJ: 100, stScatter: null } },
  }),
  medianBeat: beats(1),
};
/** aVF is derived, with no beats of its own; I and II were recorded. */
const derived = (i: number, ii: number): Judged => {
  const of = leads({ I: { stScatter: i }, II: { stJ: 200, stScatter: ii }, aVF: { stJ: 200 }, III: { stJ: 200 } });
  const without = (lead: 'aVF' | 'III') => {
    const { stScatter: _none, ...rest } = of.amplitudes[lead] as NonNullable<(typeof of.amplitudes)['aVF']>;
    return rest;
  };
  return { ...of, amplitudes: { ...of.amplitudes, aVF: without('aVF'), III: without('III') }, medianBeat: beats(1) };
};

test.each([
  // Named flutter: what is left without the waves alone counts, whatever was measured with them.
  ['named flutter, 0.1 mV left', waving(50, 100, true), 'critical'],
  ['named flutter, less left', waving(200, 99, true), 'major-positive'],
  ['named flutter, ST that could not be freed of it', waving(200, null, true), 'major-positive'],
  ['named flutter, nothing either way', waving(99, 99, true), 'silent'],
  // Possible flutter: both must say so.
  ['possible flutter, both over it', waving(100, 100, false), 'critical'],
  ['possible flutter, less without the waves', waving(200, 99, false), 'major-positive'],
  ['possible flutter, less with them', waving(99, 200, false), 'silent'],
  ['possible flutter, the other way round without them', waving(200, -200, false), 'major-positive'],
  ['named flutter, whose beats differ', restlessFlutter, 'critical'],
  ['possible flutter, ST that could not be freed of it', waving(200, null, false), 'major-positive'],
  ['a restless line in fibrillation', detail({ fibrillationShare: 0.51 }, restless), 'major-positive'],
  ['a restless line beside half of fibrillation', detail({ fibrillationShare: 0.5 }, restless), 'silent'],
  // A wave of its own may be all of what passes its height.
  ['0.2 mV in a wave of 0.1 mV', moving({ uv: { II: 100, aVF: 100 } }), 'critical'],
  ['0.2 mV in a higher wave', moving({ uv: { II: 101, aVF: 101 } }), 'major-positive'],
  ['a derived lead by the highest of the limb leads', moving({ uv: { I: 101, II: 50, V1: 0 } }), 'major-positive'],
  ['a derived limb lead not by the chest', moving({ uv: { II: 50, V1: 900 } }), 'critical'],
  ['a chest lead not by the limbs', moving({ uv: { I: 900 } }, st('V4 V5', 200)), 'critical'],
  // 1.645 x 1.25 of the scatter, over the root of the beats.
  ['one beat, 48 µV of scatter', scattered(48, beats(1)), 'critical'],
  ['one beat, 49 µV', scattered(49, beats(1)), 'major-positive'],
  ['beats that nobody counted are one', scattered(49, null), 'major-positive'],
  ['four beats, 97 µV', scattered(97, beats(4)), 'critical'],
  ['four beats, 98 µV', scattered(98, beats(4)), 'major-positive'],
  ['a chest lead without a scatter, whatever that of the limbs', chestBesideLimbs, 'critical'],
  ['a derived lead by the larger of I and II', derived(48, 10), 'critical'],
  ['a derived lead by the larger of I and II, by I', derived(49, 10), 'major-positive'],
])('%s: %#', (_, measured, level) => {
  expect(levelOf(measured)).toBe(level);
});

test.each([
  [
    'flutter',
    waving(200, 50, true),
    'II ST段（J点）抬高 0.20 mV，含扑动波；除去后0.05 mV',
    'II ST elevation at J 0.20 mV with flutter waves, 0.05 mV without',
  ],
  [
    'flutter that could not be taken off',
    waving(200, null, true),
    'II ST段（J点）抬高 0.20 mV，含扑动波',
    'II ST elevation at J 0.20 mV with flutter waves',
  ],
  [
    'fibrillation',
    detail({ fibrillationShare: 0.6 }, restless),
    'II ST段（J点）抬高 0.15 mV，含颤动波',
    'II ST elevation at J 0.15 mV with fibrillatory waves',
  ],
  [
    'a wave of its own',
    moving({ uv: { II: 150 } }),
    'II ST段（J点）抬高 0.20 mV，含与心搏无关的规则波动',
    'II ST elevation at J 0.20 mV with a regular wave unrelated to the beats',
  ],
  [
    'beats that differ',
    scattered(98, beats(4)),
    'II ST段（J点）抬高 0.20 mV，逐搏波动，均值在界值附近',
    'II ST elevation at J 0.20 mV that changes from beat to beat about its limit',
  ],
])('says why it is not sure: %s', (_, measured, zh, en) => {
  const [first] = findingOf(measured)?.evidence ?? [];
  expect([first?.zh, first?.en]).toEqual([zh, en]);
});

test.each([
  ['by both', -150, -150, 'critical'],
  ['less without the waves', -200, -149, 'major-positive'],
  ['less with them', -149, -200, 'silent'],
  ['up without them', -200, 200, 'major-positive'],
])('ST down in possible flutter, %s', (_, uv, left, level) => {
  const stJ = { V4: left, V5: left, V6: left };
  expect(depressionOf(patterns({ atrialWaves: { stJ }, flutter: null }, st('V4 V5 V6', uv)))).toBe(level);
});

test('limb leads and V4 to V6 have limits of their own', () => {
  const rule = consensus?.rules.find(({ id }) => id === 'stemi');
  if (!consensus || !rule) throw new Error('no rule');
  const apart = (limbUv: number, leftPrecordialUv: number) => ({
    ...consensus,
    rules: [
      {
        ...rule,
        when: {
          kind: 'st-elevation' as const,
          ...{ limbUv, leftPrecordialUv, rightPrecordialUv: 900, contiguousLeads: 2 },
        },
      },
    ],
  });
  const speaks = (names: string, limbUv: number, leftUv: number) =>
    evaluateRules(st(names, 150), apart(limbUv, leftUv)).length > 0;
  expect([speaks('II aVF', 150, 151), speaks('II aVF', 151, 150)]).toEqual([true, false]);
  expect([speaks('V4 V5', 150, 151), speaks('V4 V5', 151, 150)]).toEqual([false, true]);
});
