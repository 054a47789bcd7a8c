// Lines of a width: nothing is lost, nothing is wider, words stay whole.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapped } from './wrap.ts';

const widthOf = (text: string) => [...text].length;

test('Chinese breaks anywhere, words do not, and what does not fit ends with an ellipsis', () => {
  expect(wrapped('窦性心律不齐 QTc 431ms', { widthOf, width: 6, most: 9 })).toEqual(['窦性心律不齐', 'QTc', '431ms']);
  expect(wrapped('一二三四五六七八', { widthOf, width: 3, most: 2 })).toEqual(['一二三', '四五…']);
});

test('no character is lost and no line of short words is wider', () => {
  const word = fc.constantFrom('窦', '性', '，', 'QT ', '12 ', ' ');
  fc.assert(
    fc.property(fc.array(word), fc.integer({ min: 2, max: 12 }), (words, width) => {
      const text = words.join('');
      const lines = wrapped(text, { widthOf, width, most: 1000 });
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      expect(lines.every((line) => widthOf(line) <= width)).toBe(true);
    }),
  );
});
