// Every kind of dictionary becomes a form and comes back from it unchanged.
import { expect, test } from 'vitest';
import { dictionarySchemas, TestEntry } from '../../../../core/lab/dictionary.ts';
import { differences, draftOf, emptyDraft, entryOf, fieldsOf } from './fields.ts';

const potassium: TestEntry = {
  code: 'K',
  name: '钾',
  nameEn: 'Potassium',
  groupId: 'CHEM',
  unit: 'mmol/L',
  printOrder: 3,
  method: '',
  kind: 'numeric',
  decimals: 2,
  defaultResult: '',
  commonResults: ['溶血', '+'],
  clinicalMeaning: '',
  negativeIsSuspicious: true,
  formula: null,
  ranges: [
    {
      sex: null,
      ageFromDays: null,
      ageBelowDays: 28,
      specimenType: null,
      departmentId: null,
      visitKind: null,
      low: 3.5,
      high: 5.3,
      normalTexts: [],
      criticalLow: 2.8,
      criticalHigh: null,
      criticalTexts: [],
    },
  ],
  enabled: true,
};

test('an entry goes into the form and back', () => {
  const fields = fieldsOf(TestEntry);
  expect(entryOf(fields, draftOf(fields, potassium))).toEqual(potassium);
  expect(differences(fields, potassium, { ...potassium, unit: 'mEq/L', decimals: null })).toEqual(['unit', 'decimals']);
});

test('no shipped shape needs the JSON field', () => {
  const shapes = Object.values(dictionarySchemas).flatMap((schema) => fieldsOf(schema).map((field) => field.shape));
  const inner = shapes.flatMap((shape) => (shape.type === 'rows' ? shape.fields.map((field) => field.shape) : []));
  expect([...shapes, ...inner].filter((shape) => shape.type === 'json')).toEqual([]);
});

test('a number that is none is refused at its field', () => {
  const fields = fieldsOf(TestEntry);
  const draft = { ...draftOf(fields, potassium), printOrder: '3a' };
  const parsed = TestEntry.safeParse(entryOf(fields, draft));
  expect(parsed.error?.issues.map((issue) => issue.path)).toEqual([['printOrder']]);
});

test('a new entry is in use and has no rows', () => {
  expect(emptyDraft(fieldsOf(TestEntry))).toMatchObject({ enabled: true, kind: 'numeric', ranges: [], decimals: '' });
});
