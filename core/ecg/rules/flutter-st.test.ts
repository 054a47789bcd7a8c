// ST in flutter: the saw alone makes no infarct, and does not hide one.
import { describe, expect, test } from 'vitest';
import { asRecording, type SyntheticBeat, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { measureRecording } from '../measure/measure-recording.ts';

const sizes: Readonly<Record<string, number>> = { II: 1, V1: 0.5, I: 0.15 };

/** Waves of `hz`, every `ratio`-th conducted; `phase` is where in the wave the QRS falls. */
function inFlutter(hz: number, ratio: number, uv: number, phase: number, stUv = 0) {
  const beats: SyntheticBeat[] = [];
  for (let at = 0.5; at < 9.5; at += ratio / hz) beats.push({ at, kind: 'no-p' });
  const made = syntheticEcg(beats, { seconds: 10, qtMs: 350, noiseUv: 8, stUv: { II: stUv, I: -0.3 * stUv } });
  for (const { name, samples } of made.leads)
    samples.forEach((value, i) => {
      const place = (((i / made.sampleRateHz) * hz + phase) % 1) * (sizes[name] === undefined ? 0 : 1);
      const saw = place < 0.75 ? 0.5 - place / 0.75 : (place - 0.75) / 0.25 - 0.5;
      samples[i] = value + uv * (sizes[name] ?? 0) * saw;
    });
  return measureRecording(asRecording(made));
}
const levelOf = (measured: ReturnType<typeof inFlutter>, rule: string) =>
  measured?.critical.find((one) => one.rule === rule)?.level;
const phases = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875];

describe('flutter waves of 0.3 mV through ST', () => {
  test.each([
    [5, 3],
    [4.6, 3],
    [5, 4],
  ])('at %f Hz, %i:1, make no critical alarm, whatever the phase', (hz, ratio) => {
    for (const phase of phases) {
      const measured = inFlutter(hz, ratio, 300, phase);
      for (const rule of ['stemi', 'acute-ischaemia'])
        expect([undefined, 'major-positive'], `${phase}`).toContain(levelOf(measured, rule));
      const [raw, without] = [measured?.amplitudes.II?.stJ ?? 999, measured?.patterns?.atrialWaves?.stJ.II];
      // Where the waves leave ST alone nobody need look twice.
      expect(Math.abs(without ?? raw / 2), `${phase}`).toBeLessThan(40);
    }
  });

  test('that reach the limit are told as not assessable, with both values', () => {
    const found = phases
      .map((phase) => inFlutter(5, 3, 300, phase)?.critical.find(({ rule }) => rule === 'stemi'))
      .filter((one) => one !== undefined);
    expect(found.length).toBeGreaterThan(0);
    for (const { zh, evidence } of found) {
      expect(zh).toContain('不能可靠评估');
      expect(evidence[0]?.zh).toMatch(/含扑动波；除去后-?0\.0\d mV/);
    }
  });

  test('are named beside the values', () => {
    expect(inFlutter(5, 3, 300, 0)?.withheld?.map(({ reason }) => reason)).toContain('flutter-in-st');
  });

  test('do not hide ST elevation of 0.25 mV', () => {
    const levels = phases.map((phase) => levelOf(inFlutter(5, 4, 300, phase, 250), 'stemi'));
    expect(levels).not.toContain(undefined);
    expect(levels.filter((level) => level === 'critical').length).toBeGreaterThanOrEqual(5);
  });
});
