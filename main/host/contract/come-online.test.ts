// Who came in without the server and whether they are taken to it: with the password of just now, never one that was locked or left, and not for long.
import { expect, test, vi } from 'vitest';
import { testSession } from '../../../test/support/lab-fixtures.ts';
import type { HostEnvironment } from '../environment.ts';
import { createComeOnline, passwordKeptMs } from './come-online.ts';
import type { HostSession, Sessions } from './sessions.ts';

const away = new Error('away');
const credentials = { user: 'tech', password: 'right' };

function world() {
  const session: HostSession = { tokenHash: 't', info: testSession(), serverToken: null, startedAt: '', lastSeenMs: 0 };
  const entered: unknown[] = [];
  const left: string[] = [];
  const state = { online: true, answer: () => Promise.resolve({ info: testSession(), serverToken: 'token' }) };
  const come = createComeOnline({ log: () => undefined } as unknown as HostEnvironment, {
    sessions: {
      async update(one, info, serverToken) {
        Object.assign(one, { info, serverToken });
      },
    } as Sessions,
    online: () => state.online,
    enter(given) {
      entered.push(given);
      return state.answer();
    },
    leave: async (token) => void left.push(token),
    isUnreachable: (error) => error === away,
  });
  return { session, entered, left, state, come };
}

test('the link comes up: in once, and the password is gone', async () => {
  const { session, entered, come } = world();
  come.remember(session, credentials);
  await Promise.all([come.all(), come.attempt(session)]);
  await come.attempt(session);
  expect([session.serverToken, entered]).toEqual(['token', [credentials]]);
});

test('unreachable again: it is tried once more; refused: never again, a person is asked', async () => {
  const { session, entered, state, come } = world();
  come.remember(session, credentials);
  state.answer = () => Promise.reject(away);
  await come.all();
  state.answer = () => Promise.reject(new Error('wrong'));
  await come.all();
  await come.all();
  expect([session.serverToken, entered.length]).toEqual([null, 2]);
});

test('locked while the server thinks: the session there is ended', async () => {
  const { session, left, state, come } = world();
  come.remember(session, credentials);
  state.answer = async () => {
    come.forget(session);
    return { info: testSession(), serverToken: 'nobody' };
  };
  await come.all();
  expect([session.serverToken, left]).toEqual([null, ['nobody']]);
});

test('the password stays for two minutes', async () => {
  vi.useFakeTimers();
  try {
    const { session, entered, come } = world();
    come.remember(session, credentials);
    vi.advanceTimersByTime(passwordKeptMs);
    await come.all();
    expect(entered).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
