// The whole of a recording's machine reading: measurements, suspected statements, suspected critical findings.

import type { EcgRecording } from '../recording.ts';
import { evaluateRules } from '../rules/evaluate.ts';
import type { PatternFacts } from '../rules/patterns/facts.ts';
import { findPatterns } from '../rules/patterns/find.ts';
import type { RuleFinding, RuleSet } from '../rules/rule-set.ts';
import { waveText } from '../rules/shaken.ts';
import { shippedRuleSets } from '../rules/shipped-sets.ts';
import { type SurelyNormal, surelyNormal } from '../rules/surely-normal.ts';
import { type Statement, suggestStatements } from '../statements/suggest.ts';
import { ageOf } from './age.ts';
import { measureWaveform } from './measure.ts';
import type { Measured } from './measurement.ts';
import { prepare } from './prepared.ts';
import { rhythmWaveform } from './rhythm-waveform.ts';
import { remarksOn } from './withheld.ts';

export interface RecordingMeasurement extends Measured {
  statements: Statement[];
  critical: RuleFinding[];
  /** Absent in measurements that were stored before patterns were sought. */
  patterns?: PatternFacts | undefined;
  /** Of the patient, from the recording: what limits of the heart rate go by. Absent where it is not told. */
  ageYears?: number;
  /** Pre-sorting for the fast lane: `false` says nothing against the recording. */
  surelyNormal: SurelyNormal;
}

/** `null` for a recording without a rhythm waveform: there is nothing to measure. Uses the consensus of 2017 where no rule set is given. */
export function measureRecording(recording: EcgRecording, ruleSet?: RuleSet): RecordingMeasurement | null {
  const waveform = rhythmWaveform(recording);
  const rules = ruleSet ?? shippedRuleSets[0];
  if (!waveform || !rules) return null;
  const prepared = prepare(waveform);
  const ageYears = ageOf(recording);
  const patient = { ...recording.patient, ageYears };
  const measured = measureWaveform(waveform, recording.vendorPacingMs, prepared, ageYears);
  const patterns = findPatterns(prepared, measured, ageYears);
  const statements = suggestStatements(measured, patient, patterns);
  const critical = evaluateRules({ ...measured, patterns, ageYears }, rules);
  return {
    ...measured,
    withheld: [
      ...(measured.withheld ?? []),
      ...remarksOn(measured, {
        flutter: Boolean(patterns.flutter),
        wave: patterns.unrelatedWave ? waveText(patterns.unrelatedWave) : null,
        ageYears,
      }),
    ],
    ...(ageYears === undefined ? {} : { ageYears }),
    patterns,
    statements,
    critical,
    surelyNormal: surelyNormal(measured, critical, statements, patient, Boolean(patterns.unrelatedWave)),
  };
}
