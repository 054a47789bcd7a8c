// Terms of the bank for looking at the station: a small part of the shipped list.
import type { EcgTerm } from '../../../core/ecg/flow/terms.ts';
import { statementTexts } from '../../../core/ecg/statements/codes.ts';

export function fixtureTerms(): EcgTerm[] {
  const primary = [...statementTexts.values()].map(
    (one, order): EcgTerm => ({
      id: one.code,
      version: 1,
      code: one.code,
      kind: 'primary',
      group: '',
      zh: one.zh,
      en: one.en,
      search: one.en
        .split(/[^A-Za-z]+/)
        .map((word) => word.slice(0, 1).toLowerCase())
        .join(''),
      pairsWith: [],
      positive: one.code === '1' ? false : null,
      scope: 'shipped',
      departmentId: '',
      personId: null,
      active: true,
      order,
    }),
  );
  const more: EcgTerm[] = (
    [
      ['200', 'secondary', '提示急性心包炎', 'Suggests acute pericarditis', 'tsjxxby', ['145', '147']],
      ['301', 'modifier', '可能', 'Possible', 'kn', []],
      ['400', 'comparison', '与前次比较无明显变化', 'No significant change', 'yqcbj', []],
    ] as const
  ).map(([code, kind, zh, en, search, pairsWith], order) => ({
    id: code,
    version: 1,
    code,
    kind,
    group: '',
    zh,
    en,
    search,
    pairsWith: [...pairsWith],
    positive: null,
    scope: 'shipped',
    departmentId: '',
    personId: null,
    active: true,
    order: 500 + order,
  }));
  return [...primary, ...more];
}
