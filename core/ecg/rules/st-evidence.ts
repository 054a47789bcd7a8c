// ST elevation and depression in neighbouring leads of the median beat, with the leads that show it.
import type { StandardLead } from '../signal/limb-leads.ts';
import type { Judged } from './judged.ts';
import { isOutsized } from './outsized.ts';
import type { Evidence, RuleCondition } from './rule-set.ts';
import { waveHeight } from './shaken.ts';

/** Leads that look at neighbouring walls, in their anatomical order (Cabrera, then V1 to V6). aVR stands alone. */
const rows: readonly (readonly StandardLead[])[] = [
  ['aVL', 'I', 'II', 'aVF', 'III'],
  ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
];

/** An injury current stays from beat to beat; a level that wanders by more than its own height over this is breath or movement. */
const leastSteady = 1.5;

/** Error of the middle of so many beats, over their scatter; taken off 1.6 times, a level passes its limit in 19 of 20. */
const errorOfMedian = 1.25;
const oneSided = 1.645;

/** Level of a lead at J that may be judged, microvolts; `null` for none. */
type Level = (lead: StandardLead) => number | null;

/**
 * As measured, where it stays the same from beat to beat; in flutter the middle of the beats, each less what the waves add to it. Where flutter is
 * only possible both must say so: the smaller one counts.
 */
const steadyLevel =
  ({ amplitudes, patterns }: Judged): Level =>
  (lead) => {
    const without = patterns?.atrialWaves ? (patterns.atrialWaves.stJ[lead] ?? null) : undefined;
    if (patterns?.flutter && without !== undefined) return without;
    const uv = amplitudes[lead]?.stJ ?? null;
    if (uv === null || without === null) return null;
    if (Math.abs(uv) < leastSteady * (amplitudes[lead]?.stScatter ?? 0)) return null;
    if (without === undefined) return uv;
    return uv * without <= 0 ? 0 : Math.sign(uv) * Math.min(Math.abs(uv), Math.abs(without));
  };

/** The same, less what the scatter of the beats leaves uncertain: a limit that is passed by chance is not passed. */
const certainLevel =
  (measured: Judged): Level =>
  (lead) => {
    const uv = steadyLevel(measured)(lead);
    if (uv === null || measured.patterns?.flutter) return uv;
    const byChance =
      (errorOfMedian * scatterOf(measured, lead)) / Math.sqrt(Math.max(1, measured.medianBeat?.beats ?? 1));
    // A wave at a pace of its own may meet every beat at nearly the same phase, crest at J and trough before QRS: no number of beats averages it out.
    const error = Math.max(oneSided * byChance, waveHeight(measured, lead));
    return Math.sign(uv) * Math.max(0, Math.abs(uv) - error);
  };

/** Of a derived limb lead that of the leads that it was made from. */
function scatterOf({ amplitudes }: Judged, lead: StandardLead): number {
  const own = amplitudes[lead]?.stScatter;
  if (own !== undefined && own !== null) return own;
  return lead.startsWith('V') ? 0 : Math.max(amplitudes.I?.stScatter ?? 0, amplitudes.II?.stScatter ?? 0);
}

const anyLevel =
  ({ amplitudes }: Judged): Level =>
  (lead) =>
    amplitudes[lead]?.stJ ?? null;

function contiguous(
  measured: Judged,
  level: Level,
  passes: (lead: StandardLead, uv: number) => number | null,
  least: number,
  zh: string,
  en: string,
): Evidence[] {
  const found: Evidence[] = [];
  for (const row of rows) {
    let group: Evidence[] = [];
    const close = () => {
      if (group.length >= least) found.push(...group);
      group = [];
    };
    for (const lead of row) {
      const uv = level(lead);
      const threshold = uv === null ? null : passes(lead, uv);
      if (uv === null || threshold === null) {
        close();
        continue;
      }
      group.push({
        lead,
        fromMs: 0,
        toMs: measured.durationMs,
        zh: `${lead} ${zh} ${(uv / 1000).toFixed(2)} mV`,
        en: `${lead} ${en} ${(uv / 1000).toFixed(2)} mV`,
        value: uv,
        unit: 'µV',
        threshold,
      });
    }
    close();
  }
  return found;
}

