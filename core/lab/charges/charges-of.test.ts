// Which charge items tests stand for: a table, and what must hold for any mapping.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChargeMapping, chargeMapping, chargesOf } from './charges-of.ts';

const link = (charge: string, kind: 'test' | 'orderItem', code: string, quantity = 1) => ({
  charge,
  kind,
  code,
  quantity,
});
const groups = new Map([
  ['LIVER', ['ALT', 'AST', 'TBIL']],
  ['LIVER-L', ['ALT', 'AST', 'TBIL', 'ALB']],
  ['ENZYMES', ['AST', 'CK']],
  ['UNPRICED', ['NA', 'K']],
  ['EMPTY', []],
]);
const mapping: ChargeMapping = {
  groups,
  links: [
    link('C-LIVER', 'orderItem', 'LIVER'),
    link('C-LIVER-L', 'orderItem', 'LIVER-L'),
    link('C-TUBE', 'orderItem', 'LIVER-L', 2),
    link('C-ENZ', 'orderItem', 'ENZYMES'),
    link('C-NONE', 'orderItem', 'EMPTY'),
    link('C-ALT', 'test', 'ALT'),
    link('C-AST', 'test', 'AST'),
    link('C-ION', 'test', 'NA'),
    link('C-ION', 'test', 'K'),
    link('C-CK', 'test', 'CK', 3),
  ],
};

const cases: [title: string, tests: string[], charges: Record<string, number>, unmapped: string[]][] = [
  ['nothing', [], {}, []],
  ['single tests by themselves', ['ALT', 'CK'], { 'C-ALT': 1, 'C-CK': 3 }, []],
  ['a test that is named twice counts once', ['ALT', 'ALT'], { 'C-ALT': 1 }, []],
  ['a whole group instead of its members', ['TBIL', 'ALT', 'AST'], { 'C-LIVER': 1 }, []],
  ['a group that lacks a member does not count', ['ALT', 'AST'], { 'C-ALT': 1, 'C-AST': 1 }, []],
  ['the larger group, not the one inside it', ['ALT', 'AST', 'TBIL', 'ALB'], { 'C-LIVER-L': 1, 'C-TUBE': 2 }, []],
  [
    'groups that share a member: one of them, the rest alone',
    ['ALT', 'AST', 'TBIL', 'CK'],
    { 'C-LIVER': 1, 'C-CK': 3 },
    [],
  ],
  ['a charge item of several tests adds up', ['NA', 'K'], { 'C-ION': 2 }, []],
  ['what nothing charges is named', ['ALB', 'ALT'], { 'C-ALT': 1 }, ['ALB']],
];

describe('charge items of tests', () => {
  test.each(cases)('%s', (_title, tests, charges, unmapped) => {
    const found = chargesOf(tests, mapping);
    expect(Object.fromEntries(found.charges.map(({ charge, quantity }) => [charge, quantity]))).toEqual(charges);
    expect(found.unmapped).toEqual(unmapped);
  });

  test('the mapping in force leaves out items that are not in use', () => {
    const links = [{ kind: 'orderItem' as const, code: 'LIVER', quantity: 2 }];
    const items = [
      { code: 'OLD', active: false, links },
      { code: 'NEW', active: true, links },
    ];
    const made = chargeMapping(items, { LIVER: { testCodes: ['ALT', 'AST'] } });
    expect(chargesOf(['AST', 'ALT'], made)).toEqual({
      charges: [{ charge: 'NEW', quantity: 2, for: [{ kind: 'orderItem', code: 'LIVER' }] }],
      unmapped: [],
    });
  });

  test('every test is charged at most once, by its group or by itself, in any order', () => {
    const tests = ['A', 'B', 'C', 'D', 'E'];
    const some = fc.subarray(tests);
    fc.assert(
      fc.property(some, fc.dictionary(fc.constantFrom('G1', 'G2', 'G3'), some), some, (ordered, members, priced) => {
        const random: ChargeMapping = {
          groups: new Map(Object.entries(members)),
          links: [
            ...Object.keys(members).map((code) => link(`c-${code}`, 'orderItem', code)),
            ...priced.map((code) => link(`c-${code}`, 'test', code)),
          ],
        };
        const found = chargesOf(ordered, random);
        const charged = found.charges.flatMap((one) =>
          one.for.flatMap(({ kind, code }) => (kind === 'test' ? [code] : (members[code] ?? []))),
        );
        expect(new Set(charged).size).toBe(charged.length);
        expect([...charged, ...found.unmapped].sort()).toEqual([...ordered].sort());
        expect(chargesOf([...ordered].reverse(), random).charges.map(({ charge }) => charge)).toEqual(
          found.charges.map(({ charge }) => charge),
        );
      }),
    );
  });
});
