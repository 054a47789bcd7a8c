// The comparison loses nothing and finds the word that was changed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textDiff } from './text-diff.ts';

test('a changed side is one deletion and one insertion', () => {
  const parts = textDiff('右肺上叶见结节，直径约6mm。', '左肺上叶见结节，直径约6mm。');
  expect(parts.filter((part) => part.kind === 'deleted').map((part) => part.text)).toEqual([
    expect.stringContaining('右'),
  ]);
  expect(parts.filter((part) => part.kind === 'inserted').map((part) => part.text)).toEqual([
    expect.stringContaining('左'),
  ]);
});

test('equal texts have one part, empty ones none', () => {
  expect(textDiff('心影不大。', '心影不大。')).toEqual([{ kind: 'same', text: '心影不大。' }]);
  expect(textDiff('', '')).toEqual([]);
});

test('both texts can be read back from the parts, and no two neighbours are of one kind', () => {
  const words = fc
    .array(fc.constantFrom('左', '右', '肺', '结节', ' ', '，', '6', 'mm', '\n', 'nodule'), { maxLength: 40 })
    .map((list) => list.join(''));
  fc.assert(
    fc.property(words, words, (before, after) => {
      const parts = textDiff(before, after);
      const without = (kind: string) =>
        parts
          .filter((part) => part.kind !== kind)
          .map((part) => part.text)
          .join('');
      expect(without('inserted')).toBe(before);
      expect(without('deleted')).toBe(after);
      expect(parts.every((part, index) => parts[index - 1]?.kind !== part.kind)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a text too long for the table is replaced as a whole, still without loss', () => {
  const before = Array.from({ length: 2500 }, (_, index) => `a${index} `).join('');
  const after = Array.from({ length: 2500 }, (_, index) => `b${index} `).join('');
  const parts = textDiff(before, after);
  expect(
    parts
      .filter((part) => part.kind !== 'inserted')
      .map((part) => part.text)
      .join(''),
  ).toBe(before);
});
