// The same heart through bad recorders: what is said stays within the tolerances of the research, or is absent, or is marked as unsure.
import { describe, expect, test } from 'vitest';
import { badRecorders, between, type Change, each, wave } from '../../../test/support/bad-recorders.ts';
import { asRecording, steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { measureRecording, type RecordingMeasurement } from './measure-recording.ts';

/** Mean and deviation of IEC 60601-2-25 (biological ECGs) added up; the rate in per cent. */
const limits = { pMs: 25, prMs: 20, qrsMs: 20, qtMs: 55 } as const;
/** What is said with less than this is marked as unsure on the screen, and no interval alarms. */
const sure = 0.5;

const hearts = [
  { bpm: 60, pMs: 100, prMs: 160, qrsMs: 90, qtMs: 400 },
  { bpm: 100, pMs: 90, prMs: 150, qrsMs: 130, qtMs: 330 },
  { bpm: 130, pMs: 90, prMs: 140, qrsMs: 84, qtMs: 272 },
];

function measured(heart: (typeof hearts)[number], change: Change): RecordingMeasurement {
  const count = Math.floor((9.4 * heart.bpm) / 60);
  const made = syntheticEcg(steady(count, 60 / heart.bpm), { ...heart, seconds: 10 });
  const result = measureRecording(asRecording(change(made) as Parameters<typeof asRecording>[0]));
  if (!result) throw new Error('not measured');
  return result;
}

function wrong(result: RecordingMeasurement, heart: (typeof hearts)[number]): string[] {
  const found: string[] = [];
  const rate = result.heartRateBpm;
  if (rate !== null && Math.abs(rate - heart.bpm) > 0.03 * heart.bpm) found.push(`rate ${rate}`);
  for (const name of ['pMs', 'prMs', 'qrsMs', 'qtMs'] as const) {
    const value = result[name];
    const trust = result.confidence[name] ?? 0;
    if (value !== null && trust >= sure && Math.abs(value - heart[name]) > limits[name])
      found.push(`${name} ${value} instead of ${heart[name]}, confidence ${trust}`);
  }
  JSON.stringify(result, (key, value) => {
    if (typeof value === 'number' && !Number.isFinite(value)) found.push(`${key} ${value}`);
    return value;
  });
  // Form alarms (ST) follow the gain and the leads, and that nothing can be read is said where it is so; rhythm and intervals have no excuse.
  const excused = new Set(['stemi', 'acute-ischaemia', ...(rate === null ? ['no-signal'] : [])]);
  const alarms = result.critical.map(({ rule }) => rule).filter((rule) => !excused.has(rule));
  return [...found, ...alarms];
}

describe('no confident error', () => {
  test.each(badRecorders)('%s', (_, change) => {
    for (const heart of hearts) expect(wrong(measured(heart, change), heart), `${heart.bpm}/min`).toEqual([]);
  });
});

describe('what can be mended is measured, not left out', () => {
  const [heart = { bpm: 60, pMs: 100, prMs: 160, qrsMs: 90, qtMs: 400 }] = hearts;
  test.each(badRecorders.filter(([name]) => /Hz|offset|second at zero|second missing|spikes/.test(name)))(
    '%s',
    (_, change) => {
      const { pMs, prMs, qrsMs, qtMs, heartRateBpm } = measured(heart, change);
      expect([pMs, prMs, qrsMs, qtMs, heartRateBpm]).not.toContain(null);
    },
  );

  test('hum is told, with its frequency, though it is taken off', () => {
    const { quality } = measured(
      heart,
      each((value, s) => value + 500 * wave(60, s)),
    );
    expect(quality.leads.II).toMatchObject({ mainsHz: 60 });
    expect(quality.leads.II?.faults).toContain('mains-hum');
  });

  test('a second at zero stays visible as a pause, though it does not slow the rate', () => {
    const { heartRateBpm, rhythmDetail } = measured(
      { ...heart, bpm: 48 },
      between(3, 4.3, () => 0),
    );
    expect(heartRateBpm).toBeCloseTo(48, 0);
    expect(rhythmDetail.pauses.length).toBeGreaterThan(0);
  });
});
