// Proves that every entry of the error table speaks both languages and is complete.
import { expect, test } from 'vitest';
import { errorTable, fail, isErrorCode } from './errors.ts';

test.each(Object.entries(errorTable))('%s says what happened in both languages', (_code, entry) => {
  expect(entry.zh).toMatch(/[\u4e00-\u9fff].*[。]$/);
  expect(entry.en).toMatch(/[.]$/);
  expect(entry.http).toBeGreaterThanOrEqual(400);
});

test('an error carries its code, class and detail', () => {
  const error = fail('VERSION_CONFLICT', { expected: 3, found: 4 });
  expect(error).toMatchObject({ code: 'VERSION_CONFLICT', retry: 'ask', detail: { expected: 3, found: 4 } });
  expect(isErrorCode('VERSION_CONFLICT')).toBe(true);
  expect(isErrorCode('toString')).toBe(false);
});
