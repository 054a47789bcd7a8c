// What counts as a strong enough password.
import { describe, expect, test } from 'vitest';
import { characterClasses, passwordExpired, passwordProblems } from './password-rules.ts';

describe('password rules', () => {
  test.each([
    ['Abcdefgh12', []],
    ['abcdefgh-12', []],
    ['密码密码密码甲乙Ab1', []],
    ['Abc-12345', ['short']],
    ['abcdefghijkl', ['classes']],
    ['abcdefgh1234', ['classes']],
    ['Zhang-2026-San', ['user']],
    ['Aa1Aa1Aa1Aa1', ['repeated']],
    ['', ['short', 'classes', 'repeated']],
  ])('%s', (password, problems) => expect(passwordProblems(password, 'zhang')).toEqual(problems));

  test('classes', () => {
    expect(characterClasses('aB1-')).toBe(4);
    expect(characterClasses('张三')).toBe(1);
  });

  test('a password lasts 90 days', () => {
    const changed = new Date('2026-01-01T00:00:00Z');
    expect(passwordExpired(changed, new Date('2026-04-01T00:00:00Z'))).toBe(false);
    expect(passwordExpired(changed, new Date('2026-04-01T00:00:01Z'))).toBe(true);
  });
});
