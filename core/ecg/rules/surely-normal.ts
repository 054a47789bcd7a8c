// Pre-sorting for the fast lane (正常组): only what passes every test, with margins, is called surely normal; doubt goes the usual way.
import type { Measured } from '../measure/measurement.ts';
import type { PatientFacts, Statement } from '../statements/suggest.ts';
import type { RuleFinding } from './rule-set.ts';

export interface SurelyNormal {
  holds: boolean;
  /** Codes of the tests that failed; empty where it holds. */
  doubts: string[];
}

const needed = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const;
/** Statements that a normal ECG may carry. */
const harmless = new Set(['20']);

/** T from here on is taller than that of a healthy heart (limb, chest leads): hyperkalaemia and early ischaemia show so before anything else. */
const tallT = { limb: 800, chest: 1000 };

export function surelyNormal(
  measured: Measured,
  critical: readonly RuleFinding[],
  statements: readonly Statement[],
  patient: PatientFacts = {},
  /** Whether a wave that has nothing to do with the beats runs through the recording. */
  hasWave = false,
): SurelyNormal {
  const doubts: string[] = [];
  const test = (passes: boolean, doubt: string) => {
    if (!passes) doubts.push(doubt);
  };
  const between = (value: number | null, low: number, high: number) => value !== null && value >= low && value <= high;
  const { amplitudes, rhythmDetail, confidence } = measured;
  test(
    needed.every((lead) => amplitudes[lead] !== undefined),
    'leads',
  );
  test(measured.durationMs >= 9500, 'duration');
  test(patient.ageYears === undefined || patient.ageYears >= 18, 'age');
  test(measured.quality.score >= 0.7 && measured.quality.leadReversal === null, 'quality');
  test(
    Object.values(measured.quality.leads).every(({ score }) => score >= 0.5),
    'lead-quality',
  );
  test(measured.quality.scaleDoubt === undefined, 'scale');
  test(!hasWave, 'unrelated-wave');
  test(critical.length === 0, 'critical');
  // With the atria paced alone every beat looks as usual.
  test(measured.quality.pacingSpikesMs.length === 0, 'pacing');
  test(measured.rhythm === 'sinus-rhythm', 'rhythm');
  test((confidence.rhythm ?? 0) >= 0.7, 'rhythm-confidence');
  test(rhythmDetail.regularity === 'regular' || rhythmDetail.regularity === 'slightly-irregular', 'regularity');
  test(rhythmDetail.counts.normal === measured.beats.length, 'ectopic-beats');
  test((rhythmDetail.longestRrMs ?? 0) <= 1.25 * (measured.rrMs ?? 0), 'longest-rr');
  test((rhythmDetail.shortestRrMs ?? 0) >= 0.8 * (measured.rrMs ?? 0), 'shortest-rr');
  test(between(measured.heartRateBpm, 60, 95), 'rate');
  test(between(measured.prMs, 120, 195), 'pr');
  test(between(measured.qrsMs, 60, 108), 'qrs');
  test(between(measured.qtc.bazett, 350, 440), 'qtc');
  test(between(measured.axisDeg.qrs, -25, 90), 'axis');
  test(between(measured.axisDeg.p, 0, 80), 'p-axis');
  test(between(measured.axisDeg.t, -5, 85), 't-axis');
  test(
    statements.every(({ code }) => harmless.has(code)),
    'statements',
  );
  for (const lead of ['I', 'II', 'V3', 'V4', 'V5', 'V6'] as const) {
    const here = amplitudes[lead];
    // T at least a tenth of R and 0.1 mV (0.05 mV in I), upright.
    const least = Math.max(lead === 'I' ? 50 : 100, 0.1 * (here?.r ?? 0));
    test((here?.t ?? 0) >= least, `t-${lead}`);
    test(Math.abs(here?.stJ80 ?? 999) <= (lead === 'V3' || lead === 'V4' ? 200 : 100), `st-${lead}`);
    test((here?.stJ80 ?? -999) >= -40, `st-${lead}`);
  }
  for (const lead of ['I', 'II', 'aVF', 'V4', 'V5', 'V6'] as const) {
    const here = amplitudes[lead];
    test((here?.qDurationMs ?? 0) < 35 && -(here?.q ?? 0) <= 0.25 * Math.max(here?.r ?? 0, 1), `q-${lead}`);
  }
  for (const lead of needed)
    test((amplitudes[lead]?.t ?? 0) < (lead.startsWith('V') ? tallT.chest : tallT.limb), `tall-t-${lead}`);
  const progression = (amplitudes.V4?.r ?? 0) > 300 && (amplitudes.V3?.r ?? 0) > 150;
  test(progression, 'r-progression');
  test((amplitudes.V1?.r ?? 0) < 600, 'tall-r-v1');
  return { holds: doubts.length === 0, doubts: [...new Set(doubts)] };
}
