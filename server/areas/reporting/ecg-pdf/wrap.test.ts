// Lines of a width: nothing is lost, nothing is wider, words stay whole where they can.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapped } from './wrap.ts';

const widthOf = (text: string) => [...text].length;

test('Chinese breaks anywhere, words do not; each paragraph begins a line', () => {
  expect(wrapped('窦性心律不齐 QTc 431ms', { widthOf, width: 6 })).toEqual(['窦性心律不齐', 'QTc', '431ms']);
  expect(wrapped('窦性心律\n\n左室高电压', { widthOf, width: 20 })).toEqual(['窦性心律', '左室高电压']);
});

test('a closing mark begins no line', () => {
  expect(wrapped('一二三四。五', { widthOf, width: 4 })).toEqual(['一二三', '四。五']);
  expect(wrapped('一二（ABC）', { widthOf, width: 5 })).toEqual(['一二', '（ABC）']);
});

test('a word wider than the line is broken: it does not run off the page', () => {
  expect(wrapped('a ABCDEFGHIJ 甲', { widthOf, width: 4 })).toEqual(['a', 'ABCD', 'EFGH', 'IJ 甲']);
});

test('no character is lost and no line is wider', () => {
  const word = fc.constantFrom('窦', '性', '，', '。', 'QT ', '12 ', ' ', 'ABCDEFGHIJKLMNOP', '\n');
  fc.assert(
    fc.property(fc.array(word), fc.integer({ min: 2, max: 12 }), (words, width) => {
      const text = words.join('');
      const lines = wrapped(text, { widthOf, width });
      expect(lines.join('').replaceAll(/\s/gu, '')).toBe(text.replaceAll(/\s/gu, ''));
      expect(lines.every((line) => widthOf(line) <= width)).toBe(true);
    }),
  );
});
