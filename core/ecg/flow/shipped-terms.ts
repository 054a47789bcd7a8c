// The shipped term bank: the statements as terms, in the order of the recommendations.
import {
  comparisonStatements,
  convenienceStatements,
  modifierStatements,
  primaryStatements,
  secondaryStatements,
} from './shipped-statements.ts';
import type { EcgTerm, TermKind } from './terms.ts';

/** The last field is a sign for positive (`-`, `?`), or the codes that the statement goes with. */
function termOf(kind: TermKind, group: string, line: string, order: number): EcgTerm {
  const [code = '', zh = '', en = '', search = '', last = ''] = line.split('|');
  const isSign = last === '-' || last === '?';
  // Only what can stand alone says whether the tracing is positive.
  const alone = kind === 'primary' || kind === 'comparison' || kind === 'convenience';
  return {
    id: `aha-${code}`,
    version: 0,
    code: code.replace('-or', ''),
    kind,
    group,
    zh,
    en,
    search,
    pairsWith: isSign || last === '' ? [] : last.split(' '),
    positive: !alone || last === '?' ? null : last !== '-',
    scope: 'shipped',
    departmentId: '',
    personId: null,
    active: true,
    order,
  };
}

const sources: readonly [TermKind, Readonly<Record<string, string>>][] = [
  ['primary', primaryStatements],
  ['secondary', secondaryStatements],
  ['modifier', modifierStatements],
  ['comparison', comparisonStatements],
  ['convenience', convenienceStatements],
];

export const shippedTerms: readonly EcgTerm[] = sources
  .flatMap(([kind, groups]) =>
    Object.entries(groups).flatMap(([group, text]) => text.split('\n').map((line) => ({ kind, group, line }))),
  )
  .map(({ kind, group, line }, order) => termOf(kind, group, line, order));
