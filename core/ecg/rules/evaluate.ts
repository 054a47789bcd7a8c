// Judges a measured recording by a rule set. Every finding carries what was seen, where, and the threshold it passed; none is ever withdrawn here.

import { fastestSinus, slowestSafe } from '../statements/rate-by-age.ts';
import type { Judged } from './judged.ts';
import { noSignal } from './no-signal.ts';
import { patternEvidence } from './patterns/evidence.ts';
import type { UnrelatedWave } from './patterns/facts.ts';
import { endsLater, formulaFor, narrowQtc, qtcEvidence, sureQt } from './qtc-evidence.ts';
import { rOnTBeats } from './r-on-t.ts';
import type { EcgRule, Evidence, RuleCondition, RuleFinding, RuleSet } from './rule-set.ts';
import { shakenBy, waveText } from './shaken.ts';
import { stDeviation, stInDoubt } from './st-evidence.ts';

/** By the list, and by the one safeguard that is in no list. */
export function evaluateRules(measured: Judged, ruleSet: RuleSet): RuleFinding[] {
  const unseen = noSignal(measured, ruleSet);
  const found = ruleSet.rules.flatMap((rule: EcgRule): RuleFinding[] => {
    if (!rule.enabled) return [];
    const evidence = evidenceFor(rule.when, measured);
    if (evidence.length === 0) return unassessable(rule, measured, ruleSet);
    const wave = rule.level === 'critical' ? shakenBy(rule.when, measured) : null;
    if (wave) return [inWave(rule, measured, evidence, wave, ruleSet)];
    return [
      {
        rule: rule.id,
        level: rule.level,
        zh: rule.zh,
        en: rule.en,
        confidence: trust(rule.when, measured),
        evidence,
        ruleSet: { id: ruleSet.id, version: ruleSet.version },
      },
    ];
  });
  return unseen ? [unseen, ...found] : found;
}

/** What may be made of a wave that has nothing to do with the beats: one level lower than the rule. */
function inWave(
  rule: EcgRule,
  measured: Judged,
  evidence: Evidence[],
  wave: UnrelatedWave,
  { id, version }: RuleSet,
): RuleFinding {
  const [zh, en] = waveText(wave);
  return {
    rule: rule.id,
    level: 'major-positive',
    zh: `有${zh}，不能可靠评估，须由医师判断：${rule.zh}`,
    en: `Not to be assessed reliably beside ${en}, to be judged by the reader: ${rule.en}`,
    confidence: 0.5 * trust(rule.when, measured),
    evidence,
    ruleSet: { id, version },
  };
}

/** What is seen but cannot be assessed: one level lower than the rule, never silent. */
function unassessable(rule: EcgRule, measured: Judged, { id, version }: RuleSet): RuleFinding[] {
  const { when } = rule;
  const isSt = when.kind === 'st-elevation' || when.kind === 'st-depression';
  const evidence = isSt
    ? stInDoubt(measured, when)
    : when.kind === 'qtc' && endsLater(measured)
      ? qtcEvidence(measured, when)
      : [];
  if (evidence.length === 0) return [];
  return [
    {
      rule: rule.id,
      level: 'major-positive',
      zh: `${isSt ? 'ST段不能可靠评估' : 'T波终点不确定'}，须由医师判断：${rule.zh}`,
      en: `${isSt ? 'ST cannot be assessed reliably' : 'The end of T is in doubt'}, to be judged by the reader: ${rule.en}`,
      confidence: 0.5 * trust(when, measured),
      evidence,
      ruleSet: { id, version },
    },
  ];
}

/** What the finding is worth: never above that of the signal and of the values behind it. */
function trust(when: RuleCondition, measured: Judged): number {
  const signal = Math.min(1, measured.quality.score + 0.1);
  switch (when.kind) {
    case 'qtc':
      return signal * (measured.confidence.qtMs ?? 0.3);
    case 'st-elevation':
    case 'st-depression':
    case 'hyperkalaemia-pattern':
      return signal * (measured.confidence.qrsMs ?? 0.3) * 0.8;
    case 'hypokalaemia-pattern':
      return 0.7 * signal * (measured.confidence.qtMs ?? 0.3);
    case 'by-reader':
      return 0;
    case 'fibrillation-rate':
    case 'fibrillation-shortest-rr':
    case 'long-rr-in-fibrillation':
      return signal * (measured.confidence.rhythm ?? 0.5);
    case 'ventricular-fibrillation':
    case 'ventricular-run':
    case 'ventricular-run-beats':
    case 'supraventricular-rate':
    case 'r-on-t':
    case 'asystole':
    case 'changing-run':
    case 'av-block':
      return 0.7 * signal;
    case 't-wave-alternans':
    case 'preexcitation':
    case 's1q3t3':
      return 0.6 * signal;
    case 'mean-rate-low':
    case 'long-rr':
      return 0.9 * signal;
    default:
      return when satisfies never;
  }
}

