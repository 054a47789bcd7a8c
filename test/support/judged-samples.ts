// Measurements with a single value put at a limit, for the tables of rules and statements: 75/min, sinus rhythm, ten seconds, nothing found.
import type { LeadAmplitudes } from '../../core/ecg/measure/amplitudes.ts';
import { measureWaveform } from '../../core/ecg/measure/measure.ts';
import { evaluateRules } from '../../core/ecg/rules/evaluate.ts';
import type { Judged } from '../../core/ecg/rules/judged.ts';
import {
  type Alternans,
  type Block,
  type ChangingRun,
  noPatterns,
  type PatternFacts,
} from '../../core/ecg/rules/patterns/facts.ts';
import type { RuleFinding } from '../../core/ecg/rules/rule-set.ts';
import { shippedRuleSet } from '../../core/ecg/rules/shipped-sets.ts';
import { steady, syntheticEcg } from './synthetic-ecg.ts';

const ecg = syntheticEcg(steady(12, 0.8));
/** 75/min, sinus, ten seconds. */
export const normal: Judged = {
  ...measureWaveform({ kind: 'rhythm', sampleRateHz: ecg.sampleRateHz, startMs: 0, leads: ecg.leads }),
  durationMs: 10_000,
  heartRateBpm: 75,
  rrMs: 800,
  patterns: noPatterns,
};
export const minute = { ...normal, durationMs: 60_000 };

export const detail = (found: Partial<Judged['rhythmDetail']>, of: Judged = normal): Judged => ({
  ...of,
  rhythmDetail: { ...of.rhythmDetail, ...found },
});
export const patterns = (found: Partial<PatternFacts>, of: Judged = normal): Judged => ({
  ...of,
  patterns: { ...noPatterns, ...found },
});
export const leads = (found: Record<string, Partial<LeadAmplitudes>>, of: Judged = normal): Judged => ({
  ...of,
  amplitudes: Object.fromEntries(
    Object.entries(of.amplitudes).map(([lead, one]) => [lead, { ...one, stScatter: 0, ...found[lead] }]),
  ),
});
/** The same level of ST at J in each of the leads. */
export const st = (names: string, stJ: number, of: Judged = normal) =>
  leads(Object.fromEntries(names.split(' ').map((lead) => [lead, { stJ }])), of);
export const run = (rateBpm: number, ms: number, of: Judged = minute, beats = 60) =>
  detail({ ventricularRuns: [{ fromMs: 0, toMs: ms, beats, rateBpm }] }, of);
export const fast = (rateBpm: number, of: Judged = normal, ms = 9000) =>
  detail({ fastRuns: [{ fromMs: 0, toMs: ms, beats: 30, rateBpm }] }, of);
export const pause = (ms: number, found: Partial<Judged['rhythmDetail']> = {}) =>
  detail({ pauses: [{ fromMs: 1000, toMs: 1000 + ms, ms, from: 'normal', to: 'normal' }], ...found });
/** Fibrillation for so many milliseconds from the first second on, a beat every so many of them. */
export const fibrillating = (rrMs: number, ms: number, of: Judged = normal): Judged => ({
  ...detail({ fibrillation: [{ fromMs: 1000, toMs: 1000 + ms, probability: 0.9 }] }, of),
  sampleRateHz: 300,
  beats: Array.from({ length: Math.floor(ms / rrMs) + 1 }, (_, i) => ({
    sample: 300 + Math.round(0.3 * rrMs * i),
    class: 'normal',
    group: 0,
    confidence: 1,
  })),
});
export const wideFibrillation = (shortestRrMs: number, qrsMs: number) => ({
  ...detail({ shortestRrMs, fibrillation: [{ fromMs: 0, toMs: 9000, probability: 0.9 }] }),
  qrsMs,
});
export const qtc = (bazett: number, fridericia: number, heartRateBpm: number): Judged => ({
  ...normal,
  heartRateBpm,
  qtc: { bazett, fridericia, framingham: 400, hodges: 400 },
});
/** At 60/min, where all formulas leave QT as it is. */
export const qtWithWideQrs = (qtMs: number, qrsMs: number) => ({ ...qtc(qtMs, qtMs, 60), rrMs: 1000, qtMs, qrsMs });
export const trustedQt = (qtMs: number, qtOtherMs?: number) => ({
  ...qtc(600, 600, 75),
  qtMs: 500,
  ...(qtOtherMs === undefined ? {} : { qtOtherMs }),
  confidence: { ...normal.confidence, qtMs },
});
/** Limit: QT 400 ms less 40 ms from the onset to the deflection of the QRS less 20 ms. */
export const coupled = (
  couplingMs: number,
  of: Judged = normal,
  early: Partial<Judged['beats'][number]> = {},
  before: Judged['beats'][number]['class'] = 'normal',
): Judged => ({
  ...of,
  qtMs: 400,
  sampleRateHz: 1000,
  medianBeat: normal.medianBeat && {
    ...normal.medianBeat,
    sampleRateHz: 500,
    origin: 100,
    waves: {
      ...normal.medianBeat.waves,
      qrs: normal.medianBeat.waves.qrs && { ...normal.medianBeat.waves.qrs, onset: 80 },
    },
  },
  beats: [
    { sample: 2000, class: before, group: 0, confidence: 1 },
    { sample: 2000 + couplingMs, class: 'ventricular', group: 1, confidence: 0.6, ...early },
  ],
});
export const longQtAndRun = (ms: number, beats: number, rateBpm: number) => ({
  ...run(rateBpm, 1000, normal, beats),
  qtc: { bazett: ms, fridericia: ms, framingham: ms, hodges: ms },
});
export const withoutP = (qrsMs: number, t: number, score = 0.9): Judged => ({
  ...leads({ V2: { t }, V3: { t } }),
  qrsMs,
  pMs: null,
  rhythm: 'supraventricular-rhythm',
  quality: { ...normal.quality, score },
});
export const changing = (kind: ChangingRun['kind'], beats: number, rateBpm: number) =>
  patterns({ changingRuns: [{ kind, fromMs: 0, toMs: 3000, beats, rateBpm, likeness: 0 }] });
export const block = (kind: Block['kind'], heartRateBpm: number) => ({
  ...patterns({ blocks: [{ kind, fromMs: 0, toMs: 9000, count: 3, pMs: [], atrialRateBpm: 80 }] }),
  heartRateBpm,
});
export const alternating = (...uv: number[]) =>
  patterns({
    alternans: uv.map((one, i): Alternans => ({ lead: `V${i + 2}`, fromMs: 0, toMs: 9000, uv: one, beats: 10 })),
  });
export const lung = (sI: number, qIII: number) => patterns({ s1q3t3: { sI, qIII, tIII: -100, support: ['110/min'] } });
export const delta = (prMs: number, qrsMs: number) => patterns({ preexcitation: { prMs, qrsMs, leads: ['I', 'V5'] } });

/** What one rule of a shipped set finds. */
export function findingOf(measured: Judged, rule: string, id = 'cn-consensus-2017'): RuleFinding | undefined {
  const set = shippedRuleSet(id);
  if (!set) throw new Error(id);
  return evaluateRules(measured, set).find((one) => one.rule === rule);
}
