// Which terms may stand together: a secondary statement and a modifier need a primary one, and some only certain ones (AHA/ACC/HRS part II).
import type { EcgTerm } from './terms.ts';

export interface PairingProblem {
  code: string;
  /** needsPrimary: none is there. wrongPrimary: none of those it goes with. contradiction: normal beside a positive one. */
  kind: 'needsPrimary' | 'wrongPrimary' | 'contradiction';
  /** Codes of primary statements that would do. */
  wants: readonly string[];
}

/** What is wrong with a chosen list of terms; empty when it may be signed. Own terms are free text and pair with anything. */
export function pairingProblems(chosen: readonly EcgTerm[]): PairingProblem[] {
  const primary = chosen.filter(({ kind }) => kind === 'primary' || kind === 'convenience');
  const codes = new Set(primary.map(({ code }) => code));
  const paired = chosen
    .filter(({ kind }) => kind === 'secondary' || kind === 'modifier')
    .flatMap(({ code, pairsWith }): PairingProblem[] => {
      if (primary.length === 0) return [{ code, kind: 'needsPrimary', wants: pairsWith }];
      if (pairsWith.length > 0 && !pairsWith.some((one) => codes.has(one)))
        return [{ code, kind: 'wrongPrimary', wants: pairsWith }];
      return [];
    });
  const normal = primary.filter(({ code }) => code === '1');
  const positive = primary.some((term) => term.positive === true);
  return [
    ...paired,
    ...(positive ? normal.map(({ code }) => ({ code, kind: 'contradiction' as const, wants: [] })) : []),
  ];
}