function evidenceFor(when: RuleCondition, measured: Judged): Evidence[] {
  const { rhythmDetail: rhythm, durationMs } = measured;
  const whole = { fromMs: 0, toMs: durationMs };
  switch (when.kind) {
    case 'ventricular-fibrillation':
      return rhythm.chaoticVentricles.map(({ fromMs, toMs, rateBpm, isRegular }) => ({
        fromMs,
        toMs,
        zh: `${seconds(toMs - fromMs)}秒无可辨QRS的连续波动，约${Math.round(rateBpm)}次/分${isRegular ? '，规整而形态一致（似心室扑动）' : ''}`,
        en: `${seconds(toMs - fromMs)} s of running waves without QRS, about ${Math.round(rateBpm)}/min${isRegular ? ', regular and alike (as in ventricular flutter)' : ''}`,
        value: rateBpm,
        unit: 'bpm',
        threshold: 150,
      }));
    case 'ventricular-run':
      return rhythm.ventricularRuns
        .filter(
          (run) =>
            hundredths(run.rateBpm) >= when.minRateBpm &&
            hundredths(run.rateBpm) <= (when.maxRateBpm ?? Number.POSITIVE_INFINITY) &&
            lasts(run, when.minSeconds, when.orShareOfRecording, durationMs),
        )
        .map((run) => runEvidence(run, '宽大畸形QRS连续', 'run of ventricular beats', when.minRateBpm));
    case 'ventricular-run-beats':
      return (
        rhythm.ventricularRuns
          .filter((run) => run.beats >= when.minBeats && run.rateBpm >= when.minRateBpm)
          // Thirty seconds and more are sustained: another rule's.
          .filter((run) => run.toMs - run.fromMs < 30_000 && hasForm(measured))
          .map((run) => runEvidence(run, '宽大畸形QRS连续', 'run of ventricular beats', when.minRateBpm))
      );
    case 'supraventricular-rate': {
      const narrow = measured.qrsMs === null || measured.qrsMs < 120;
      if (!narrow || rhythm.fibrillationShare > 0.5) return [];
      const least = Math.max(when.minRateBpm, fastestSinus(measured.ageYears));
      return rhythm.fastRuns
        .filter((run) => run.rateBpm >= least && lasts(run, when.minSeconds, when.orShareOfRecording, durationMs))
        .map((run) => runEvidence(run, '快速窄QRS', 'fast narrow-QRS run', least));
    }
    case 'fibrillation-rate':
      return rhythm.fibrillation
        .filter((span) => lasts(span, when.minSeconds, when.orShareOfRecording, durationMs))
        .flatMap((span) => {
          const rate = rateWithin(measured, span.fromMs, span.toMs);
          if (rate === null || rate < when.minRateBpm) return [];
          return [
            rateEvidence(span, rate, when.minRateBpm, '心房颤动心室率', 'ventricular rate in atrial fibrillation'),
          ];
        });
    case 'fibrillation-shortest-rr': {
      const shortest = rhythm.shortestRrMs;
      if (measured.rhythm === 'paced-rhythm') return [];
      if (rhythm.fibrillation.length === 0 || shortest === null || hundredths(shortest) > when.maxRrMs) return [];
      if (measured.qrsMs === null || measured.qrsMs < when.minQrsMs) return [];
      return [
        {
          ...whole,
          zh: `心房颤动，宽QRS（${Math.round(measured.qrsMs)} ms），最短RR ${Math.round(shortest)} ms`,
          en: `atrial fibrillation, wide QRS (${Math.round(measured.qrsMs)} ms), shortest RR ${Math.round(shortest)} ms`,
          value: shortest,
          unit: 'ms',
          threshold: when.maxRrMs,
        },
      ];
    }
    case 'mean-rate-low': {
      const rate = measured.heartRateBpm;
      const most = Math.max(when.maxRateBpm, slowestSafe(measured.ageYears));
      if (rate === null || hundredths(rate) > most) return [];
      return [rateEvidence(whole, rate, most, '平均心室率', 'mean ventricular rate')];
    }
    case 'long-rr':
      return rhythm.pauses
        .filter(({ ms }) => ms >= 1000 * when.minSeconds)
        .map((pause) => pauseEvidence(pause, when.minSeconds));
    case 'long-rr-in-fibrillation':
      return rhythm.pauses
        .filter(({ ms, fromMs, toMs }) => ms >= 1000 * when.minSeconds && within(rhythm.fibrillation, fromMs, toMs))
        .map((pause) => pauseEvidence(pause, when.minSeconds));
    case 'qtc':
      // A T wave whose end nobody can name makes no critical alarm.
      return (measured.confidence.qtMs ?? 0) < sureQt ? [] : qtcEvidence(measured, when);
    case 'r-on-t':
      return hasForm(measured) ? rOnTBeats(measured) : [];
    case 'st-elevation':
    case 'st-depression':
      return stDeviation(measured, when);
    case 'hyperkalaemia-pattern':
      return hyperkalaemia(measured, when);
    case 'hypokalaemia-pattern':
      return hypokalaemia(measured, when);
    case 'by-reader':
      return [];
    case 'asystole':
      if (measured.rhythm !== 'asystole' || durationMs < 1000 * when.minSeconds) return [];
      return [
        {
          ...whole,
          zh: `${seconds(durationMs)}秒未见QRS`,
          en: `no QRS for ${seconds(durationMs)} s`,
          value: durationMs / 1000,
          unit: 's',
          threshold: when.minSeconds,
        },
      ];
    case 'changing-run':
    case 'av-block':
    case 't-wave-alternans':
    case 'preexcitation':
    case 's1q3t3':
      return patternEvidence(when, measured);
    default:
      return when satisfies never;
  }
}

