// Words compare without width, case and spaces.
import { describe, expect, test } from 'vitest';
import { comparable, comparableNumber, matchesWords, sameText } from './text.ts';

describe('comparable', () => {
  test.each([
    ['阴性（-）', '阴性(-)'],
    [' NOT  Detected ', 'not detected'],
    ['ＡＢＣ', 'abc'],
  ])('%s is %s', (sent, key) => {
    expect(comparable(sent)).toBe(key);
    expect(sameText(sent, key)).toBe(true);
  });
});

test('words match in any order, in any of the texts', () => {
  expect(matchesWords('王 内科', ['王小明', '心内科'])).toBe(true);
  expect(matchesWords('王 外科', ['王小明', '心内科'])).toBe(false);
  expect(matchesWords('  ', ['x'])).toBe(true);
});

test.each([
  ['000123', '123'],
  ['p-001', 'P001'],
  ['0', '0'],
  ['000', '0'],
])('number %s compares as %s', (sent, key) => {
  expect(comparableNumber(sent)).toBe(key);
});
