// The first key brings the normal text of this part; templates never take away what was written.
import { expect, test } from 'vitest';
import type { ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import { exampleExam } from '../parts/examples.ts';
import { emptyContent, insertedAt, moved, withMeasurement } from './content.ts';
import { quickTemplates, rankTemplates, treeOf, withTemplate } from './rank-templates.ts';

function template(part: Partial<ExamReportTemplate>): ExamReportTemplate {
  return {
    id: part.name ?? 'id',
    version: 1,
    service: 'radiology',
    scope: 'public',
    ownerId: '',
    path: [],
    name: '',
    modality: 'DX',
    bodyPart: '胸部',
    sex: '',
    method: '',
    findings: '所见',
    impression: '意见',
    positive: null,
    fields: [],
    active: true,
    ...part,
  };
}

test('part and modality first, the normal one of them before all; other sexes and devices are not there', () => {
  const normal = template({ name: '胸部正常', positive: false });
  const pneumonia = template({ name: '肺炎', positive: true });
  const hand = template({ name: '手正常', bodyPart: '手', positive: false });
  const ct = template({ name: '胸部CT', modality: 'CT' });
  const woman = template({ name: '女', sex: 'female' });
  const ranked = rankTemplates([hand, ct, woman, pneumonia, normal], exampleExam({}));
  expect(ranked.map((each) => each.name)).toEqual(['胸部正常', '肺炎', '手正常']);
  expect(quickTemplates([hand, pneumonia, normal], exampleExam({})).map((each) => each.name)).toEqual([
    '胸部正常',
    '肺炎',
  ]);
});

test('a template fills what is empty and stands behind what is written', () => {
  const content = { ...emptyContent('胸部'), findings: '已写。' };
  const after = withTemplate(content, template({ positive: false }), 'add');
  expect(after).toMatchObject({ findings: '已写。\n所见', impression: '意见', positive: false });
  expect(withTemplate(after, template({}), 'add').findings).toBe('已写。\n所见');
  expect(withTemplate(content, template({}), 'replace').findings).toBe('所见');
});

test('fields of a template start with their initial value and keep what was typed', () => {
  const fields = [{ key: 'size', label: '大小', kind: 'number' as const, unit: 'mm', choices: [], initial: '0' }];
  const content = { ...emptyContent(''), fields: { size: '7' } };
  expect(withTemplate(content, template({ fields }), 'add').fields).toEqual({ size: '7' });
  expect(withTemplate(emptyContent(''), template({ fields }), 'add').fields).toEqual({ size: '0' });
});

test('paths become branches in the order of their first leaf', () => {
  const tree = treeOf([template({ name: 'a', path: ['胸部', '正常'] }), template({ name: 'b', path: ['腹部'] })]);
  expect(tree.branches.map((branch) => branch.name)).toEqual(['胸部', '腹部']);
  expect(tree.branches[0]?.branches[0]?.leaves[0]?.name).toBe('a');
});

test('words go where the cursor is, images move, a measurement of one source is replaced', () => {
  expect(insertedAt('abcd', 'X', 1, 3)).toEqual({ text: 'aXd', cursor: 2 });
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  const first = { label: '长度', value: '6.1', unit: 'mm', source: '1.2#1' };
  expect(withMeasurement([first], { ...first, value: '6.4' })).toEqual([{ ...first, value: '6.4' }]);
});
