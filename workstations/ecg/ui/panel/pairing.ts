// Which statements may stand together (AHA/ACC/HRS 2007 part II): secondary ones, modifiers and comparisons need a primary one.
import type { EcgTerm } from '../../../../core/ecg/flow/terms.ts';
import type { ReportStatement } from '../../../../core/reporting/exam-report.ts';

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
  const primaries = chosen.filter((one) => kindOf(one) === 'primary' || kindOf(one) === 'own');
  const faults: PairingFault[] = [];
  for (const one of chosen) {
    const term = byCode.get(one.code);
    if (!term || term.kind === 'primary' || term.kind === 'own' || term.kind === 'convenience') continue;
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

/** Terms for what was typed: code, initials, or a part of the words; at most `most`. */
export function findTerms(terms: readonly EcgTerm[], typed: string, most = 40): EcgTerm[] {
  const words = typed.trim().toLowerCase();
  const active = terms.filter((term) => term.active);
  const score = (term: EcgTerm): number => {
    if (words === '') return 0;
    if (term.code.toLowerCase() === words) return 0;
    if (term.search.toLowerCase().startsWith(words)) return 1;
    if (term.zh.startsWith(typed.trim())) return 2;
    if (term.search.toLowerCase().includes(words)) return 3;
    if (term.zh.includes(typed.trim()) || term.en.toLowerCase().includes(words)) return 4;
    return 9;
  };
  const scopes = { person: 0, department: 1, shipped: 2 } as const;
  return active
    .map((term) => ({ term, score: score(term) }))
    .filter((one) => one.score < 9)
    .sort((a, b) => a.score - b.score || scopes[a.term.scope] - scopes[b.term.scope] || a.term.order - b.term.order)
    .slice(0, most)
    .map((one) => one.term);
}
