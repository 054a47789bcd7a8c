// What a database takes of a hostile text, and where it is cut.
import { expect, test } from 'vitest';
import { cutText, storableText } from './storable-text.ts';

test.each([
  ['欧阳', '欧阳'],
  ['a\0b', 'ab'],
  ['\ud83d', '\ufffd'],
  ['\udc00x', '\ufffdx'],
  ['𠮷\0', '𠮷'],
  [String.raw`\u0000`, String.raw`\u0000`],
])('%j is kept as %j', (text, kept) => {
  expect(storableText(text)).toBe(kept);
});

test.each([
  ['𠮷𠮷', 1, ''],
  ['𠮷𠮷', 2, '𠮷'],
  ['𠮷𠮷', 3, '𠮷'],
  ['a𠮷', 2, 'a'],
  ['\0abc', 3, 'abc'],
])('%j cut at %i is %j', (text, most, cut) => {
  expect(cutText(text, most)).toBe(cut);
});
