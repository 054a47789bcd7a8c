// A captcha is good for one try within two minutes.
import { expect, test } from 'vitest';
import { drawCaptcha, makeCaptchas } from './captcha.ts';

function setUp() {
  let now = 0;
  let made = 0;
  const captchas = makeCaptchas({
    draw: () => ({ text: 'aBcD', svg: '<svg/>' }),
    newId: () => `c${made++}`,
    now: () => now,
  });
  return { captchas, pass: (ms: number) => (now += ms) };
}

test('the right text is accepted once, in any case', () => {
  const { captchas } = setUp();
  const { id } = captchas.make();
  expect(captchas.take({ id, text: ' ABCD ' })).toBe(true);
  expect(captchas.take({ id, text: 'aBcD' })).toBe(false);
});

test('a wrong text uses it up', () => {
  const { captchas } = setUp();
  const { id } = captchas.make();
  expect(captchas.take({ id, text: 'zzzz' })).toBe(false);
  expect(captchas.take({ id, text: 'aBcD' })).toBe(false);
});

test('it lasts two minutes', () => {
  const { captchas, pass } = setUp();
  const early = captchas.make();
  pass(119_999);
  expect(captchas.take({ id: early.id, text: 'abcd' })).toBe(true);
  const late = captchas.make();
  pass(120_000);
  expect(captchas.take({ id: late.id, text: 'abcd' })).toBe(false);
  expect(captchas.take(undefined)).toBe(false);
});

test('the picture is an SVG without the text in it', () => {
  const { text, svg } = drawCaptcha();
  expect(text).toMatch(/^[A-Za-z0-9]{4}$/);
  expect(svg).toMatch(/^<svg/);
  expect(svg).not.toMatch(/<script|<text/);
});
