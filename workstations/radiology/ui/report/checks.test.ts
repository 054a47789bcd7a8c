// What is asked before a signature.
import { expect, test } from 'vitest';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';
import { exampleExam } from '../parts/examples.ts';
import { checksOf } from './checks.ts';
import { emptyContent } from './content.ts';

const normal = {
  ...emptyContent('胸部正位片'),
  findings: '两肺纹理清晰，心影不大。',
  impression: '心肺未见明显异常。',
  positive: false,
};
const codes = (part: Partial<ExamReportContent>, exam = exampleExam({})) =>
  checksOf(exam, { ...normal, ...part }).map((check) => `${check.level} ${check.code}`);

test('a complete normal report has nothing to ask about', () => {
  expect(codes({})).toEqual([]);
});

test('what is missing blocks', () => {
  expect(codes({ findings: ' ', impression: '', positive: null })).toEqual([
    'block findings.empty',
    'block impression.empty',
    'block positive.unset',
  ]);
  expect(codes({ findings: '结节直径约____mm' })).toEqual(['block placeholder.left']);
});

test('an organ of the other sex is asked about', () => {
  expect(codes({ findings: '子宫大小正常' })).toEqual(['confirm sex.contradiction']);
  const woman = exampleExam({ patient: { ...exampleExam({}).patient, sex: 'female' } });
  expect(codes({ findings: '子宫大小正常' }, woman)).toEqual([]);
});

test('left is not right: against the order and within the report', () => {
  const left = exampleExam({ bodyPart: '左膝关节', procedureName: '左膝关节正侧位片' });
  expect(codes({ findings: '右膝关节间隙变窄', impression: '右膝退行性变', positive: true }, left)).toEqual([
    'confirm side.contradiction',
  ]);
  expect(codes({ findings: '右肺上叶见结节', impression: '左肺结节', positive: true })).toEqual([
    'confirm side.contradiction',
  ]);
  expect(codes({ findings: '双肺纹理增多', impression: '右肺炎症', positive: true })).toEqual([]);
});

test('positive with normal words is asked about', () => {
  expect(codes({ positive: true })).toEqual(['confirm positive.normalWords']);
});

test('a number of the structured fields that is none is asked about; a bound of one is a number', () => {
  const field = { key: 'size', label: '最大径', kind: 'number' as const, unit: 'mm', choices: [] };
  const written = (size: string) => codes({ fields: { size }, fieldDefinitions: [field] });
  expect(written('约15')).toEqual(['confirm field.number']);
  for (const good of ['', '15', '-3.5', '<3', '≥ 30']) expect(written(good), good).toEqual([]);
});
