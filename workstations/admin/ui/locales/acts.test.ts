// Names of acts, and a typed name as what the trail is searched for.
import { expect, test } from 'vitest';
import { chargesContract } from '../../../../core/lab/charges/contract.ts';
import { ordersContract } from '../../../../core/orders/contract.ts';
import { examReportContract } from '../../../../core/reporting/exam-contract.ts';
import { paperLayoutContract } from '../../../../core/reporting/paper-layout-contract.ts';
import { actName, soughtAct } from './acts.ts';

test('an act is called by its name, an unknown one by its code', () => {
  expect([actName('zh-CN', 'lab.review'), actName('en', 'lab.review')]).toEqual(['审核', 'Review']);
  expect(actName('zh-CN', 'lab.unheardOf')).toBe('lab.unheardOf');
});

test('a whole name is searched by its code, anything else as it was typed', () => {
  expect(soughtAct('zh-CN', '召回报告')).toBe('lab.recall');
  expect(soughtAct('en', 'recall')).toBe('lab.recall');
  expect(soughtAct('zh-CN', '召回')).toBe('召回');
  expect(soughtAct('zh-CN', '张伟')).toBe('张伟');
});

test('what people do with exams and their reports has a name, and no two acts share one', () => {
  const written = ['amend', 'giveBack', 'recall', 'release', 'saveDraft', 'submit'] as const;
  expect(written.every((act) => act in examReportContract)).toBe(true);
  const acts = [
    ...Object.keys(ordersContract).map((act) => `orders.${act}`),
    ...Object.keys(chargesContract).map((act) => `charges.${act}`),
    'charges.pull',
    ...written.map((act) => `examReports.${act}`),
    // A sample shows no patient: it leaves no trace.
    ...Object.keys(paperLayoutContract)
      .filter((act) => act !== 'previewLayout')
      .map((act) => `examReports.${act}`),
  ];
  for (const locale of ['zh-CN', 'en'] as const) {
    const named = acts.map((act) => actName(locale, act));
    expect(named.filter((name) => /^[a-z]+\.[a-zA-Z]+$/.test(name))).toEqual([]);
    expect(new Set(named).size).toBe(acts.length);
  }
});
