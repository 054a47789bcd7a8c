// Pairing of statements, search of terms, and how statements become an impression.
import { describe, expect, test } from 'vitest';
import type { EcgTerm } from '../../../../core/ecg/flow/terms.ts';
import type { ReportStatement } from '../../../../core/reporting/exam-report.ts';
import { emptyContent, withStatements } from './content.ts';
import { findTerms, pairingFaults } from './pairing.ts';

function term(code: string, kind: EcgTerm['kind'], zh: string, part: Partial<EcgTerm> = {}): EcgTerm {
  return {
    id: code,
    version: 1,
    code,
    kind,
    group: '',
    zh,
    en: zh,
    search: '',
    pairsWith: [],
    positive: null,
    scope: 'shipped',
    departmentId: '',
    personId: null,
    active: true,
    order: 0,
    ...part,
  };
}

const terms = [
  term('1', 'primary', '正常心电图', { search: 'zcxdt' }),
  term('20', 'primary', '窦性心律', { search: 'dxxl' }),
  term('145', 'primary', 'ST段改变', { search: 'stdgb' }),
  term('200', 'secondary', '提示急性心包炎', { pairsWith: ['145'] }),
  term('301', 'modifier', '可能'),
];
const chosen = (...codes: string[]): ReportStatement[] =>
  codes.map((code) => ({ code, text: terms.find((one) => one.code === code)?.zh ?? code, textEn: '', by: 'person' }));

describe('pairing (AHA/ACC/HRS 2007 part II)', () => {
  test.each([
    [['20'], []],
    [['301'], [{ kind: 'needsPrimary', term: '可能' }]],
    [['301', '20'], []],
    [['200', '145'], []],
    [['200', '20'], [{ kind: 'wrongPrimary', term: '提示急性心包炎', primaries: ['ST段改变'] }]],
    [['1', '20'], []],
    [['1', '145'], [{ kind: 'normalWith' }]],
  ])('%j', (codes, faults) => {
    expect(pairingFaults(chosen(...codes), terms)).toEqual(faults);
  });

  test('a statement of the reader’s own words counts as primary', () => {
    const own: ReportStatement = { code: '', text: '右位心', textEn: '', by: 'person' };
    expect(pairingFaults([own, ...chosen('301')], terms)).toEqual([]);
  });
});

test('terms are found by number, initials and words; switched-off ones are not', () => {
  expect(findTerms(terms, '20').map((one) => one.code)[0]).toBe('20');
  expect(findTerms(terms, 'dx').map((one) => one.code)).toEqual(['20']);
  expect(findTerms(terms, '心包').map((one) => one.code)).toEqual(['200']);
  expect(findTerms([term('9', 'primary', '旧词', { active: false })], '旧')).toEqual([]);
});

test('statements write the impression and leave typed lines alone', () => {
  const first = withStatements(emptyContent(''), chosen('20', '145'));
  expect(first.impression).toBe('窦性心律\nST段改变');
  const typed = { ...first, impression: `${first.impression}\n请结合临床` };
  expect(withStatements(typed, chosen('20')).impression).toBe('窦性心律\n请结合临床');
});
