// The search of the term bank by number, initials or words.
import type { EcgTerm } from '../../../../core/ecg/flow/terms.ts';

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
