// A real server with the reading room's test page built beside it, studies stored over STOW-RS, and a browser logged in.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Browser as Chromium, Page } from 'playwright-core';
import { build } from 'vite';
import { readPart10 } from '../../core/dicom/read.ts';
import { asProduct } from '../../scripts/build.mjs';
import { issueToken } from '../../server/areas/imaging/module.ts';
import { launchBrowser } from './browser.ts';
import { addPeople, type Browser, loggedIn, startTestServer, type TestServer } from './server.ts';

export interface ViewerWorld {
  started: TestServer;
  chromium: Chromium;
  reader: Browser;
  readerId: string;
  /** Stores files and gives the study's UID. */
  store(paths: readonly string[]): Promise<string>;
  storeBytes(files: readonly Uint8Array[]): Promise<string>;
  open(
    query: Record<string, string>,
    size?: { width: number; height: number },
  ): Promise<{ page: Page; errors: string[] }>;
  close(): Promise<void>;
}

/** Builds pages of the renderer into a folder of its own. */
export async function buildPages(pages: readonly string[]): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'yishu-viewer-'));
  const root = fileURLToPath(new URL('../../', import.meta.url));
  // Of its own: the product's pages are not built for this one.
  await asProduct(() =>
    build({
      configFile: false,
      root: join(root, 'renderer'),
      base: '/',
      publicDir: false,
      plugins: [react()],
      logLevel: 'error',
      build: {
        target: 'chrome130',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 4000,
        reportCompressedSize: false,
        outDir,
        emptyOutDir: true,
        rolldownOptions: { input: pages.map((page) => join(root, 'renderer', page)) },
      },
    }),
  );
  return outDir;
}

/** @param pages of the renderer that the server has */
export async function openViewerWorld(pages = ['testing/viewer.html']): Promise<ViewerWorld> {
  const rendererDir = await buildPages(pages);
  const started = await startTestServer({ rendererDir });
  const { server } = started;
  await addPeople(server, ['radiologist']);
  const reader = await loggedIn(server, 'radiologist');
  const me = await reader.api.identity.me();
  const token = await issueToken(server.kernel, { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 });
  const chromium = await launchBrowser();

  async function storeBytes(files: readonly Uint8Array[]): Promise<string> {
    const parts = files.flatMap((bytes) => [
      Buffer.from('--x\r\nContent-Type: application/dicom\r\n\r\n'),
      bytes,
      Buffer.from('\r\n'),
    ]);
    const answer = await fetch(`${server.url}/dicom-web/~${token}/studies`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/related; type="application/dicom"; boundary=x' },
      body: Buffer.concat([...parts, Buffer.from('--x--\r\n')]),
    });
    if (answer.status !== 200) throw new Error(`not stored: ${answer.status} ${await answer.text()}`);
    const [first] = files;
    return first ? (readPart10(first).dataSet.string('StudyInstanceUID') ?? '') : '';
  }

  return {
    started,
    chromium,
    reader,
    readerId: me?.person.id ?? '',
    storeBytes,
    store: async (paths) => storeBytes(await Promise.all(paths.map((path) => readFile(path)))),
    async open(query, size = { width: 1366, height: 768 }) {
      const context = await chromium.newContext({ viewport: size, locale: 'zh-CN' });
      const [name = '', value = ''] = reader.cookie().split('=');
      await context.addCookies([{ name, value, url: server.url }]);
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      const search = new URLSearchParams({ reader: me?.person.id ?? '', ...query });
      await page.goto(`${server.url}/testing/viewer.html?${search}`);
      return { page, errors };
    },
    async close() {
      await chromium.close();
      await started.close();
      await rm(rendererDir, { recursive: true, force: true });
    },
  };
}
