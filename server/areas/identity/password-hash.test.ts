// Password hashes: salted, with their parameters, and initial passwords that keep the rules.
import { expect, test } from 'vitest';
import { passwordProblems } from '../../../core/identity/password-rules.ts';
import { hashPassword, isOutdated, makeInitialPassword, passwordFits } from './password-hash.ts';

test('a password fits its own hash only, and two hashes of it differ', async () => {
  const [one, two] = await Promise.all([hashPassword('Passwort-1'), hashPassword('Passwort-1')]);
  expect(one).not.toBe(two);
  expect(one).toMatch(/^scrypt\$32768\$8\$1\$/);
  expect(one).not.toContain('Passwort');
  expect(await passwordFits('Passwort-1', one)).toBe(true);
  expect(await passwordFits('Passwort-2', one)).toBe(false);
  expect(await passwordFits('Passwort-1', 'md5$x')).toBe(false);
});

test('composed and decomposed letters are the same password', async () => {
  expect(await passwordFits('Zu\u0308rich-2026', await hashPassword('Z\u00fcrich-2026'))).toBe(true);
});

test('a hash with weaker parameters still works and is known as outdated', async () => {
  const old = await hashPassword('Passwort-1', { N: 2 ** 10, r: 8, p: 1 });
  expect(await passwordFits('Passwort-1', old)).toBe(true);
  expect(isOutdated(old)).toBe(true);
  expect(isOutdated(await hashPassword('Passwort-1'))).toBe(false);
});

test('an initial password keeps the rules and is never the same', () => {
  const made = new Set(Array.from({ length: 50 }, () => makeInitialPassword()));
  expect(made.size).toBe(50);
  for (const password of made) expect(passwordProblems(password, 'admin')).toEqual([]);
});
