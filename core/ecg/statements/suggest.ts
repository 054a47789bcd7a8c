// Statements that the measurements support. Each is a suspicion (疑似) with the values behind it; a physician makes it a diagnosis.
import type { Measured } from '../measure/measurement.ts';
import { noPatterns, type PatternFacts } from '../rules/patterns/facts.ts';
import { type StatementCode, statementTexts } from './codes.ts';
import { morphologyFindings } from './morphology.ts';
import { patternFindings } from './patterns.ts';
import { usualRate } from './rate-by-age.ts';

export interface Statement {
  code: StatementCode;
  /** Chinese text, always marked 疑似. */
  text: string;
  textEn: string;
  confidence: number;
  /** The values that it rests on, in words that need no translation. */
  evidence: string[];
}

export type Finding = [code: StatementCode, confidence: number, ...evidence: string[]];

export interface PatientFacts {
  sex?: 'male' | 'female' | 'other' | undefined;
  ageYears?: number | undefined;
}

export function suggestStatements(
  measured: Measured,
  patient: PatientFacts = {},
  patterns: PatternFacts = noPatterns,
): Statement[] {
  const quality = qualityFindings(measured);
  const found = quality.some(([code]) => code === '4')
    ? quality
    : [
        ...quality,
        ...rhythmFindings(measured, patient).map((one) => (patterns.flutter ? lessSinus(one) : one)),
        ...patternFindings(measured, patterns),
        ...intervalFindings(measured, patient),
        ...morphologyFindings(measured),
      ];
  return found.flatMap(([code, confidence, ...evidence]) => {
    const text = statementTexts.get(code);
    if (!text) return [];
    return [{ code, text: `疑似${text.zh}`, textEn: `Suspected: ${text.en}`, confidence: round(confidence), evidence }];
  });
}

/** A flutter wave before each QRS is taken for a P wave: beside suspected flutter a sinus rhythm is half as sure. */
function lessSinus([code, confidence, ...evidence]: Finding): Finding {
  return [code, sinusCodes.has(code) ? confidence / 2 : confidence, ...evidence];
}

const sinusCodes: ReadonlySet<StatementCode> = new Set(['20', '21', '22', '23']);

function round(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;
}

const whole = (value: number | null, unit: string) => (value === null ? '' : `${Math.round(value)} ${unit}`);

function qualityFindings({ quality, beats, rhythm }: Measured): Finding[] {
  const found: Finding[] = [];
  if (quality.leadsOff.length > 0) found.push(['12', 0.9, quality.leadsOff.join(' ')]);
  if (quality.leadReversal) found.push(['10', quality.leadReversal.confidence, quality.leadReversal.hint]);
  if (quality.score < 0.15 || (beats.length < 3 && rhythm === 'undetermined'))
    found.push(['4', 0.8, `quality ${quality.score.toFixed(2)}`]);
  else if (quality.score < 0.5) found.push(['15', 0.8, `quality ${quality.score.toFixed(2)}`]);
  return found;
}

function rhythmFindings(measured: Measured, { ageYears }: PatientFacts): Finding[] {
  const { rhythm, rhythmDetail, heartRateBpm, confidence } = measured;
  const rate = whole(heartRateBpm, 'bpm');
  const trust = confidence.rhythm ?? 0.3;
  const found: Finding[] = [];
  const code = rhythmStatement(rhythm, heartRateBpm, ageYears);
  const { paced } = rhythmDetail.counts;
  if (code === '181') found.push([code, trust, rate, `${paced}/${measured.beats.length}`]);
  else if (code === '74') {
    const bpm = rhythmDetail.chaoticVentricles[0]?.rateBpm ?? null;
    found.push(bpm === null ? [code, trust] : [code, trust, whole(bpm, 'bpm')]);
  } else if (code) found.push([code, trust, rate]);
  // Now and then: the rhythm keeps its name, the paced beats are named beside it.
  if (paced > 0 && code !== '181') found.push(['181', 0.6, `${paced}/${measured.beats.length}`]);
  if (rhythmDetail.fibrillationShare > 0 && rhythm !== 'atrial-fibrillation') {
    found.push(['50', 0.6, `${Math.round(100 * rhythmDetail.fibrillationShare)} %`]);
  }
  const { ventricular } = rhythmDetail.counts;
  // Where the form of the beats is noise, no run is made of it.
  const form = measured.quality.score >= 0.3;
  const runs = form ? rhythmDetail.ventricularRuns.filter((run) => run.rateBpm >= 100) : [];
  if (ventricular > 0 && rhythm !== 'ventricular-rhythm' && rhythm !== 'wide-tachycardia') {
    found.push(['60', 0.7 * Math.min(1, measured.quality.score + 0.2), `n = ${ventricular}`]);
  }
  for (const run of runs.slice(0, 3)) {
    found.push([run.toMs - run.fromMs >= 30000 ? '70' : '71', 0.6, `${run.beats} beats`, whole(run.rateBpm, 'bpm')]);
  }
  const pause = rhythmDetail.pauses.find(({ ms }) => ms >= 3000);
  if (pause && rhythm !== 'atrial-fibrillation') found.push(['26', 0.6, `${(pause.ms / 1000).toFixed(2)} s`]);
  return found;
}

