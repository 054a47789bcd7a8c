// What a page says of its connection when nothing answers: offline since the last answer, not online for ever.
import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { answeredWithin, linkSeen } from './link.ts';

const last = {
  online: true,
  since: '2026-11-21T00:00:00.000Z',
  dataAsOf: '2026-11-21T01:00:00.000Z',
  waiting: 0,
  parked: 0,
  diskFreeBytes: null,
  diskLow: false,
};
const answeredAt = Date.parse('2026-11-21T02:00:00Z');

test('what answers is believed; a refusal is an answer too', () => {
  expect(linkSeen(last, answeredAt, null)).toEqual(last);
  expect(linkSeen(last, answeredAt, new ORPCError('LOGIN_REQUIRED', { status: 401 }))).toEqual(last);
  expect(linkSeen(undefined, 0, new TypeError('Failed to fetch'))).toBeNull();
});

test('nothing answers: offline since the last answer; a host that was offline keeps its own time', () => {
  const since = '2026-11-21T02:00:00.000Z';
  expect(linkSeen(last, answeredAt, new TypeError('Failed to fetch'))).toEqual({
    ...last,
    online: false,
    since,
    dataAsOf: since,
  });
  const offline = { ...last, online: false };
  expect(linkSeen(offline, answeredAt, new TypeError('Failed to fetch'))).toBe(offline);
});

test('a server that stands still is one that does not answer', async () => {
  const silent = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const failure = await answeredWithin(1, new AbortController().signal, silent).catch((error: unknown) => error);
  expect(linkSeen(last, answeredAt, failure)?.online).toBe(false);
});
