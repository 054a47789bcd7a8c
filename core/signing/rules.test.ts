// Which certificate is used, what a screen asks, whose name it is: by tables.
import { describe, expect, test } from 'vitest';
import type { CertificateState, SigningPolicy } from './model.ts';
import { reasonWords, signingReasons } from './reasons.ts';
import { type Asking, askingOf, certificateToUse, daysLeft, isNameOf, lifeOf, withoutNumbers } from './rules.ts';

const now = new Date('2026-07-17T00:00:00.000Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString();
const made = (state: CertificateState, from: number, to: number, imported: number) => ({
  state,
  notBefore: inDays(from),
  notAfter: inDays(to),
  importedAt: inDays(imported),
});

test.each([
  [-10, 31, 'valid', 31],
  [-10, 30, 'endsSoon', 30],
  [-10, 0, 'endsSoon', 0],
  [-10, -1, 'expired', 0],
  [1, 90, 'notYetValid', 90],
] as const)('from day %i to day %i it is %s', (from, to, life, left) => {
  const one = made('approved', from, to, -5);
  expect(lifeOf(one, now)).toBe(life);
  expect(daysLeft(one.notAfter, now)).toBe(left);
});

describe('the certificate to use', () => {
  const good = made('approved', -10, 90, -5);
  const newer = made('approved', -10, 90, -1);
  const cases: [string, ReturnType<typeof made>[], unknown][] = [
    ['the newest of two', [good, newer], { use: newer }],
    ['the old one while the new one waits', [good, made('pending', -1, 90, 0)], { use: good }],
    ['none at all', [], { reason: 'none' }],
    ['one that waits', [made('pending', -1, 90, 0)], { reason: 'pending' }],
    ['one that was withdrawn', [made('withdrawn', -1, 90, 0)], { reason: 'withdrawn' }],
    ['one that ended', [made('approved', -90, -1, -80)], { reason: 'expired' }],
    ['one that has not begun', [made('approved', 1, 90, 0)], { reason: 'notYetValid' }],
    [
      'one that ended beside one that waits',
      [made('approved', -90, -1, -80), made('pending', -1, 90, 0)],
      { reason: 'pending' },
    ],
  ];
  test.each(cases)('%s', (_name, all, expected) => expect(certificateToUse(all, now)).toEqual(expected));
});

test.each<[SigningPolicy, boolean, boolean, Asking]>([
  ['off', true, false, 'nothing'],
  ['optional', false, false, 'nothing'],
  ['optional', true, false, 'maybePassword'],
  ['optional', true, true, 'nothing'],
  ['required', false, false, 'impossible'],
  ['required', true, false, 'password'],
  ['required', true, true, 'nothing'],
])('%s, usable %s, kept %s: %s', (policy, usable, kept, asked) => expect(askingOf(policy, usable, kept)).toBe(asked));

test.each([
  ['张三', '张三', true],
  ['张三@110101199001011234', '张三', true],
  ['张三 11010119900101123X', '张三', true],
  [' 张三 0042', '张三', true],
  ['LI Ming', 'Ming Li', true],
  ['张 三', '张三', true],
  ['张三丰', '张三', false],
  ['张三', '张三丰', false],
  ['李四', '张三', false],
  ['', '张三', false],
  ['张三', '', false],
])('%s as the name of %s: %s', (commonName, person, fits) => expect(isNameOf(commonName, person)).toBe(fits));

test('numbers in names are not for readers', () => {
  expect(withoutNumbers('CN=张三@11010119900101123X, O=某院 2')).toBe('CN=张三@******************, O=某院 2');
});

test('every reason has words in both languages, and only these are worded', () => {
  for (const reason of Object.keys(signingReasons)) {
    expect(reasonWords(reason, 'zh-CN')).toMatch(/[\u4e00-\u9fff].*。$/u);
    expect(reasonWords(reason, 'en')).toMatch(/^[A-Z].*\.$/);
  }
  expect(reasonWords('toString', 'en')).toBeNull();
});