/** Above 140/min J lies in the T wave, and of paced or ventricular beats ST is secondary: not judged. */
function judgeable(measured: Judged): boolean {
  return (
    measured.qrsMs !== null &&
    (measured.heartRateBpm ?? 0) <= 140 &&
    measured.rhythm !== 'paced-rhythm' &&
    measured.rhythm !== 'ventricular-rhythm' &&
    measured.quality.score > 0.5
  );
}

/** ST at J of wide beats is secondary to the conduction. */
const isNarrow = ({ qrsMs }: Judged): boolean => qrsMs !== null && qrsMs < 120;

type StCondition = Extract<RuleCondition, { kind: 'st-elevation' | 'st-depression' }>;

export function stDeviation(measured: Judged, when: StCondition): Evidence[] {
  if (!judgeable(measured) || !isNarrow(measured)) return [];
  const certain = deviation(measured, when, certainLevel(measured));
  const told = certain.length > 0 ? deviation(measured, when, steadyLevel(measured)) : [];
  return isOutsized(measured, told) ? [] : told;
}

/**
 * Where nothing is claimed because the waves of flutter or fibrillation run through ST, or because the line wanders: what was measured with them.
 * It alarms less, and says why; silence would hide an infarct behind them.
 */
export function stInDoubt(measured: Judged, when: StCondition): Evidence[] {
  const name = wavesIn(measured);
  // Waves of flutter lie upon the ends of the QRS too: that it measures wide does not excuse silence.
  if (!judgeable(measured) || (name !== 'flutter' && !isNarrow(measured))) return [];
  const level = name === null || name === 'unrelated' ? steadyLevel(measured) : anyLevel(measured);
  const seen = deviation(measured, when, level);
  // In flutter the level without the waves may alone pass the limit.
  const found = seen.length > 0 ? seen : deviation(measured, when, steadyLevel(measured));
  const doubt = name ?? (isOutsized(measured, found) ? 'outsized' : 'wander');
  return found.map((one) => {
    const [zh, en] = doubts[doubt];
    const left = name === 'flutter' ? measured.patterns?.atrialWaves?.stJ[one.lead ?? ''] : null;
    const mv = typeof left === 'number' ? (left / 1000).toFixed(2) : null;
    return {
      ...one,
      zh: `${one.zh}，${zh}${mv === null ? '' : `；除去后${mv} mV`}`,
      en: `${one.en} ${en}${mv === null ? '' : `, ${mv} mV without`}`,
    };
  });
}

const doubts = {
  flutter: ['含扑动波', 'with flutter waves'],
  fibrillation: ['含颤动波', 'with fibrillatory waves'],
  unrelated: ['含与心搏无关的规则波动', 'with a regular wave unrelated to the beats'],
  outsized: [
    '全部导联振幅异常高大，ST相对QRS很小或增益不可信，请核对增益（定标）',
    'in a recording that is outsized in all leads: small beside QRS, or of a gain that is not credible; check the calibration',
  ],
  wander: ['逐搏波动，均值在界值附近', 'that changes from beat to beat about its limit'],
} as const;

/** What runs through ST. Of short fibrillation the beats outside it tell ST. */
function wavesIn({ patterns, rhythmDetail }: Judged): 'flutter' | 'fibrillation' | 'unrelated' | null {
  if (patterns?.atrialWaves) return 'flutter';
  if (rhythmDetail.fibrillationShare > 0.5) return 'fibrillation';
  return patterns?.unrelatedWave ? 'unrelated' : null;
}

function deviation(measured: Judged, when: StCondition, level: Level): Evidence[] {
  const elevation = when.kind === 'st-elevation';
  const limit = (lead: StandardLead): number => {
    if (!elevation) return -when.minUv;
    const right = lead === 'V1' || lead === 'V2' || lead === 'V3';
    return right ? when.rightPrecordialUv : lead.startsWith('V') ? when.leftPrecordialUv : when.limbUv;
  };
  return contiguous(
    measured,
    level,
    (lead, uv) => ((elevation ? uv >= limit(lead) : uv <= limit(lead)) ? limit(lead) : null),
    when.contiguousLeads,
    elevation ? 'ST段（J点）抬高' : 'ST段（J点）压低',
    elevation ? 'ST elevation at J' : 'ST depression at J',
  );
}
