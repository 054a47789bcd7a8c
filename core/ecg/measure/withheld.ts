// What is not claimed of a recording, or claimed with less confidence, and why: pacing and a ventricular origin make PR, QT, axis and ST secondary.
import type { RhythmCode } from '../rhythm/label.ts';
import { usualRate } from '../statements/rate-by-age.ts';
import type { BeatValues } from './beat-values.ts';
import type { Measured, MeasuredName } from './measurement.ts';

export interface Withheld {
  reason:
    | 'paced'
    | 'ventricular-origin'
    | 'paced-beats-beside'
    | 'pacing-not-excluded'
    | 'flutter-in-st'
    | 't-end-doubtful'
    | 'unrelated-wave'
    | 'age-unknown';
  values: (MeasuredName | 'qtc' | 'st')[];
  /** `false` where they stand, with less confidence. */
  withheld: boolean;
  zh: string;
  en: string;
}

/** Widest QRS of narrow-complex rhythms with a margin, and the axis of a heart paced from the right ventricle (AHA 2009, part III). */
const wideMs = 130;
const leftAxisDeg = -30;
/** Confidence is cut to this share; a QTc alarm asks for half. */
const doubtShare = 0.75;
const secondary: Withheld['values'] = ['prMs', 'qtMs', 'qtc', 'axisP', 'axisQrs', 'axisT', 'st'];

export interface PacingFacts {
  rhythm: RhythmCode;
  pacedBeats: number;
  beats: number;
  /** Marks that the device lists. */
  deviceMarks: number;
}

export function withheldOf(values: BeatValues, facts: PacingFacts): Withheld[] {
  const { rhythm, pacedBeats, beats } = facts;
  if (rhythm === 'paced-rhythm')
    return [
      {
        reason: 'paced',
        values: secondary,
        withheld: true,
        zh: '心室起搏：PR、QT/QTc、电轴与ST-T继发于起搏，不作判断',
        en: 'Ventricular pacing: PR, QT and QTc, axis and ST-T are secondary to it and are not judged',
      },
    ];
  if (rhythm === 'wide-tachycardia' || rhythm === 'ventricular-rhythm')
    return [
      {
        reason: 'ventricular-origin',
        values: ['prMs', 'qtMs', 'qtc', 'st'],
        withheld: true,
        zh: '宽QRS或室性心律：PR、QT/QTc与ST不作判断',
        en: 'Wide-QRS or ventricular rhythm: PR, QT and QTc, and ST are not judged',
      },
    ];
  if (pacedBeats > 0.05 * beats)
    return [
      {
        reason: 'paced-beats-beside',
        values: ['qtMs', 'qtc', 'axisT'],
        withheld: false,
        zh: `有${pacedBeats}个起搏心搏：自身心搏的T波可受起搏影响（T波记忆），QT可信度降低`,
        en: `${pacedBeats} paced beats: pacing changes T of the own beats (T-wave memory), QT is less certain`,
      },
    ];
  return pacingPossible(values, facts)
    ? [
        {
          reason: 'pacing-not-excluded',
          values: ['rhythm', 'qtMs', 'qtc', 'axisQrs', 'axisT', 'st'],
          withheld: false,
          zh: '宽QRS，不能排除心室起搏（双极起搏信号可能不可见），可信度降低',
          en: 'Wide QRS: ventricular pacing is not excluded (bipolar spikes may not show), confidence is lowered',
        },
      ]
    : [];
}

/** What is said beside the values once patterns and age are known: it changes no confidence. */
export function remarksOn(
  { heartRateBpm, qtMs, qtOtherMs }: Pick<Measured, 'heartRateBpm' | 'qtMs' | 'qtOtherMs'>,
  {
    flutter,
    wave,
    ageYears,
  }: { flutter: boolean; wave: readonly [zh: string, en: string] | null; ageYears: number | undefined },
): Withheld[] {
  const { low, high } = usualRate(undefined);
  const found: Withheld[] = [];
  if (flutter)
    found.push({
      reason: 'flutter-in-st',
      values: ['st'],
      withheld: true,
      zh: '心房扑动波贯穿ST段：所列ST值含扑动波，报警按除去扑动波后的值判断',
      en: 'Flutter waves run through ST: the ST values listed hold them, alarms go by what is left without them',
    });
  if (wave)
    found.push({
      reason: 'unrelated-wave',
      values: ['st', 'qtMs', 'qtc', 'axisT'],
      withheld: false,
      zh: `有${wave[0]}：ST、QT与T波可含此波，据此的报警降为重大阳性，请重做或人工核对`,
      en: `There is ${wave[1]}: ST, QT and T may hold it, alarms from them are one level lower; record again or check by hand`,
    });
  if (qtMs !== null && qtOtherMs !== undefined)
    found.push({
      reason: 't-end-doubtful',
      values: ['qtMs', 'qtc'],
      withheld: false,
      zh: `T波终点不确定：另一方法得QT ${Math.round(qtOtherMs)} ms，QT可信度降低，请人工核对`,
      en: `End of T in doubt: QT is ${Math.round(qtOtherMs)} ms by another method; its confidence is lowered, check by hand`,
    });
  if (ageYears === undefined && heartRateBpm !== null && (heartRateBpm > high || heartRateBpm < low))
    found.push({
      reason: 'age-unknown',
      values: ['heartRateBpm'],
      withheld: false,
      zh: '记录中无年龄：心率界限按成人判断',
      en: 'The recording has no age: limits of the heart rate are those of an adult',
    });
  return found;
}

/** A wide QRS as right ventricular pacing makes it (V1 downward, axis far left), or marks of the device that no beat answers to. */
function pacingPossible({ qrsMs, axisDeg, amplitudes }: BeatValues, { deviceMarks }: PacingFacts): boolean {
  if (qrsMs === null || qrsMs < wideMs) return false;
  if (deviceMarks > 0) return true;
  const v1 = amplitudes.V1;
  const down = v1 !== undefined && (v1.r ?? 0) < -Math.min(v1.s ?? 0, v1.q ?? 0);
  return down && axisDeg.qrs !== null && axisDeg.qrs < leftAxisDeg;
}

/** The confidence with what is in doubt cut down. */
export function withDoubt(
  confidence: Partial<Record<MeasuredName, number>>,
  list: readonly Withheld[],
): Partial<Record<MeasuredName, number>> {
  const doubted = new Set<string>(list.filter(({ withheld }) => !withheld).flatMap(({ values }) => values));
  return Object.fromEntries(
    Object.entries(confidence).map(([name, value]) => [name, doubted.has(name) ? doubtShare * value : value]),
  );
}
