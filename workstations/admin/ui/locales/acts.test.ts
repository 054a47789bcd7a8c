// Names of acts, and a typed name as what the trail is searched for.
import { expect, test } from 'vitest';
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
