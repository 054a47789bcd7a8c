// Slow wide beats beside narrow ones, by a generator that shares no shape with the detector's other tests: unseen they halve a rate, and make a pause of a tachycardia.
import { describe, expect, test } from 'vitest';
import { seeded } from '../../../test/performance/ecg/noise.ts';
import {
  type DipoleBeat,
  type DipoleLead,
  type DipoleOptions,
  dipoleEcg,
  dipoleLeads,
} from '../../../test/support/dipole-heart.ts';
import { asRecording } from '../../../test/support/synthetic-ecg.ts';
import { measureRecording, type RecordingMeasurement } from '../measure/measure-recording.ts';

type Beats = [number, DipoleBeat][];

function measured(beats: Beats, options: Partial<DipoleOptions> = {}): RecordingMeasurement {
  const ecg = dipoleEcg(beats, { seconds: (beats.at(-1)?.[0] ?? 0) + 0.8, sampleRateHz: 250, ...options });
  const result = measureRecording(asRecording(ecg));
  if (!result) throw new Error('nothing measured');
  return result;
}

const sinus = (fromS: number, toS: number, bpm: number, kind: DipoleBeat = 'sinus'): Beats => {
  const list: Beats = [];
  for (let at = fromS; at < toS; at += (60 / bpm) * (1 + 0.02 * Math.sin(at))) list.push([at, kind]);
  return list;
};
const run = (fromS: number, beats: number, bpm: number, kind: DipoleBeat = 'ventricular'): Beats =>
  Array.from({ length: beats }, (_, i) => [fromS + (i * 60) / bpm, kind]);
const alarms = (result: RecordingMeasurement) => result.critical.map(({ rule }) => rule);

const leadSets: [string, readonly DipoleLead[]][] = [
  ['eight leads', dipoleLeads],
  ['two leads', ['I', 'V1']],
];

describe.each(leadSets)('in %s', (_, leads) => {
  test.each([250, 500])(
    'every beat of a bigeminy is seen at %i samples a second: it is no severe bradycardia',
    (sampleRateHz) => {
      const beats = Array.from(
        { length: 14 },
        (_, i): Beats => [
          [0.6 + 1.75 * i, 'sinus'],
          [1.14 + 1.75 * i, 'ventricular'],
        ],
      ).flat();
      const result = measured(beats, { leads, sampleRateHz });
      expect(result.beats).toHaveLength(beats.length);
      expect(result.rhythmDetail.counts.ventricular).toBe(14);
      expect(alarms(result)).not.toContain('severe-bradycardia');
    },
  );

  const kinds = ['ventricular', 'notched'] as const;
  test.each(kinds.flatMap((kind) => [105, 135, 160].map((bpm) => [bpm, kind] as const)))(
    'a run of seven at %i a minute (%s) between sinus beats is named, and makes no pause',
    (bpm, kind) => {
      const before = sinus(0.6, 9, 78);
      const start = (before.at(-1)?.[0] ?? 0) + 0.46;
      const beats = [...before, ...run(start, 7, bpm, kind), ...sinus(start + (7 * 60) / bpm + 0.7, 22, 78)];
      const result = measured(beats, { leads });
      expect(Math.abs(result.beats.length - beats.length)).toBeLessThanOrEqual(1);
      expect(alarms(result)).toContain('vt-short');
      expect(result.rhythmDetail.pauses).toEqual([]);
    },
  );

  test.each([
    [110, 'vt-sustained-slow'],
    [135, 'vt-sustained-slow'],
    [170, 'vt-sustained'],
    [205, 'vt-sustained'],
  ] as const)('32 s of tachycardia at %i a minute between sinus beats are named at its own rate', (bpm, rule) => {
    const beats = [...sinus(0.6, 14, 72), ...run(14.1, Math.round((32 * bpm) / 60) + 1, bpm), ...sinus(47.4, 60, 72)];
    const result = measured(beats, { leads });
    expect(alarms(result)).toContain(rule);
    const { ventricularRuns } = result.rhythmDetail;
    expect(ventricularRuns.some(({ rateBpm }) => Math.abs(rateBpm - bpm) < 0.05 * bpm)).toBe(true);
  });

  test.each([
    [38, 2.5],
    [45, 2],
    [60, 3],
  ])('T of a sinus rhythm of %i a minute, %f times as tall and late, is no beat', (bpm, tGain) => {
    const beats = sinus(0.6, 30, bpm);
    expect(measured(beats, { leads, tGain, qtS: 0.5 }).beats).toHaveLength(beats.length);
  });

  test.each(['no-p', 'left-bundle'] as const)('fibrillation is named with beats of the form %s', (kind) => {
    const random = seeded(11);
    const beats: Beats = [];
    for (let at = 0.6; at < 30; at += Math.max(0.38, 0.66 * Math.exp(0.44 * (random() + random() - 1))))
      beats.push([at, kind]);
    expect(measured(beats, { leads, fibrillationMv: 0.04 }).rhythm).toBe('atrial-fibrillation');
  });

  test.each([70, 95])('a sinus rhythm of %i a minute with left bundle branch block is not', (bpm) => {
    const result = measured(sinus(0.6, 30, bpm, 'left-bundle'), { leads });
    expect(result.rhythmDetail.fibrillation).toEqual([]);
    expect(result.rhythmDetail.counts.ventricular).toBe(0);
  });
});
