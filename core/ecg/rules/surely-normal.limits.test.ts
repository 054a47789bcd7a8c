// The limits of the fast lane (正常组) from both sides: at each the recording is still surely normal, beyond it the test says why not.
import { expect, test } from 'vitest';
import { steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import type { LeadAmplitudes } from '../measure/amplitudes.ts';
import { measureWaveform } from '../measure/measure.ts';
import type { Measured } from '../measure/measurement.ts';
import { surelyNormal } from './surely-normal.ts';

const ecg = syntheticEcg(steady(12, 0.8));
const made = measureWaveform({ kind: 'rhythm', sampleRateHz: ecg.sampleRateHz, startMs: 0, leads: ecg.leads });
/** Every value well within. */
const normal: Measured = {
  ...made,
  ...{ durationMs: 10_000, heartRateBpm: 75, rrMs: 800, prMs: 160, qrsMs: 90 },
  qtc: { bazett: 400, fridericia: 400, framingham: 400, hodges: 400 },
  axisDeg: { p: 50, qrs: 45, t: 40 },
  confidence: { ...made.confidence, rhythm: 0.9 },
  rhythmDetail: { ...made.rhythmDetail, shortestRrMs: 790, longestRrMs: 810 },
  quality: {
    ...made.quality,
    score: 0.9,
    leads: Object.fromEntries(Object.entries(made.quality.leads).map(([lead, one]) => [lead, { ...one, score: 0.9 }])),
  },
  amplitudes: Object.fromEntries(
    Object.entries(made.amplitudes).map(([lead, one]) => [
      lead,
      {
        ...one,
        q: null,
        qDurationMs: 0,
        r: 1000,
        t: lead === 'aVR' ? -300 : 300,
        stJ80: 0,
        ...(lead === 'V1' && { r: 300 }),
      },
    ]),
  ),
};
const of = (part: Partial<Measured>): Measured => ({ ...normal, ...part });
const lead = (names: string, part: Partial<LeadAmplitudes>): Measured =>
  of({
    amplitudes: Object.fromEntries(
      Object.entries(normal.amplitudes).map(([name, one]) => [
        name,
        names.split(' ').includes(name) ? { ...one, ...part } : one,
      ]),
    ),
  });
const quality = (part: Partial<Measured['quality']>) => of({ quality: { ...normal.quality, ...part } });
const leadScore = (score: number) => {
  const [[name, one] = []] = Object.entries(normal.quality.leads);
  if (!name || !one) throw new Error('no lead');
  return quality({ leads: { ...normal.quality.leads, [name]: { ...one, score } } });
};
const detail = (part: Partial<Measured['rhythmDetail']>) => of({ rhythmDetail: { ...normal.rhythmDetail, ...part } });
const bazett = (ms: number) => of({ qtc: { ...normal.qtc, bazett: ms } });
const axis = (part: Partial<Measured['axisDeg']>) => of({ axisDeg: { ...normal.axisDeg, ...part } });
const rhythm = (value: number) => of({ confidence: { ...normal.confidence, rhythm: value } });
const one = (code: '20' | '82') => ({ ...{ code, text: '', textEn: '', confidence: 1, evidence: [] } });
const doubts = (measured: Measured, ageYears = 45) => surelyNormal(measured, [], [one('20')], { ageYears }).doubts;

test('the sample holds', () => {
  expect(surelyNormal(normal, [], [one('20')], { ageYears: 45 })).toEqual({ holds: true, doubts: [] });
});

test.each<[doubt: string, at: Measured, beyond: Measured]>([
  ['duration', of({ durationMs: 9500 }), of({ durationMs: 9499 })],
  ['quality', quality({ score: 0.7 }), quality({ score: 0.69 })],
  ['quality', normal, quality({ leadReversal: { hint: 'left-right-arm', confidence: 0.7 } })],
  ['lead-quality', leadScore(0.5), leadScore(0.49)],
  ['scale', normal, quality({ scaleDoubt: { kind: 'too-high', medianMv: 9, largestMv: 10 } })],
  ['pacing', normal, quality({ pacingSpikesMs: [100] })],
  ['rhythm', normal, of({ rhythm: 'sinus-arrhythmia' })],
  ['rhythm-confidence', rhythm(0.7), rhythm(0.69)],
  ['regularity', detail({ regularity: 'slightly-irregular' }), detail({ regularity: 'irregular' })],
  ['ectopic-beats', normal, detail({ counts: { ...normal.rhythmDetail.counts, normal: normal.beats.length - 1 } })],
  ['longest-rr', detail({ longestRrMs: 1000 }), detail({ longestRrMs: 1000.1 })],
  ['shortest-rr', detail({ shortestRrMs: 640 }), detail({ shortestRrMs: 639.9 })],
  ['rate', of({ heartRateBpm: 60 }), of({ heartRateBpm: 59.9 })],
  ['rate', of({ heartRateBpm: 95 }), of({ heartRateBpm: 95.1 })],
  ['rate', normal, of({ heartRateBpm: null })],
  ['pr', of({ prMs: 120 }), of({ prMs: 119.9 })],
  ['pr', of({ prMs: 195 }), of({ prMs: 195.1 })],
  ['qrs', of({ qrsMs: 60 }), of({ qrsMs: 59.9 })],
  ['qrs', of({ qrsMs: 108 }), of({ qrsMs: 108.1 })],
  ['qtc', bazett(350), bazett(349.9)],
  ['qtc', bazett(440), bazett(440.1)],
  ['axis', axis({ qrs: -25 }), axis({ qrs: -25.1 })],
  ['axis', axis({ qrs: 90 }), axis({ qrs: 90.1 })],
  ['p-axis', axis({ p: 0 }), axis({ p: -0.1 })],
  ['p-axis', axis({ p: 80 }), axis({ p: 80.1 })],
  ['t-axis', axis({ t: -5 }), axis({ t: -5.1 })],
  ['t-axis', axis({ t: 85 }), axis({ t: 85.1 })],
  // T at least 0.1 mV (0.05 mV in I) and a tenth of R.
  ['t-I', lead('I', { r: 400, t: 50 }), lead('I', { r: 400, t: 49.9 })],
  ['t-II', lead('II', { r: 400, t: 100 }), lead('II', { r: 400, t: 99.9 })],
  ['t-V5', lead('V5', { r: 2000, t: 200 }), lead('V5', { r: 2000, t: 199.9 })],
  ['t-V6', normal, lead('V6', { t: null })],
  ['st-V5', lead('V5', { stJ80: 100 }), lead('V5', { stJ80: 100.1 })],
  ['st-I', lead('I', { stJ80: -40 }), lead('I', { stJ80: -40.1 })],
  ['st-V3', lead('V3', { stJ80: 200 }), lead('V3', { stJ80: 200.1 })],
  ['st-V4', lead('V4', { stJ80: 200 }), lead('V4', { stJ80: 200.1 })],
  ['st-II', normal, lead('II', { stJ80: null })],
  ['q-aVF', lead('aVF', { q: -10, qDurationMs: 34.9 }), lead('aVF', { q: -10, qDurationMs: 35 })],
  ['q-V6', lead('V6', { q: -250 }), lead('V6', { q: -250.1 })],
  ['q-V4', normal, lead('V4', { q: -1, r: null })],
  ['tall-t-V2', lead('V2', { t: 999.9 }), lead('V2', { t: 1000 })],
  ['tall-t-III', lead('III', { t: 799.9 }), lead('III', { t: 800 })],
  ['r-progression', lead('V4', { r: 300.1 }), lead('V4', { r: 300 })],
  ['r-progression', lead('V3', { r: 150.1 }), lead('V3', { r: 150 })],
  ['tall-r-v1', lead('V1', { r: 599.9 }), lead('V1', { r: 600 })],
])('%s', (doubt, at, beyond) => {
  expect([doubts(at).includes(doubt), doubts(beyond).includes(doubt)]).toEqual([false, true]);
});

test('of an adult, from eighteen years', () => {
  expect([doubts(normal, 17.9), doubts(normal, 18)]).toEqual([['age'], []]);
});

test('nothing that alarms, says more than a sinus rhythm, or runs through it', () => {
  const finding = {
    ...{ rule: 'x', level: 'major-positive' as const, zh: '', en: '', confidence: 1, evidence: [] },
    ruleSet: { id: 'x', version: '1' },
  };
  expect(surelyNormal(normal, [finding], []).doubts).toEqual(['critical']);
  expect(surelyNormal(normal, [], [one('20'), one('82')]).doubts).toEqual(['statements']);
  expect(surelyNormal(normal, [], [], {}, true).doubts).toEqual(['unrelated-wave']);
});

test.each(['I', 'aVR', 'V2', 'V6'])('twelve leads: without %s it is not', (name) => {
  const { [name]: _without, ...amplitudes } = normal.amplitudes;
  expect(doubts(of({ amplitudes }))).toContain('leads');
});
