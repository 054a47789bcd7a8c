// Tremor and chest compressions: what they make of ST, T and the form of beats alarms one level lower, with the reason; true changes and true fibrillation stay.
import { describe, expect, test } from 'vitest';
import { asRecording, type SyntheticOptions, steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { measureRecording } from '../measure/measure-recording.ts';

type Made = ReturnType<typeof syntheticEcg>;

/** What the arms' electrodes add to each lead: all of it to I, half to II, a ninth of the chest's sum. */
const ofArms = (name: string) => (name === 'I' ? -1.8 : name === 'II' ? -1 : -0.07);
const ofChest = (name: string) => (name === 'I' ? 0.4 : name.startsWith('V') ? 1 : -0.8);

/** A wave of `hz` whose pace wanders by 2 %, from crest to trough `uv` in lead II of the arms' share. */
function shaken(made: Made, hz: number, uv: number, share: (name: string) => number, phase = 0): Made {
  const rate = made.sampleRateHz;
  for (const { name, samples } of made.leads) {
    let angle = phase;
    samples.forEach((value, i) => {
      angle += (2 * Math.PI * hz * (1 + 0.02 * Math.sin(i / rate / 0.7 + phase))) / rate;
      samples[i] = value + (share(name) * uv * (Math.sin(angle) + 0.3 * Math.sin(2 * angle + 1))) / 2;
    });
  }
  return made;
}
const measure = (made: Made) => {
  const measured = measureRecording(asRecording(made));
  if (!measured) throw new Error('not measured');
  return measured;
};
const heart = (rr: number, options: SyntheticOptions = {}) =>
  syntheticEcg(steady(Math.floor(9.4 / rr), rr), { seconds: 10, ...options });
const critical = (measured: ReturnType<typeof measure>) =>
  measured.critical.filter(({ level }) => level === 'critical').map(({ rule }) => rule);
const phases = [0, 1, 2, 3];

describe('a heart without fault', () => {
  test.each([
    ['tremor of 4.6 a second', 0.93, 4.6, 300, ofArms],
    ['tremor of 4.9 a second', 0.77, 4.9, 400, ofArms],
    ['compressions, 104 a minute', 0.81, 104 / 60, 1500, ofChest],
    ['compressions, 117 a minute', 0.9, 117 / 60, 700, ofChest],
  ] as const)('beside %s makes no critical alarm', (_, rr, hz, uv, share) => {
    for (const phase of phases) {
      const measured = measure(shaken(heart(rr), hz, uv, share, phase));
      expect(critical(measured), `phase ${phase}`).toEqual([]);
      expect(Math.abs((measured.patterns?.unrelatedWave?.hz ?? 0) - hz), `phase ${phase}`).toBeLessThan(0.2);
      expect(measured.surelyNormal.holds).toBe(false);
    }
  });

  test('says beside the values that they may hold the wave', () => {
    const measured = measure(shaken(heart(0.77), 4.9, 400, ofArms));
    expect(measured.withheld?.find(({ reason }) => reason === 'unrelated-wave')?.zh).toMatch(/约(4\.[89]|5\.0)次\/秒/);
  });

  test('is not called flutter for the tremor of its arms', () => {
    const measured = measure(shaken(heart(0.77), 4.6, 400, ofArms));
    expect(measured.patterns?.flutter).toBeNull();
  });
});

describe('ST elevation', () => {
  const elevated = (uv: number) => heart(0.77, { stUv: { V3: uv, V4: uv, V5: uv } });
  test('that is higher than the wave by its limit stays critical', () => {
    for (const phase of phases)
      expect(critical(measure(shaken(elevated(500), 4.9, 300, ofArms, phase)))).toContain('stemi');
  });

  test('that the wave might have made is told one level lower, never silent', () => {
    const found = phases.map((phase) =>
      measure(shaken(elevated(350), 110 / 60, 500, ofChest, phase)).critical.find(({ rule }) => rule === 'stemi'),
    );
    expect(found).not.toContain(undefined);
    const lower = found.filter((one) => one?.level === 'major-positive');
    expect(lower.length).toBeGreaterThanOrEqual(3);
    for (const one of lower) expect(one?.zh).toContain('不能可靠评估');
  });
});

describe('running waves without QRS', () => {
  const two = { leads: ['I', 'II'] as const, gain: 0.4 };
  const fibrillating = (hz: number, phase: number) =>
    shaken(shaken(syntheticEcg([], { seconds: 10 }), hz, 600, ofChest, phase), 1.13 * hz, 400, ofArms, 2 * phase);

  test('of fibrillation are critical, however regular', () => {
    for (const phase of phases) expect(critical(measure(fibrillating(4.6, phase)))).toContain('vf');
  });

  test('above which every QRS is seen are told one level lower', () => {
    const found = measure(shaken(heart(0.83, two), 5.1, 300, ofArms, 2)).critical.find(({ rule }) => rule === 'vf');
    expect(found?.level).toBe('major-positive');
  });
});