/** The limits of the patient's age say whether a sinus rhythm is slow or fast; of an adult where it is not known. */
function sinusStatement(rateBpm: number, ageYears: number | undefined): StatementCode {
  const { low, high } = usualRate(ageYears);
  return rateBpm > high ? '21' : rateBpm < low ? '22' : '20';
}

function rhythmStatement(
  rhythm: Measured['rhythm'],
  rateBpm: number | null,
  ageYears: number | undefined,
): StatementCode | null {
  switch (rhythm) {
    case 'sinus-rhythm':
    case 'sinus-tachycardia':
    case 'sinus-bradycardia':
      return sinusStatement(rateBpm ?? 0, ageYears);
    case 'sinus-arrhythmia':
      return '23';
    case 'atrial-fibrillation':
      return '50';
    case 'supraventricular-rhythm':
      return '27';
    case 'narrow-tachycardia':
      return '56';
    case 'wide-tachycardia':
      return '76';
    case 'ventricular-rhythm':
      return rateBpm !== null && rateBpm > 100 ? '70' : '63';
    case 'ventricular-fibrillation':
      return '74';
    case 'paced-rhythm':
      return '181';
    case 'asystole':
    case 'undetermined':
      return null;
    default:
      return rhythm satisfies never;
  }
}

/** Limits: AHA/ACC/HRS 2009 part IV for QTc, PR 120 to 200 ms, axis -30 to +90 degrees. */
function intervalFindings(measured: Measured, patient: PatientFacts): Finding[] {
  const { prMs, qtc, axisDeg, axisState, confidence, heartRateBpm, qrsMs } = measured;
  const found: Finding[] = [];
  const adult = patient.ageYears === undefined || patient.ageYears >= 16;
  if (prMs !== null && adult) {
    if (prMs > 200) found.push(['82', confidence.prMs ?? 0.5, `PR ${whole(prMs, 'ms')}`]);
    if (prMs < 115) found.push(['80', 0.7 * (confidence.prMs ?? 0.5), `PR ${whole(prMs, 'ms')}`]);
  }
  // Bazett overcorrects at fast and slow rates; Fridericia speaks there.
  const usual = heartRateBpm !== null && heartRateBpm >= 60 && heartRateBpm <= 90;
  const corrected = usual ? qtc.bazett : qtc.fridericia;
  const formula = usual ? 'Bazett' : 'Fridericia';
  if (corrected !== null && (qrsMs === null || qrsMs < 120)) {
    const limit = patient.sex === 'male' ? 450 : 460;
    if (corrected >= limit) found.push(['148', confidence.qtMs ?? 0.5, `QTc ${whole(corrected, 'ms')} (${formula})`]);
    const steadyRate = heartRateBpm !== null && heartRateBpm >= 50 && heartRateBpm <= 100;
    if (corrected <= 350 && steadyRate)
      found.push(['149', 0.6 * (confidence.qtMs ?? 0.5), `QTc ${whole(corrected, 'ms')} (${formula})`]);
  }
  const axis = axisDeg.qrs;
  const trust = confidence.axisQrs ?? 0.5;
  // Of a paced heart the axis tells where the electrode lies.
  if (measured.rhythm === 'paced-rhythm') return found;
  if (axis !== null && adult) {
    const degrees = `${Math.round(axis)}°`;
    if (axis > 90 && axis <= 180) found.push(['120', trust, degrees]);
    else if (axis < -30 && axis >= -90) found.push(['121', trust, degrees]);
    else if (axis < -90) found.push(['122', trust, degrees]);
  }
  if (axisState.qrs === 'indeterminate') found.push(['123', 0.6]);
  return found;
}
