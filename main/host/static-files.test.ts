// The renderer's files: of one folder only, with the headers that keep other people's scripts out.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/support/host-bench.ts';
import { staticFile, withSecurityHeaders } from './static-files.ts';

let dir: string;
beforeEach(async () => {
  dir = await temporaryFolder();
  await mkdir(join(dir, 'renderer/assets'), { recursive: true });
  await writeFile(join(dir, 'secret.txt'), 'secret');
  await writeFile(join(dir, 'renderer/.hidden.txt'), 'hidden');
  await writeFile(join(dir, 'renderer/index.html'), 'page');
  await writeFile(join(dir, 'renderer/assets/a-1.js'), 'code');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const get = (path: string) => staticFile(join(dir, 'renderer'), path);

test('pages and files', async () => {
  expect(await (await get('/lab/worklist'))?.text()).toBe('page');
  const script = await get('/assets/a-1.js');
  expect([await script?.text(), script?.headers.get('content-type')]).toEqual([
    'code',
    'text/javascript; charset=utf-8',
  ]);
  expect(script?.headers.get('cache-control')).toContain('immutable');
  expect(await get('/none.js')).toBeNull();
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/..%5csecret.txt',
  '/.hidden.txt',
  '/a%00.txt',
  '/%zz.txt',
])('nothing outside: %s', async (path) => {
  expect(await get(path)).toBeNull();
});

test('a page may run its own scripts only; a PDF may be framed by us only', () => {
  const policy = (type: string) =>
    withSecurityHeaders(new Response('', { headers: { 'content-type': type } })).headers.get('content-security-policy');
  expect(policy('text/html; charset=utf-8')).toContain("script-src 'self'");
  expect(policy('text/html')).not.toContain('unsafe');
  expect(policy('application/pdf')).toBe("frame-ancestors 'self'");
  expect(withSecurityHeaders(new Response('')).headers.get('x-content-type-options')).toBe('nosniff');
});
