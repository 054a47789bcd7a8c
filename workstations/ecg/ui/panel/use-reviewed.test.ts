// A reviewer's corrections stay with the text that they were made on.
import { expect, test } from 'vitest';
import { emptyContent } from './content.ts';
import { contentShown } from './use-reviewed.ts';

const stored = { ...emptyContent('ECG'), impression: 'as the author wrote it' };
const content = { ...stored, impression: 'as the reviewer corrected it' };

test('shown while the report is the one that was corrected', () => {
  expect(contentShown({ of: 'r1 4', content }, { id: 'r1', version: 4 }, stored)).toBe(content);
  expect(contentShown(null, { id: 'r1', version: 4 }, stored)).toBe(stored);
});

test('gone when the author submitted anew, and in another edition', () => {
  expect(contentShown({ of: 'r1 4', content }, { id: 'r1', version: 6 }, stored)).toBe(stored);
  expect(contentShown({ of: 'r1 4', content }, { id: 'r2', version: 4 }, stored)).toBe(stored);
  expect(contentShown({ of: 'r1 4', content }, null, stored)).toBe(stored);
});
