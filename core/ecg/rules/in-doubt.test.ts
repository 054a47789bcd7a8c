// What is seen but uncertain alarms one level lower, with the reason; certain findings keep theirs.
import { describe, expect, test } from 'vitest';
import { asRecording, steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { measureRecording } from '../measure/measure-recording.ts';
import { evaluateRules } from './evaluate.ts';
import type { Judged } from './judged.ts';
import { shippedRuleSet } from './shipped-sets.ts';

const [elevated, long] = [{ stUv: { V4: 150, V5: 150 } }, { qtMs: 600 }].map((options) => {
  const measured = measureRecording(asRecording(syntheticEcg(steady(12, 1), options)));
  if (!measured) throw new Error('not measured');
  return measured;
}) as [NonNullable<ReturnType<typeof measureRecording>>, NonNullable<ReturnType<typeof measureRecording>>];

const set = shippedRuleSet('cn-consensus-2017');
const found = (measured: Judged, rule: string) =>
  set && evaluateRules(measured, set).find((one) => one.rule === rule && one.level !== undefined);

/** With that much scatter of ST from beat to beat in the chest leads. */
const scattered = (stScatter: number): Judged => ({
  ...elevated,
  amplitudes: Object.fromEntries(
    Object.entries(elevated.amplitudes).map(([lead, one]) => [lead, { ...one, stScatter }]),
  ),
});

test.each([
  [5, 'critical'],
  [90, 'major-positive'],
  [200, undefined],
])('ST elevation of 0.15 mV whose beats scatter by %i uV: %s', (scatter, level) => {
  expect(found(scattered(scatter), 'stemi')?.level).toBe(level);
});

test('says why', () => {
  const finding = found(scattered(90), 'stemi');
  expect(finding?.zh).toContain('不能可靠评估');
  expect(finding?.evidence[0]?.zh).toContain('逐搏波动');
});

test.each([
  ['agrees', { qt: 0.9 }, 'critical'],
  ['sees it later still', { qt: 0.3, otherMs: 680 }, 'major-positive'],
  ['sees it earlier', { qt: 0.3, otherMs: 420 }, undefined],
] as [string, { qt: number; otherMs?: number }, string | undefined][])(
  'QT of 600 ms where the other look at the end of T %s',
  (_, { qt, otherMs }, level) => {
    const { qtOtherMs: _own, ...rest } = long;
    const measured: Judged = {
      ...rest,
      confidence: { ...long.confidence, qtMs: qt },
      ...(otherMs === undefined ? {} : { qtOtherMs: otherMs }),
    };
    expect(found(measured, 'qtc')?.level).toBe(level);
  },
);

describe('a recording that is outsized in all leads', () => {
  const stemiOf = (gain: number, stUv: number) =>
    measureRecording(
      asRecording(syntheticEcg(steady(12, 1), { gain, stUv: { V3: stUv, V4: stUv, V5: stUv, V6: stUv } })),
    )?.critical.find(({ rule }) => rule === 'stemi');

  test.each([
    ['0.08 mV at twice the gain', 2.2, 80, 'major-positive'],
    ['0.5 mV at twice the gain', 2.2, 500, 'critical'],
    ['0.2 mV at the usual gain', 1, 200, 'critical'],
  ])('ST of %s: %s', (_, gain, uv, level) => {
    const finding = stemiOf(gain, uv);
    expect(finding?.level).toBe(level);
    expect(finding?.evidence[0]?.zh.includes('核对增益')).toBe(level === 'major-positive');
  });

  test('ST of a gain that is not credible is told one level lower', () => {
    const scaleDoubt = { kind: 'too-high', medianMv: 8.8, largestMv: 10.7 } as const;
    const finding = found({ ...elevated, quality: { ...elevated.quality, scaleDoubt } }, 'stemi');
    expect(finding?.level).toBe('major-positive');
    expect(finding?.evidence[0]?.zh).toContain('核对增益');
  });
});
