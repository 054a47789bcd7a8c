// Evidence for the rules that judge patterns: what was seen, where on the tracing, against which threshold.
import type { Judged } from '../judged.ts';
import type { Evidence, RuleCondition } from '../rule-set.ts';
import type { BlockKind, ChangingRun } from './facts.ts';

type PatternCondition = Extract<
  RuleCondition,
  { kind: 'changing-run' | 'av-block' | 't-wave-alternans' | 'preexcitation' | 's1q3t3' }
>;

const runNames: Readonly<Record<ChangingRun['kind'], readonly [string, string]>> = {
  polymorphic: ['QRS形态逐搏变化', 'QRS changes from beat to beat'],
  twisting: ['QRS主波方向逐渐扭转', 'the QRS twists about the baseline'],
  bidirectional: ['QRS主波方向逐搏交替', 'the QRS alternates between two directions'],
};

const blockNames: Readonly<Record<BlockKind, readonly [string, string]>> = {
  'mobitz-1': ['PR逐渐延长后P波未下传（二度Ⅰ型）', 'PR lengthens, then a P wave is not conducted (Mobitz I)'],
  'mobitz-2': ['PR固定，P波突然未下传（二度Ⅱ型）', 'a P wave is not conducted after constant PR (Mobitz II)'],
  'two-to-one': ['每两个P波下传一个（2:1）', 'every other P wave is conducted (2:1)'],
  advanced: ['连续两个及以上P波未下传（高度）', 'two P waves and more in a row are not conducted (advanced)'],
  varying: ['P波未下传，比例不定', 'P waves are not conducted, in varying ratio'],
  complete: ['P波与QRS各自规则、互不相关（三度）', 'P waves and QRS are regular each and unrelated (complete)'],
};

const highGrade: ReadonlySet<BlockKind> = new Set(['advanced', 'complete']);
const mv = (uv: number) => (uv / 1000).toFixed(2);

export function patternEvidence(when: PatternCondition, measured: Judged): Evidence[] {
  const { patterns } = measured;
  if (!patterns) return [];
  const whole = { fromMs: 0, toMs: measured.durationMs };
  switch (when.kind) {
    case 'changing-run':
      return patterns.changingRuns
        .filter(
          ({ kind, beats, rateBpm }) =>
            (kind === 'bidirectional') === (when.form === 'bidirectional') &&
            beats >= when.minBeats &&
            rateBpm >= when.minRateBpm,
        )
        .map(({ kind, fromMs, toMs, beats, rateBpm }) => ({
          fromMs,
          toMs,
          zh: `${runNames[kind][0]}，${beats}个，${Math.round(rateBpm)}次/分`,
          en: `${runNames[kind][1]}: ${beats} beats at ${Math.round(rateBpm)}/min`,
          value: rateBpm,
          unit: 'bpm',
          threshold: when.minRateBpm,
        }));
    case 'av-block': {
      const rate = measured.heartRateBpm;
      if (rate === null || rate > when.maxRateBpm) return [];
      return patterns.blocks
        .filter(({ kind }) => highGrade.has(kind) === (when.degree === 'high'))
        .map(({ kind, fromMs, toMs, atrialRateBpm }) => ({
          fromMs,
          toMs,
          zh: `${blockNames[kind][0]}，心房率约${Math.round(atrialRateBpm)}，心室率${Math.round(rate)}次/分`,
          en: `${blockNames[kind][1]}; atria about ${Math.round(atrialRateBpm)}, ventricles ${Math.round(rate)}/min`,
          value: rate,
          unit: 'bpm',
          threshold: when.maxRateBpm,
        }));
    }
    case 't-wave-alternans': {
      const leads = patterns.alternans.filter(({ uv }) => Math.abs(uv) >= when.minUv);
      if (new Set(leads.map(({ lead }) => lead)).size < when.minLeads) return [];
      return leads.map(({ lead, fromMs, toMs, uv, beats }) => ({
        lead,
        fromMs,
        toMs,
        zh: `${lead} T波逐搏交替${mv(Math.abs(uv))} mV，连续${beats}个心搏`,
        en: `${lead} T alternates by ${mv(Math.abs(uv))} mV over ${beats} beats`,
        value: Math.abs(uv),
        unit: 'µV',
        threshold: when.minUv,
      }));
    }
    case 'preexcitation': {
      const found = patterns.preexcitation;
      if (!found || found.prMs > when.maxPrMs || found.qrsMs < when.minQrsMs) return [];
      const values = `PR ${Math.round(found.prMs)} ms, QRS ${Math.round(found.qrsMs)} ms`;
      return found.leads.map((lead) => ({
        ...whole,
        lead,
        zh: `${lead} QRS起始部粗钝（delta波），${values}`,
        en: `${lead} slurred upstroke (delta wave), ${values}`,
        value: found.prMs,
        unit: 'ms',
        threshold: when.maxPrMs,
      }));
    }
    case 's1q3t3': {
      const found = patterns.s1q3t3;
      if (!found || found.sI < when.minUv || found.qIII < when.minUv) return [];
      const support = found.support.join(', ');
      const part = (lead: string, zh: string, en: string, uv: number): Evidence => ({
        ...whole,
        lead,
        zh: `${zh} ${mv(uv)} mV（${support}）`,
        en: `${en} ${mv(uv)} mV (${support})`,
        value: uv,
        unit: 'µV',
        threshold: when.minUv,
      });
      return [
        part('I', 'Ⅰ导联S波', 'S in I', found.sI),
        part('III', 'Ⅲ导联Q波', 'Q in III', found.qIII),
        part('III', 'Ⅲ导联T波倒置', 'inverted T in III', found.tIII),
      ];
    }
    default:
      return when satisfies never;
  }
}
