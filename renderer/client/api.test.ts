// Nobody at the screen: nothing leaves the page but the calls of coming back; an ended session is told with its reason, whoever asked.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApi } from './api.ts';
import { failureOf, isPassing } from './failure.ts';

const asked: string[] = [];
let refusal: Record<string, unknown> | null = null;

beforeEach(() => {
  asked.length = 0;
  refusal = null;
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(new URL(request.url).pathname);
    if (!refusal) return Response.json({ json: null });
    const error = { defined: true, code: 'LOGIN_REQUIRED', status: 401, message: '', data: refusal };
    return Response.json({ json: error }, { status: 401 });
  });
});
afterEach(() => vi.unstubAllGlobals());

const failed = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

test('held, a page asks nothing but what a lock asks, and its work fails as if nobody had answered', async () => {
  const api = createApi('http://127.0.0.1', () => true);
  api.hold(true);
  const failure = await failed(api.client.ecg.alerts({ state: 'mine' }));
  expect([failureOf(failure).code, isPassing(failure), asked]).toEqual(['OFFLINE_UNAVAILABLE', true, []]);
  await failed(api.client.critical.waiting());
  await failed(api.client.identity.me());
  expect(asked).toEqual(['/rpc/critical/waiting', '/rpc/identity/me']);
  api.hold(false);
  await failed(api.client.ecg.alerts({ state: 'mine' }));
  expect(asked).toHaveLength(3);
});

test('the reason of an ended session is told, by whatever call it came; a lock that asks tells nothing', async () => {
  const api = createApi('http://127.0.0.1', () => true);
  const told: string[] = [];
  api.onSessionEnded((because) => told.push(because));
  refusal = { ended: 'administrator' };
  const failure = await failed(api.client.ecg.alerts({ state: 'mine' }));
  refusal = {};
  await failed(api.client.ecg.alerts({ state: 'mine' }));
  await failed(api.client.critical.waiting());
  expect([told, isPassing(failure)]).toEqual([['administrator', 'unknown'], true]);
});
