// The text that other systems sign: fixed to the letter, since they build it themselves; and what is refused before it is looked up.
import { describe, expect, test } from 'vitest';
import { readSignedLook, signedText } from './link-signature.ts';

const now = new Date('2026-11-21T09:00:00Z');
const ts = String(now.getTime() / 1000);
const sig = 'ab'.repeat(32);
const read = (query: Record<string, string>, at = now) => readSignedLook(new URLSearchParams(query), at);

test('the signed text', () => {
  const look = { system: 'HIS', by: 'accession', value: 'A 1', user: '张医生', ts } as const;
  expect(signedText(look)).toBe(`yishu-view-1\nHIS\naccession=A 1\nuser=张医生\nts=${ts}`);
});

describe('reading a link', () => {
  const good = { system: 'HIS', study: '1.2.3', user: 'u1', ts, sig };
  test('the query is the look', () => {
    expect(read({ ...good, sig: sig.toUpperCase() })).toEqual({
      look: { system: 'HIS', by: 'study', value: '1.2.3', user: 'u1', ts },
      signature: sig,
    });
  });
  test('it holds five minutes, and a minute for a clock that is ahead', () => {
    const at = (seconds: number) => read(good, new Date(now.getTime() + seconds * 1000));
    expect(at(300)).toHaveProperty('look');
    expect(at(301)).toEqual({ problem: 'expired' });
    expect(at(-60)).toHaveProperty('look');
    expect(at(-61)).toEqual({ problem: 'expired' });
  });
  test.each([
    ['both names of the study', { ...good, accession: 'A1' }],
    ['no study', { system: 'HIS', user: 'u1', ts, sig }],
    ['a line feed that would forge a line', { ...good, user: 'u1\nts=1' }],
    ['no user', { ...good, user: '' }],
    ['a time that is no number', { ...good, ts: '9e9' }],
    ['a short signature', { ...good, sig: 'ab' }],
  ])('%s is malformed', (_what, query) => {
    expect(read(query)).toEqual({ problem: 'malformed' });
  });
});