/** Lists say "below 150" as 149.99: to the hundredth nothing lies between that and 150, where neither of two rules would speak. */
const hundredths = (value: number): number => Math.round(100 * value) / 100;

/** Below this the form of a beat is that of the noise upon it: nothing is said of single beats and short runs. */
function hasForm(measured: Judged): boolean {
  return measured.quality.score >= 0.3;
}

interface Span {
  fromMs: number;
  toMs: number;
}

/** Long enough, or (in a recording shorter than that) filling the asked share of it, so that it may well go on. */
function lasts(span: Span, minSeconds: number, orShare: number, durationMs: number): boolean {
  const length = span.toMs - span.fromMs;
  if (length >= 1000 * minSeconds) return true;
  return durationMs < 1500 * minSeconds && length >= orShare * durationMs;
}

function within(spans: readonly Span[], fromMs: number, toMs: number): boolean {
  return spans.some((span) => span.fromMs <= fromMs && span.toMs >= toMs);
}

function rateWithin(measured: Judged, fromMs: number, toMs: number): number | null {
  const times = measured.beats
    .map(({ sample }) => (sample * 1000) / measured.sampleRateHz)
    .filter((ms) => ms >= fromMs && ms <= toMs);
  const first = times[0];
  const last = times.at(-1);
  return first !== undefined && last !== undefined && times.length > 2
    ? (60000 * (times.length - 1)) / (last - first)
    : null;
}

function rateEvidence({ fromMs, toMs }: Span, rate: number, threshold: number, zh: string, en: string): Evidence {
  return {
    fromMs,
    toMs,
    zh: `${zh}${Math.round(rate)}次/分`,
    en: `${en} ${Math.round(rate)}/min`,
    value: rate,
    unit: 'bpm',
    threshold,
  };
}

function runEvidence(
  run: Span & { beats: number; rateBpm: number },
  zh: string,
  en: string,
  threshold: number,
): Evidence {
  const { fromMs, toMs, beats, rateBpm } = run;
  return {
    fromMs,
    toMs,
    zh: `${zh}${beats}个，${Math.round(rateBpm)}次/分，持续${seconds(toMs - fromMs)}秒`,
    en: `${en}: ${beats} beats at ${Math.round(rateBpm)}/min for ${seconds(toMs - fromMs)} s`,
    value: rateBpm,
    unit: 'bpm',
    threshold,
  };
}

