// What a wave that has nothing to do with the beats (tremor, chest compressions, a shaken cable) takes from a finding: it is told one level lower, with
// the reason, and never silent.
import type { Judged } from './judged.ts';
import type { UnrelatedWave } from './patterns/facts.ts';
import type { RuleCondition } from './rule-set.ts';

/** Rules that read the form of ST, T or a single beat. */
const ofForm: ReadonlySet<RuleCondition['kind']> = new Set([
  'qtc',
  'r-on-t',
  'hyperkalaemia-pattern',
  'hypokalaemia-pattern',
  't-wave-alternans',
  's1q3t3',
]);
/** Rules of what kills within minutes: only where every QRS is seen to stand above the wave. */
const ofVentricles: ReadonlySet<RuleCondition['kind']> = new Set(['ventricular-fibrillation', 'changing-run']);

/** The wave that the rule's finding may be made of; rates, pauses and runs of one form are counted and stand. ST weighs it lead by lead (`waveHeight`). */
export function shakenBy(when: RuleCondition, { patterns }: Judged): UnrelatedWave | null {
  const wave = patterns?.unrelatedWave;
  if (!wave) return null;
  return ofForm.has(when.kind) || (ofVentricles.has(when.kind) && wave.hasQrs === true) ? wave : null;
}

/** The wave in a lead from crest to trough, microvolts; of a derived limb lead the larger one of those that were recorded. */
export function waveHeight({ patterns }: Judged, lead: string): number {
  const wave = patterns?.unrelatedWave;
  if (!wave) return 0;
  const isLimb = !lead.startsWith('V');
  const limbs = Object.entries(wave.uv).flatMap(([name, uv]) => (name.startsWith('V') ? [] : [uv]));
  return wave.uv[lead] ?? (isLimb ? Math.max(0, ...limbs) : 0);
}

export function waveText({ hz, uv }: UnrelatedWave): readonly [zh: string, en: string] {
  const mv = (Math.max(0, ...Object.values(uv)) / 1000).toFixed(1);
  const pace = hz < 2.6 ? `${Math.round(60 * hz)}次/分` : `${hz.toFixed(1)}次/秒`;
  return [
    `与心搏无关的规则波动（约${pace}，${mv} mV：肢体震颤、胸外按压、导线晃动或心房扑动）`,
    `a regular wave unrelated to the beats (about ${hz.toFixed(1)} a second, ${mv} mV: tremor, chest compressions, a shaken cable or flutter)`,
  ];
}
