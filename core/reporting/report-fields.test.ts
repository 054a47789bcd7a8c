// Fields of a report: shown by their names with their units, frozen at writing, never under the name of another template.
import { describe, expect, test } from 'vitest';
import { reportContent } from '../../test/support/exam-samples.ts';
import { radiologyTemplates } from './exam-catalogue/radiology.ts';
import { corrections } from './exam-corrections.ts';
import { ExamReportContent } from './exam-report.ts';
import { definitionsOf, fieldLines, fieldsAfter, shownFields, withDefinitions } from './report-fields.ts';

const nodule = radiologyTemplates.find(({ name }) => name === '胸部CT平扫 肺结节')?.fields ?? [];
const mass = [{ key: 'size', label: '肿块最大径', kind: 'number' as const, unit: 'cm', choices: [], initial: '' }];
const written = (fields: Record<string, string>) => {
  const after = fieldsAfter(reportContent(), nodule, 'add');
  return reportContent({ ...after, fields: { ...after.fields, ...fields } });
};

test('the shipped nodule template: names and units, in its order, without what nobody filled in', () => {
  const content = written({ lungRads: '4A', size: '8' });
  expect(shownFields(content).map(({ label, value, unit }) => [label, value, unit])).toEqual([
    ['结节长径', '8', 'mm'],
    ['Lung-RADS分类', '4A', ''],
  ]);
  expect(fieldLines(content)).toBe('结节长径: 8 mm\nLung-RADS分类: 4A');
  expect(ExamReportContent.parse(content)).toEqual(content);
});

describe('a report from before definitions were kept', () => {
  const old = reportContent({ fields: { size: '8', density: '', other: '是' } });

  test('takes them from its template, and the key where there is none', () => {
    expect(shownFields(old, nodule).map(({ label, value }) => [label, value])).toEqual([
      ['结节长径', '8'],
      ['other', '是'],
    ]);
    expect(shownFields(old).map(({ label }) => label)).toEqual(['size', 'other']);
  });

  test('keeps what its template says, and is left alone where the template says nothing', () => {
    expect(withDefinitions(old, nodule).fieldDefinitions?.map(({ label }) => label)).toEqual(['结节长径', '密度']);
    expect(withDefinitions(old, [])).toBe(old);
    const defined = written({ size: '8' });
    expect(withDefinitions(defined, mass)).toBe(defined);
  });
});

describe('another template over it', () => {
  test('a value stays under the name that it was said of', () => {
    const before = written({ size: '8' });
    const after = reportContent(fieldsAfter(before, mass, 'add'));
    expect(after.fields).toMatchObject({ size: '8', 'size-2': '' });
    expect(definitionsOf(after).find(({ key }) => key === 'size')?.label).toBe('结节长径');
    expect(definitionsOf(after).find(({ key }) => key === 'size-2')?.label).toBe('肿块最大径');
    // Pressed twice it stands there once.
    expect(fieldsAfter(after, mass, 'add')).toEqual({ fields: after.fields, fieldDefinitions: after.fieldDefinitions });
  });

  test('replacing drops what is empty and keeps what was said', () => {
    const after = fieldsAfter(written({ density: '实性' }), mass, 'replace');
    expect(Object.keys(after.fields)).toEqual(['density', 'size']);
  });
});

test('corrections name the field and its unit; an empty field is no correction', () => {
  const said = { by: '乙', at: '2026-07-17T01:00:00.000Z' };
  const before = written({ size: '8' });
  expect(corrections(before, { ...before, fields: { size: '8' } }, said)).toEqual([]);
  expect(corrections(before, written({ size: '9' }), said)).toMatchObject([
    { part: 'fields', before: '结节长径: 8 mm', after: '结节长径: 9 mm' },
  ]);
});
