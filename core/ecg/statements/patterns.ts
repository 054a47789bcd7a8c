// Statements for patterns: atrial flutter, AV blocks, changing tachycardias, pre-excitation, the lung pattern. T-wave alternans has no code of its own there: a rule says it.
import type { Measured } from '../measure/measurement.ts';
import type { BlockKind, PatternFacts } from '../rules/patterns/facts.ts';
import type { StatementCode } from './codes.ts';
import type { Finding } from './suggest.ts';

const blocks: Readonly<Record<BlockKind, StatementCode>> = {
  'mobitz-1': '83',
  'mobitz-2': '84',
  'two-to-one': '85',
  varying: '86',
  advanced: '87',
  complete: '88',
};

export function patternFindings(measured: Measured, patterns: PatternFacts): Finding[] {
  const trust = 0.6 * Math.min(1, measured.quality.score + 0.1);
  const found: Finding[] = [];
  for (const run of patterns.changingRuns) {
    // A tachycardia in two directions has no number of its own: polymorphous is the nearest (code 72).
    const code = run.kind === 'twisting' ? '73' : '72';
    found.push([code, trust, `${run.beats} beats`, `${Math.round(run.rateBpm)} bpm`, run.kind]);
  }
  const kinds = [...new Set(patterns.blocks.map(({ kind }) => kind))];
  for (const kind of kinds) {
    const count = patterns.blocks.filter((block) => block.kind === kind).reduce((sum, block) => sum + block.count, 0);
    found.push([blocks[kind], trust, `n = ${count}`]);
  }
  const { flutter } = patterns;
  if (flutter) found.push(['51', trust, `${Math.round(flutter.atrialRateBpm)} bpm`, flutter.leads.join(' ')]);
  const early = patterns.preexcitation;
  if (early && early.prMs <= 120 && early.qrsMs >= 110)
    found.push([
      '108',
      trust,
      `PR ${Math.round(early.prMs)} ms`,
      `QRS ${Math.round(early.qrsMs)} ms`,
      early.leads.join(' '),
    ]);
  const lung = patterns.s1q3t3;
  if (lung && lung.sI >= 150 && lung.qIII >= 150) found.push(['201', 0.5 * trust, 'S1Q3T3', ...lung.support]);
  return found;
}
