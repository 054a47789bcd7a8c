// Large answers go through as bytes; everything that is no plain success is left to the usual way.
import { expect, test } from 'vitest';
import type { HostContext } from './contract/router.ts';
import type { SignedFetch } from './link/server-client.ts';
import type { ServerLink } from './link/server-link.ts';
import { createPassThrough } from './pass-through.ts';

const calls: string[] = [];
// Of a link only these two are asked, of a session only the token.
const link = (online: boolean) =>
  ({ online: () => online, worked: () => calls.push('worked') }) as unknown as ServerLink;
const context = (serverToken: string | null) => ({ session: { serverToken }, background: true }) as HostContext;
const worklist = () => new Request('http://127.0.0.1/rpc/lab/worklist', { method: 'POST', body: '{"json":{}}' });

function serverOf(answer: () => Promise<Response>): SignedFetch {
  return async ({ method, path, body }, with_) => {
    calls.push(`${method} ${path} ${new TextDecoder().decode(body)} ${with_?.session} ${with_?.background}`);
    return answer();
  };
}
const rows = async () => new Response('{"json":{"rows":[]}}', { headers: { 'content-type': 'application/json' } });

test('the list of the bench is handed on as it came', async () => {
  const pass = createPassThrough({ link: link(true), signedFetch: serverOf(rows) });
  const answer = await pass(worklist(), context('token'));
  expect(await answer?.text()).toBe('{"json":{"rows":[]}}');
  expect(answer?.headers.get('content-type')).toBe('application/json');
  expect(calls.splice(0)).toEqual(['POST /rpc/lab/worklist {"json":{}} token true', 'worked']);
});

test.each([
  ['the server is away', link(false), rows, 'token', worklist()],
  ['nobody is logged in at the server', link(true), rows, null, worklist()],
  [
    'another procedure',
    link(true),
    rows,
    'token',
    new Request('http://127.0.0.1/rpc/lab/specimen', { method: 'POST' }),
  ],
  ['the server says no', link(true), async () => new Response('no', { status: 401 }), 'token', worklist()],
  ['the line breaks', link(true), () => Promise.reject(new TypeError('fetch failed')), 'token', worklist()],
])('the usual way when %s', async (_case, state, answer, token, request) => {
  const pass = createPassThrough({ link: state, signedFetch: serverOf(answer) });
  expect(await pass(request, context(token))).toBeNull();
  // The usual way still has to read it.
  expect(request.bodyUsed).toBe(false);
  expect(calls.splice(0)).not.toContain('worked');
});
