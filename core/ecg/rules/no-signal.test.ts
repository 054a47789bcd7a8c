// What a recording without a signal is called: never unknown or normal as long as an electrode may lie on a heart that stands still.
import { expect, test } from 'vitest';
import { asRecording, steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { dangerOf, suspicionOf } from '../flow/risk.ts';
import { measureRecording } from '../measure/measure-recording.ts';

const leads = ['I', 'II', 'V1', 'V2', 'V5'] as const;
type Fill = (samples: Float32Array, lead: number) => void;
const values =
  (at: (i: number, lead: number) => number): Fill =>
  (samples, lead) =>
    samples.forEach((_, i) => {
      samples[i] = at(i, lead);
    });
/** Five leads, each filled anew; beats where they are not. */
function judge(fill: Fill, { seconds = 10, beats = 0 } = {}) {
  const made = syntheticEcg(steady(beats, 0.8), { seconds, leads });
  made.leads.forEach(({ samples }, lead) => {
    fill(samples, lead);
  });
  const measurement = measureRecording(asRecording(made));
  const rules = (measurement?.critical ?? []).map(({ rule }) => rule);
  return { danger: dangerOf(measurement), rules, says: suspicionOf(measurement)?.reasons[0]?.text };
}

test.each<[string, Fill]>([
  ['zero in all leads', values(() => 0)],
  ['another constant in each lead', values((_, lead) => 100 * lead)],
  ['a bit up and down', values((i) => (i % 3) * 2)],
  ['a hum of 20 µV', values((i) => 20 * Math.sin(0.628 * i))],
  ['fine noise alone', () => undefined],
  ['flat limb leads, nothing recorded in the chest', (samples, lead) => samples.fill(lead < 2 ? 0 : Number.NaN)],
])('%s is critical and sends somebody to the patient', (_, fill) => {
  expect(judge(fill)).toEqual({
    danger: 'critical',
    rules: ['no-signal'],
    says: '无有效信号：请立即查看患者与电极',
  });
});

test('leads that the device marked as off say nothing of the heart', () => {
  expect(judge((samples) => samples.fill(Number.NaN))).toEqual({ danger: 'unknown', rules: [], says: undefined });
});

test('beats in the chest are a heart that beats, whatever the limb leads show', () => {
  const one = judge((samples, lead) => (lead < 2 ? samples.fill(0) : undefined), { beats: 12 });
  expect(one.rules).not.toContain('no-signal');
  expect(one.danger).not.toBe('normal');
});

test('two seconds without a beat may lie between two beats', () => {
  expect(
    judge(
      values(() => 0),
      { seconds: 2 },
    ).rules,
  ).toEqual([]);
});

test('standstill in a readable signal keeps its name', () => {
  expect(judge(values((i) => 100 * Math.sin(i / 1000))).rules).toEqual(['asystole']);
});
