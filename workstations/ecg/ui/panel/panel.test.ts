// Pairing of statements, search of terms, and how statements become an impression.
import { describe, expect, test } from 'vitest';
import { pairingFaults } from '../../../../core/ecg/flow/pairing.ts';
import type { EcgTerm } from '../../../../core/ecg/flow/terms.ts';
import { ecgTemplates } from '../../../../core/reporting/exam-catalogue/ecg.ts';
import type { ReportStatement } from '../../../../core/reporting/exam-report.ts';
import { type BlankValues, filled, openBlanks } from './blanks.ts';
import { emptyContent, withStatements } from './content.ts';
import { findTerms } from './find-terms.ts';
import { pdfAddress, wishOf } from './output.ts';
import type { ValueRow } from './values.ts';

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

describe('blanks of templates', () => {
  const row = (key: ValueRow['key'], ours: number | null): ValueRow => ({
    key,
    unit: 'ms',
    ours,
    confidence: 0.9,
    byPerson: false,
    machine: ours,
    device: null,
    deviceFormula: null,
    previous: null,
    unusual: false,
  });
  const values: BlankValues = {
    rows: [
      row('measure.heartRate', 71.6),
      row('measure.qtc', 431),
      row('measure.pr', null),
      row('measure.axisQrs', -12),
    ],
    formula: 'fridericia',
    rhythm: 'sinus-rhythm',
  };

  test('named ones take the value in force, QTc names its formula', () => {
    expect(filled('【节律】，频率【心率】次/分，QTc【 QTc 】ms（【QTc公式】），电轴【电轴】°', values)).toBe(
      '窦性心律，频率72次/分，QTc431ms（Fridericia 公式），电轴-12°',
    );
  });

  test('one without a value stays marked and is pointed out before signing, like a choice that nobody made', () => {
    const findings = filled('P-R间期【PR】ms，QRS【QRS】ms，【左/右】【 】，PR【PR】', values);
    expect(findings).toBe('P-R间期【PR】ms，QRS【QRS】ms，【左/右】【 】，PR【PR】');
    expect(openBlanks({ findings, impression: '【前壁/下壁】心肌梗死' })).toEqual([
      '【PR】',
      '【QRS】',
      '【左/右】',
      '【 】',
      '【前壁/下壁】',
    ]);
    expect(filled('【节律】', { ...values, rhythm: 'undetermined' })).toBe('【节律】');
  });

  test('every named blank of the shipped templates is known', () => {
    const all: BlankValues = {
      ...values,
      rows: (['heartRate', 'p', 'pr', 'qrs', 'qt', 'qtc', 'axisQrs'] as const).map((name) =>
        row(`measure.${name}`, 100),
      ),
    };
    const left = ecgTemplates.flatMap(({ findings, impression }) =>
      openBlanks({ findings: filled(findings, all), impression: filled(impression, all) }),
    );
    // What is left are the writer's own: empty, or a choice.
    expect(left.filter((one) => !/^【\s*】$|\/|可见病理性Q波/u.test(one))).toEqual([]);
    expect(ecgTemplates.some(({ findings }) => findings.includes('【心率】'))).toBe(true);
  });
});

test('what is chosen for the paper is in its address, and nothing of it when the department’s way is taken', () => {
  const report = { id: 'r1', version: 3 };
  expect(pdfAddress(report, wishOf({ arrangement: 'department', long: 'usual', matrix: 'without' }))).toBe(
    '/exam-reports/pdf?id=r1&v=3',
  );
  expect(pdfAddress(report, wishOf({ arrangement: '6x2', long: 'both', matrix: 'with' }))).toBe(
    '/exam-reports/pdf?id=r1&v=3&arrangement=6x2&long=both&matrix=1',
  );
});
