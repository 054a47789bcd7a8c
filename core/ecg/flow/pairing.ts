// Which statements may stand together (AHA/ACC/HRS 2007 part II): secondary ones, modifiers and comparisons need a primary one.
import type { ReportStatement } from '../../reporting/exam-report.ts';
import type { EcgTerm } from './terms.ts';

export type PairingFault =
  | { kind: 'needsPrimary'; term: string }
  | { kind: 'wrongPrimary'; term: string; primaries: string[] }
  | { kind: 'normalWith' };

const normalCode = '1';
/** Of the normal tracing: rhythm and comparison words may stand beside it. */
const besideNormal = new Set(['1', '2', '20', '23']);

/** What a reader must put right or answer for; empty when the statements fit. */
export function pairingFaults(chosen: readonly ReportStatement[], terms: readonly EcgTerm[]): PairingFault[] {
  const byCode = new Map(terms.map((term) => [term.code, term]));
  const kindOf = (statement: ReportStatement) => byCode.get(statement.code)?.kind ?? 'own';
  const alone = new Set<EcgTerm['kind']>(['primary', 'convenience', 'own']);
  const primaries = chosen.filter((one) => alone.has(kindOf(one)));
  const faults: PairingFault[] = [];
  for (const one of chosen) {
    const term = byCode.get(one.code);
    if (!term || alone.has(term.kind)) continue;
    if (primaries.length === 0) faults.push({ kind: 'needsPrimary', term: one.text });
    else if (term.pairsWith.length > 0 && !primaries.some((primary) => term.pairsWith.includes(primary.code)))
      faults.push({
        kind: 'wrongPrimary',
        term: one.text,
        primaries: term.pairsWith.map((code) => byCode.get(code)?.zh ?? code),
      });
  }
  const codes = primaries.map((one) => one.code);
  if (codes.includes(normalCode) && codes.some((code) => !besideNormal.has(code))) faults.push({ kind: 'normalWith' });
  return faults;
}
