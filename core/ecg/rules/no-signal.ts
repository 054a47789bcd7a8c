// A recording in which no heart beat can be seen although electrodes were recorded from: the patient has to be looked at before the cable is.
// No rule of a hospital's list and not to be switched off: standstill and fine fibrillation look like a loose electrode, and only they kill.
import type { Judged } from './judged.ts';
import type { RuleFinding, RuleSet } from './rule-set.ts';

export const noSignalRule = 'no-signal';

/** Shorter than this a strip may lie between two beats of a slow heart. */
const leastMs = 3000;
/** Share of missing samples above which the device itself says that an electrode was off (or nothing was recorded). */
const mostMissing = 0.5;

/**
 * Standstill that is seen in a clean signal, fibrillation and pauses are rules of their own; this speaks where the signal allows no name
 * at all. Null where any beat is seen, and where the device marked every lead as off.
 */
export function noSignal(measured: Judged, { id, version }: Pick<RuleSet, 'id' | 'version'>): RuleFinding | null {
  const { durationMs, quality } = measured;
  if (measured.rhythm !== 'undetermined' || measured.beats.length > 0 || durationMs < leastMs) return null;
  const recorded = Object.entries(quality.leads).filter(([, { missing }]) => missing <= mostMissing);
  if (recorded.length === 0) return null;
  const flat = recorded.filter(([, { faults }]) => faults.includes('flat')).length;
  const seconds = (durationMs / 1000).toFixed(1);
  return {
    rule: noSignalRule,
    level: 'critical',
    zh: '无有效信号：请立即查看患者与电极',
    en: 'No usable signal: look at the patient and the electrodes at once',
    confidence: 0.3,
    evidence: [
      {
        fromMs: 0,
        toMs: durationMs,
        zh: `${seconds}秒未见QRS，设备未报电极脱落；${flat}/${recorded.length}个导联为直线，不能排除心室停搏或细颤`,
        en: `no QRS for ${seconds} s and no electrode reported off; ${flat} of ${recorded.length} leads are flat; asystole or fine fibrillation not excluded`,
        value: durationMs / 1000,
        unit: 's',
        threshold: leastMs / 1000,
      },
    ],
    ruleSet: { id, version },
  };
}
