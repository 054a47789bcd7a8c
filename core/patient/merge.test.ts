// Merging records: what blocks, what must be seen, who stays, and when a merge can be undone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MergeSide, mergeAllowed, mergeFindings, suggestedToStay, unmergeRefusal } from './merge.ts';

const side = (part: Partial<MergeSide> = {}): MergeSide => ({
  id: 'a',
  number: 'P1',
  name: '张三',
  sex: 'male',
  birthDate: '1980-01-01',
  identityKey: 'k1',
  phoneKey: 't1',
  provisional: false,
  mergedInto: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...part,
});
const codes = (from: MergeSide, into: MergeSide, weight: string) =>
  mergeFindings(from, into)
    .filter((finding) => finding.weight === weight)
    .map(({ code }) => code);

describe('findings', () => {
  test('one person under two numbers: everything speaks for it', () => {
    const [from, into] = [side(), side({ id: 'b', number: 'P2' })];
    expect(mergeFindings(from, into)).toEqual([
      { code: 'sameIdentity', weight: 'for' },
      { code: 'samePhone', weight: 'for' },
      { code: 'sameNameAndBirthDate', weight: 'for' },
    ]);
    expect(mergeAllowed(mergeFindings(from, into), [])).toBe(true);
  });

  test.each([
    ['sameRecord', {}],
    ['mergedAlready', { id: 'b', mergedInto: 'c' }],
    ['identityDiffers', { id: 'b', identityKey: 'k2' }],
  ] as const)('%s blocks, whatever was acknowledged', (code, part) => {
    const findings = mergeFindings(side(), side(part));
    expect(findings).toContainEqual({ code, weight: 'blocks' });
    expect(
      mergeAllowed(
        findings,
        findings.map((finding) => finding.code),
      ),
    ).toBe(false);
  });

  test('a difference is looked at: allowed only when every one was seen', () => {
    const findings = mergeFindings(
      side({ identityKey: null, phoneKey: null }),
      side({ id: 'b', name: '张珊', sex: 'female', birthDate: '1980-01-02' }),
    );
    const against = findings.map(({ code }) => code);
    expect(against).toEqual(['sexDiffers', 'birthDateDiffers', 'nameDiffers', 'nothingInCommon']);
    expect(mergeAllowed(findings, against)).toBe(true);
    for (const missing of against)
      expect(
        mergeAllowed(
          findings,
          against.filter((code) => code !== missing),
        ),
      ).toBe(false);
  });

  test('what is not known contradicts nothing, and proves nothing', () => {
    const blank = side({ id: 'b', sex: 'unspecified', birthDate: null, identityKey: null, phoneKey: null });
    expect(codes(side(), blank, 'blocks')).toEqual([]);
    expect(codes(side(), blank, 'against')).toEqual(['nothingInCommon']);
  });

  test('both orders find the same', () => {
    const sides = fc.record({
      id: fc.constantFrom('a', 'b'),
      number: fc.constantFrom('P1', null),
      name: fc.constantFrom('张三', '李四'),
      sex: fc.constantFrom('male' as const, 'female' as const, 'unknown' as const, 'unspecified' as const),
      birthDate: fc.constantFrom('1980-01-01', '1990-01-01', null),
      identityKey: fc.constantFrom('k1', 'k2', null),
      phoneKey: fc.constantFrom('t1', 't2', null),
      provisional: fc.boolean(),
      mergedInto: fc.constantFrom(null, 'c'),
      createdAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'),
    });
    fc.assert(
      fc.property(sides, sides, (a, b) => {
        expect(mergeFindings(a, b)).toEqual(mergeFindings(b, a));
        expect(suggestedToStay(a, b).id).toBe(suggestedToStay(b, a).id);
      }),
    );
  });
});

test('the record of the register stays, then the one with a number, then the older one', () => {
  const old = side({ id: 'z' });
  const young = side({ id: 'b', createdAt: '2026-03-01T00:00:00.000Z' });
  expect(suggestedToStay(old, young)).toBe(old);
  expect(suggestedToStay(side({ provisional: true }), young)).toBe(young);
  expect(suggestedToStay(side({ number: null }), young)).toBe(young);
});

test('a merge is undone once, and only while its record leads where it was led to', () => {
  expect(unmergeRefusal({ intoId: 'b', undoneAt: null }, { mergedInto: 'b' })).toBeNull();
  expect(unmergeRefusal({ intoId: 'b', undoneAt: 'now' }, { mergedInto: null })).toBe('undoneAlready');
  expect(unmergeRefusal({ intoId: 'b', undoneAt: null }, { mergedInto: 'c' })).toBe('leadsElsewhere');
});