function pauseEvidence(pause: Span & { ms: number; atLeast?: true }, minSeconds: number): Evidence {
  const { fromMs, toMs, ms, atLeast } = pause;
  const long = (ms / 1000).toFixed(2);
  return {
    fromMs,
    toMs,
    zh: atLeast ? `${long}秒未见QRS（记录或信号在此起止，RR间期至少如此）` : `RR间期${long}秒`,
    en: atLeast ? `no QRS for ${long} s up to where the recording ends (RR at least so long)` : `RR interval ${long} s`,
    value: ms / 1000,
    unit: 's',
    threshold: minSeconds,
  };
}

/** QT (with U where it joins T) corrected by rate, and a fast run of ventricular beats beside it. */
function hypokalaemia(measured: Judged, when: { minMs: number; minBeats: number; minRateBpm: number }): Evidence[] {
  const formula = formulaFor(measured.heartRateBpm);
  const { value } = narrowQtc(measured, formula);
  if (value === null || value < when.minMs || (measured.confidence.qtMs ?? 0) < sureQt || !hasForm(measured)) return [];
  const runs = measured.rhythmDetail.ventricularRuns.filter(
    (run) => run.beats >= when.minBeats && run.rateBpm >= when.minRateBpm,
  );
  if (runs.length === 0) return [];
  return [
    {
      fromMs: 0,
      toMs: measured.durationMs,
      zh: `QT(U)c ${Math.round(value)} ms（${formula}）`,
      en: `QT(U)c ${Math.round(value)} ms (${formula})`,
      value,
      unit: 'ms',
      threshold: when.minMs,
    },
    ...runs.map((run) => runEvidence(run, '宽大畸形QRS连续', 'run of ventricular beats', when.minRateBpm)),
  ];
}

function hyperkalaemia(measured: Judged, when: { minQrsMs: number; minTUv: number }): Evidence[] {
  if (measured.qrsMs === null || measured.qrsMs < when.minQrsMs || measured.pMs !== null) return [];
  // Paced beats are wide and tall of T by themselves.
  if (measured.rhythm === 'paced-rhythm') return [];
  // Noise widens a QRS without end.
  if (measured.quality.score < readableForm) return [];
  const merged = sinoventricular(measured);
  if (merged) return [merged];
  const tall = Object.entries(measured.amplitudes).filter(([, { t }]) => (t ?? 0) >= when.minTUv);
  if (tall.length < 2) return [];
  return tall.map(([lead, { t }]) => ({
    lead,
    fromMs: 0,
    toMs: measured.durationMs,
    zh: `${lead} T波高尖 ${((t ?? 0) / 1000).toFixed(2)} mV，QRS ${Math.round(measured.qrsMs ?? 0)} ms，未见P波`,
    en: `${lead} tall T ${((t ?? 0) / 1000).toFixed(2)} mV, QRS ${Math.round(measured.qrsMs ?? 0)} ms, no P wave`,
    value: t ?? 0,
    unit: 'µV',
    threshold: when.minTUv,
  }));
}

const readableForm = 0.4;

/** No bundle branch and hardly an ectopic focus makes a QRS so wide: without P it is the sine wave of sinoventricular conduction, T in one with it. */
const sineQrsMs = 220;

/** At rates of tachycardia the rules for ventricular runs speak: a run of merging waves is one of theirs. */
function sinoventricular({ qrsMs, rhythm, durationMs }: Judged): Evidence | null {
  if (qrsMs === null || qrsMs < sineQrsMs) return null;
  if (rhythm !== 'supraventricular-rhythm' && rhythm !== 'ventricular-rhythm') return null;
  return {
    fromMs: 0,
    toMs: durationMs,
    zh: `QRS极宽（${Math.round(qrsMs)} ms），与T波融合如正弦波，未见P波`,
    en: `QRS of ${Math.round(qrsMs)} ms in one wave with T, no P wave`,
    value: qrsMs,
    unit: 'ms',
    threshold: sineQrsMs,
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
