// What a pull changes: the HIS wins where it changed its mind, the laboratory's own settings last, nothing is deleted.
import { describe, expect, test } from 'vitest';
import type { ChargeFacts } from './model.ts';
import { pinyinInitials } from './pinyin.ts';
import { type KnownCharge, planPull } from './pull.ts';

const facts: ChargeFacts = {
  name: '血常规',
  pinyin: 'XCG',
  category: '检验费',
  unit: '次',
  priceFen: 2500,
  active: true,
};
const known = (code: string, own: Partial<ChargeFacts> = {}, goneAt: string | null = null): KnownCharge => ({
  ...facts,
  ...own,
  code,
  his: facts,
  goneAt,
});
const all = (...items: KnownCharge[]) => new Map(items.map((item) => [item.code, item]));

describe('a pull of charge items', () => {
  test('new, changed, as before, and gone only from a whole list', () => {
    const before = all(known('1'), known('2'), known('3'));
    const pulled = [
      { code: '1', facts },
      { code: '2', facts: { priceFen: 3000 } },
      { code: '9', facts: { name: '尿常规' } },
    ];
    const part = planPull(before, pulled, { whole: false });
    expect(part.unchanged).toEqual(['1']);
    expect(part.changed).toMatchObject([{ code: '2', changed: ['priceFen'], facts: { priceFen: 3000, unit: '次' } }]);
    expect(part.added).toMatchObject([
      { code: '9', facts: { name: '尿常规', pinyin: 'NCG', priceFen: null, active: true } },
    ]);
    expect(part.gone).toEqual([]);
    expect(planPull(before, pulled, { whole: true }).gone).toEqual(['3']);
    expect(planPull(before, pulled, { whole: true, spared: ['3'] }).gone).toEqual([]);
    expect(planPull(before, [], { whole: true }).gone).toEqual([]);
  });

  test('what the laboratory set stays until the HIS says something else', () => {
    const before = all(known('1', { category: '临检', active: false }));
    expect(planPull(before, [{ code: '1', facts }], { whole: false }).unchanged).toEqual(['1']);
    const price = planPull(before, [{ code: '1', facts: { ...facts, priceFen: 1 } }], { whole: false }).changed[0];
    expect(price?.facts).toMatchObject({ category: '临检', active: false, priceFen: 1 });
    const category = planPull(before, [{ code: '1', facts: { category: '化验' } }], { whole: false }).changed[0];
    expect(category?.facts).toMatchObject({ category: '化验', active: false });
  });

  test('what was gone and is named again is back, as the HIS has it', () => {
    const before = all(known('1', { active: false }, '2026-01-01T00:00:00.000Z'));
    expect(planPull(before, [{ code: '1', facts }], { whole: true }).changed).toMatchObject([
      { back: true, changed: ['active'], facts: { active: true } },
    ]);
    expect(planPull(before, [{ code: '2', facts: { name: 'x' } }], { whole: true }).gone).toEqual([]);
  });

  test('a new item without a name, and values that are too long, are refused', () => {
    const pulled = [
      { code: '1', facts: { priceFen: 1 } },
      { code: '2', facts: { name: 'x'.repeat(201) } },
    ];
    expect(planPull(all(), pulled, { whole: false }).refused).toEqual([
      { code: '1', reason: 'noName' },
      { code: '2', reason: 'tooLong' },
    ]);
  });
});

test('initials of names as laboratories say them', () => {
  const names = [
    '血常规',
    '尿常规',
    '糖化血红蛋白',
    '乙肝五项',
    'C反应蛋白(CRP)',
    '凝血四项',
    '血清总胆汁酸',
    '铁蛋白',
    '甲状腺功能',
  ];
  expect(names.map(pinyinInitials)).toEqual([
    'XCG',
    'NCG',
    'THXHDB',
    'YGWX',
    'CFYDBCRP',
    'NXSX',
    'XQZDZS',
    'TDB',
    'JZXGN',
  ]);
});
