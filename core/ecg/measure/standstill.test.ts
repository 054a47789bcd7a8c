// Silence of the heart alarms wherever in the recording it lies; silence of the recorder does not.
import { describe, expect, test } from 'vitest';
import {
  asRecording,
  type Synthetic,
  type SyntheticBeat,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { measureRecording } from './measure-recording.ts';

const critical = (ecg: Synthetic): string[] =>
  (measureRecording(asRecording(ecg))?.critical ?? [])
    .filter(({ level }) => level === 'critical')
    .map(({ rule }) => rule);
const later = (beats: SyntheticBeat[], by: number) =>
  beats.map((beat): SyntheticBeat => ({ ...beat, at: beat.at + by }));
const pOnly = (beats: SyntheticBeat[]) => beats.map((beat): SyntheticBeat => ({ ...beat, kind: 'p-only' }));
const ecg = (beats: SyntheticBeat[], seconds = 10) => syntheticEcg(beats, { seconds, leads: ['I', 'II', 'V1'] });

describe('a silent heart', () => {
  test.each([
    ['after three beats', ecg(steady(3, 0.8))],
    ['before four beats', ecg(later(steady(4, 0.8), 6))],
    ['after three beats, with P waves going on', ecg([...steady(3, 0.8), ...pOnly(later(steady(9, 0.8), 2.4))])],
    ['between beats', ecg([...steady(3, 0.8), ...later(steady(3, 0.8), 7.8)], 11)],
  ])('%s is a long RR interval', (_, made) => {
    expect(critical(made)).toContain('long-rr');
  });

  test('with P waves alone stands still', () => {
    expect(critical(ecg(pOnly(steady(12, 0.8))))).toEqual(['asystole']);
  });

  test('of less than two seconds before and after the beats is none', () => {
    const measured = measureRecording(asRecording(ecg(later(steady(9, 0.8), 1.2))));
    expect(measured?.rhythmDetail.pauses).toEqual([]);
  });

  test('says of a pause to the end of the recording that it was at least so long', () => {
    const [pause] = measureRecording(asRecording(ecg(steady(3, 0.8))))?.rhythmDetail.pauses ?? [];
    expect(pause).toMatchObject({ atLeast: true, toMs: 10_000 });
  });
});

describe('a silent recorder', () => {
  const lost = (from: number, to: number) => {
    const made = ecg(steady(25, 0.8), 20);
    for (const { samples } of made.leads) samples.fill(Number.NaN, from * made.sampleRateHz, to * made.sampleRateHz);
    return made;
  };

  test.each([
    ['within', 6, 13],
    ['at the end', 9, 20],
    ['at the start', 0, 8],
  ])('%s makes no pause and does not slow the rate', (_, from, to) => {
    const measured = measureRecording(asRecording(lost(from, to)));
    expect(measured?.rhythmDetail.pauses).toEqual([]);
    expect(measured?.heartRateBpm ?? 0).toBeCloseTo(75, 0);
    expect(measured?.critical).toEqual([]);
  });
});
