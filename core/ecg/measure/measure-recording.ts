// The whole of a recording's machine reading: measurements, suspected statements, suspected critical findings.

import type { EcgRecording } from '../recording.ts';
import { evaluateRules } from '../rules/evaluate.ts';
import type { PatternFacts } from '../rules/patterns/facts.ts';
import { findPatterns } from '../rules/patterns/find.ts';
import type { RuleFinding, RuleSet } from '../rules/rule-set.ts';
import { shippedRuleSets } from '../rules/shipped-sets.ts';
import { type SurelyNormal, surelyNormal } from '../rules/surely-normal.ts';
import { type Statement, suggestStatements } from '../statements/suggest.ts';
import { measureWaveform } from './measure.ts';
import type { Measured } from './measurement.ts';
import { prepare } from './prepared.ts';
import { rhythmWaveform } from './rhythm-waveform.ts';

export interface RecordingMeasurement extends Measured {
  statements: Statement[];
  critical: RuleFinding[];
  /** Absent in measurements that were stored before patterns were sought. */
  patterns?: PatternFacts | undefined;
  /** Pre-sorting for the fast lane: `false` says nothing against the recording. */
  surelyNormal: SurelyNormal;
}

/** `null` for a recording without a rhythm waveform: there is nothing to measure. Uses the consensus of 2017 where no rule set is given. */
export function measureRecording(recording: EcgRecording, ruleSet?: RuleSet): RecordingMeasurement | null {
  const waveform = rhythmWaveform(recording);
  const rules = ruleSet ?? shippedRuleSets[0];
  if (!waveform || !rules) return null;
  const prepared = prepare(waveform);
  const measured = measureWaveform(waveform, recording.vendorPacingMs, prepared);
  const patterns = findPatterns(prepared, measured);
  const statements = suggestStatements(measured, recording.patient, patterns);
  const critical = evaluateRules({ ...measured, patterns }, rules);
  return {
    ...measured,
    patterns,
    statements,
    critical,
    surelyNormal: surelyNormal(measured, critical, statements, recording.patient),
  };
}
